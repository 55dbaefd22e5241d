import LatchkeyWire
import Testing

@Suite("Tokens are taken by calls that come to nothing, and come back with time")
struct TokenBucketTests {
  static let start: UInt64 = 5_000_000_000

  /// Sixteen at once, ten milliseconds each.
  static func fresh() -> TokenBucket { TokenBucket(tokens: 16, milliseconds: 10, at: start) }

  @Test(
    "A peer waits once all is used up, until an eighth is back",
    arguments: [(0, nil), (15, nil), (16, 20), (17, 30), (40, 260)] as [(Int, UInt64?)])
  func waits(count: Int, milliseconds: UInt64?) {
    var bucket = Self.fresh()
    bucket.take(count, at: Self.start)
    #expect(bucket.closedUntil(at: Self.start) == milliseconds.map { Self.start + $0 * 1_000_000 })
  }

  @Test(
    "What comes back in time is no longer held against anybody",
    arguments: [(0, true), (9_999_999, true), (10_000_000, true), (10_000_001, false)]
      as [(UInt64, Bool)])
  func comesBack(nanoseconds: UInt64, waits: Bool) {
    var bucket = Self.fresh()
    bucket.take(16, at: Self.start)
    bucket.take(at: Self.start + nanoseconds)
    // The seventeenth: one must be back for it, and a nanosecond more, since none left is too few.
    #expect((bucket.closedUntil(at: Self.start + nanoseconds) != nil) == waits)
  }

  @Test("An eighth is there when the waiting ends, and whoever uses it up waits again")
  func again() throws {
    var bucket = Self.fresh()
    var now = Self.start
    bucket.take(16, at: now)
    for _ in 0..<3 {
      now = try #require(bucket.closedUntil(at: now))
      #expect(bucket.closedUntil(at: now) == nil)
      bucket.take(at: now)
      #expect(bucket.closedUntil(at: now) == nil)
      bucket.take(at: now)
      #expect(bucket.closedUntil(at: now) == now + 20_000_000)
    }
  }

  @Test(
    "A steady trickle below the rate is never stopped, one above it is",
    arguments: [(10, false), (11, false), (9, true)] as [(UInt64, Bool)])
  func trickle(distanceMilliseconds: UInt64, isStopped: Bool) {
    var bucket = Self.fresh()
    var stops = 0
    for index in 0..<1_000 {
      let now = Self.start + UInt64(index) * distanceMilliseconds * 1_000_000
      bucket.take(at: now)
      if bucket.closedUntil(at: now) != nil { stops += 1 }
    }
    #expect((stops > 0) == isStopped)
  }

  @Test("Time that passes before the first vain call saves nothing up")
  func savesNothing() {
    var bucket = Self.fresh()
    let later = Self.start + 3_600_000_000_000
    bucket.take(16, at: later)
    #expect(bucket.closedUntil(at: later) == later + 20_000_000)
    #expect(bucket.debt(at: later) == 160_000_000)
    #expect(bucket.debt(at: later + 160_000_000) == 0)
  }

  @Test("What others left is used up from the beginning", arguments: [(159, false), (160, true)])
  func inherited(milliseconds: UInt64, waits: Bool) {
    var bucket = Self.fresh()
    bucket.takeOver(debt: milliseconds * 1_000_000)
    #expect((bucket.closedUntil(at: Self.start) != nil) == waits)
  }

  @Test("Where it comes back at once, nobody ever waits")
  func unlimited() {
    var bucket = TokenBucket(tokens: 1, milliseconds: 0, at: Self.start)
    bucket.take(1_000_000, at: Self.start)
    #expect(bucket.closedUntil(at: Self.start) == nil)
  }
}
