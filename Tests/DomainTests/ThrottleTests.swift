import LatchkeyBase
import LatchkeyDomain
import LatchkeyTestBasics
import Testing

/// How attempts are counted and refused (I14).
struct ThrottleTests {
  static let rule = ThrottleRule(limit: 3, window: .minutes(15))

  @Test("A limit of 0 allows none, and says how long to wait")
  func none() {
    var throttle = Throttle(attempts: 0, windowStart: Sample.now)
    let (isAllowed, retryAfter) = throttle.reserve(
      under: ThrottleRule(limit: 0, window: .minutes(15)), at: Sample.now)
    #expect(!isAllowed)
    #expect(retryAfter == .minutes(15))
    #expect(throttle.attempts == 0)
  }

  @Test("As many attempts as the limit are allowed in a window, not one more")
  func limit() {
    var throttle = Throttle(attempts: 0, windowStart: Timestamp(milliseconds: 0))
    var allowed = 0
    for attempt in 0..<10
    where throttle.reserve(
      under: Self.rule, at: Sample.now.offset(by: Int64(attempt))
    ).isAllowed {
      allowed += 1
    }
    #expect(allowed == 3)
    #expect(throttle.attempts == 3, "A refused attempt is not counted, so waiting is enough.")
    #expect(throttle.windowStart == Sample.now, "The window begins with its first attempt.")
  }

  @Test(
    "A window lasts from its first attempt to just before its end",
    arguments: [(899_999, false, 1), (900_000, true, 0), (900_001, true, 0)]
      as [(Int64, Bool, Int64)])
  func boundary(elapsed: Int64, isAllowed: Bool, wait: Int64) {
    var throttle = Throttle(attempts: 3, windowStart: Sample.now)
    let answer = throttle.reserve(under: Self.rule, at: Sample.now.offset(by: elapsed))
    #expect(answer.isAllowed == isAllowed)
    #expect(answer.retryAfter.milliseconds == wait)
    #expect(throttle.attempts == (isAllowed ? 1 : 3))
  }

  @Test("Waiting as long as was said is enough, whenever it was said")
  func waiting() {
    for elapsed: Int64 in [0, 1, 450_000, 899_999, -1, -900_000, -86_400_000] {
      var throttle = Throttle(attempts: 3, windowStart: Sample.now)
      let asked = Sample.now.offset(by: elapsed)
      let (isAllowed, retryAfter) = throttle.reserve(under: Self.rule, at: asked)
      #expect(!isAllowed)
      #expect(retryAfter > Lifetime(milliseconds: 0))
      #expect(retryAfter <= Self.rule.window)
      #expect(
        throttle.reserve(under: Self.rule, at: asked + retryAfter).isAllowed,
        "Asked \(elapsed) ms after the window began.")
    }
  }

  @Test("A clock that was set back neither forgives attempts nor refuses for longer than a window")
  func clockSetBack() {
    var throttle = Throttle(attempts: 2, windowStart: Sample.now)
    let dayBefore = Sample.now.offset(by: -86_400_000)
    #expect(throttle.reserve(under: Self.rule, at: dayBefore).isAllowed)
    #expect(!throttle.reserve(under: Self.rule, at: dayBefore).isAllowed)
    #expect(!throttle.reserve(under: Self.rule, at: dayBefore.offset(by: 899_999)).isAllowed)
    #expect(throttle.reserve(under: Self.rule, at: dayBefore.offset(by: 900_000)).isAllowed)
  }

  @Test("Moments at both ends of time do not trap")
  func ends() {
    for start in [Int64.min, 0, .max] {
      for now in [Int64.min, 0, .max] {
        var throttle = Throttle(attempts: 3, windowStart: Timestamp(milliseconds: start))
        let (_, retryAfter) = throttle.reserve(
          under: Self.rule, at: Timestamp(milliseconds: now))
        #expect(retryAfter <= Self.rule.window)
      }
    }
  }

  @Test("A lower limit counts from the next attempt on")
  func lowered() {
    var throttle = Throttle(attempts: 3, windowStart: Sample.now)
    let lower = ThrottleRule(limit: 2, window: .minutes(15))
    #expect(!throttle.reserve(under: lower, at: Sample.now).isAllowed)
    let higher = ThrottleRule(limit: 4, window: .minutes(15))
    #expect(throttle.reserve(under: higher, at: Sample.now).isAllowed)
  }

  @Test("I14 random attempts never exceed the limit in any window")
  func property() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    var throttle = Throttle(attempts: 0, windowStart: Sample.now)
    var now = Sample.now
    var windowStart = Timestamp(milliseconds: 0)
    var allowed = 0
    for _ in 0..<2_000 {
      now = now.offset(by: Int64.random(in: 0...400_000, using: &numbers))
      let answer = throttle.reserve(under: Self.rule, at: now)
      if throttle.windowStart != windowStart {
        #expect(throttle.windowStart >= windowStart + Self.rule.window, "Seed \(seed)")
        windowStart = throttle.windowStart
        allowed = 0
      }
      if answer.isAllowed { allowed += 1 }
      #expect(allowed <= Self.rule.limit, "Seed \(seed)")
    }
  }

  @Test("An attempt that was not made is given back, and none that was")
  func givenBack() {
    var throttle = Throttle(attempts: 0, windowStart: Sample.now)
    for _ in 0..<3 { _ = throttle.reserve(under: Self.rule, at: Sample.now) }
    throttle.giveBack()
    #expect(throttle.attempts == 2)
    #expect(throttle.reserve(under: Self.rule, at: Sample.now).isAllowed)
    #expect(!throttle.reserve(under: Self.rule, at: Sample.now).isAllowed)
    for _ in 0..<10 { throttle.giveBack() }
    #expect(throttle.attempts == 0, "Never below none.")
  }

  @Test("Every key has a text of its own, whatever its parts hold")
  func keys() {
    let parts = ["", "a", "b", "a/b", "b/a", "a/b/a", "1/a", "agent", "5"]
    var keys: Set<ThrottleKey> = [
      .accountPassword(AccountID(rawValue: 5)), .accountPassword(AccountID(rawValue: 55)),
    ]
    for part in parts {
      for population in Population.allCases {
        keys.insert(.signInIdentifier(population, canonical: part))
        keys.insert(.resetIdentifier(population, canonical: part))
      }
    }
    #expect(Set(keys.map(\.text)).count == keys.count)
  }
}
