import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyTestBasics
import LatchkeyTesting
import Testing

@Suite("Store contract: the rule for attempts")
struct AttemptContract {
  private static let key = ThrottleKey.accountPassword(AccountID(rawValue: 1))

  @Test(
    "Counting, refusing and giving back follow the rule of the domain in random histories",
    arguments: StoreUnderTest.allCases, [1, 2, 3, 4] as [UInt64])
  func histories(on kind: StoreUnderTest, seed: UInt64) async throws {
    try await kind.run { store in
      try await store.write { store throws in
        var numbers = SeededNumbers(seed: seed)
        var expected: Throttle?
        var now = start
        for step in 0..<400 {
          // The clock may be set back, and limits and windows may be set anew.
          now = Timestamp(
            milliseconds: now.milliseconds + Int64.random(in: -30...60, using: &numbers))
          let rule = ThrottleRule(
            limit: Int.random(in: 0...4, using: &numbers),
            window: Lifetime(milliseconds: Int64.random(in: 0...100, using: &numbers)))
          if Int.random(in: 0..<5, using: &numbers) == 0 {
            try store.giveBack(Self.key)
            expected?.giveBack()
          } else {
            var counted = expected ?? Throttle(attempts: 0, windowStart: now)
            let answer = counted.reserve(under: rule, at: now)
            if answer.isAllowed { expected = counted }
            let found = try store.reserve(Self.key, under: rule, at: now)
            #expect(found == answer, "seed \(seed), step \(step)")
          }
          #expect(try store.throttle(Self.key) == expected, "seed \(seed), step \(step)")
        }
      }
    }
  }
}
