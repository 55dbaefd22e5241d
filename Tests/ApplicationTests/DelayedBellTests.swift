import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyTesting
import Testing

/// When the courier is rung for after somebody said that a password is forgotten.
struct DelayedBellTests {
  @Test(
    "I12 the bell rings half a second later at the earliest, whether the address is known or not",
    .timeLimit(.minutes(20)), arguments: ["kim@example.com", "nobody@example.com"])
  func later(address: String) async throws {
    try await TestDesk.run { desk in
      _ = try await desk.account("kim@example.com")
      let asked = ContinuousClock.now
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: .agent, address: EmailAddress(address))
      // Rings of before were for the account.
      var rings = desk.rings.makeAsyncIterator()
      var ring = await rings.next()
      while let early = ring, early < asked { ring = await rings.next() }
      #expect(try #require(ring) - asked >= .milliseconds(500))
    }
  }
}
