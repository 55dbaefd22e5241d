import LatchkeyWire
import Testing

@Suite("Patience is used up by what is done in vain, and comes back with time")
struct PatienceTests {
  static let start: UInt64 = 5_000_000_000

  /// Sixteen at once, ten milliseconds each.
  static func fresh() -> Patience { Patience(count: 16, milliseconds: 10, at: start) }

  @Test(
    "A peer waits once all is used up, until an eighth is back",
    arguments: [(0, nil), (15, nil), (16, 20), (17, 30), (40, 260)] as [(Int, UInt64?)])
  func waits(count: Int, milliseconds: UInt64?) {
    var patience = Self.fresh()
    patience.use(count, at: Self.start)
    #expect(patience.end(at: Self.start) == milliseconds.map { Self.start + $0 * 1_000_000 })
  }

  @Test(
    "What comes back in time is no longer held against anybody",
    arguments: [(0, true), (9_999_999, true), (10_000_000, true), (10_000_001, false)]
      as [(UInt64, Bool)])
  func comesBack(nanoseconds: UInt64, waits: Bool) {
    var patience = Self.fresh()
    patience.use(16, at: Self.start)
    patience.use(at: Self.start + nanoseconds)
    // The seventeenth: one must be back for it, and a nanosecond more, since none left is too few.
    #expect((patience.end(at: Self.start + nanoseconds) != nil) == waits)
  }

  @Test("An eighth is there when the waiting ends, and whoever uses it up waits again")
  func again() throws {
    var patience = Self.fresh()
    var now = Self.start
    patience.use(16, at: now)
    for _ in 0..<3 {
      now = try #require(patience.end(at: now))
      #expect(patience.end(at: now) == nil)
      patience.use(at: now)
      #expect(patience.end(at: now) == nil)
      patience.use(at: now)
      #expect(patience.end(at: now) == now + 20_000_000)
    }
  }

  @Test(
    "A steady trickle below the rate is never stopped, one above it is",
    arguments: [(10, false), (11, false), (9, true)] as [(UInt64, Bool)])
  func trickle(distanceMilliseconds: UInt64, isStopped: Bool) {
    var patience = Self.fresh()
    var stops = 0
    for index in 0..<1_000 {
      let now = Self.start + UInt64(index) * distanceMilliseconds * 1_000_000
      patience.use(at: now)
      if patience.end(at: now) != nil { stops += 1 }
    }
    #expect((stops > 0) == isStopped)
  }

  @Test("Time that passes before the first vain call saves nothing up")
  func savesNothing() {
    var patience = Self.fresh()
    let later = Self.start + 3_600_000_000_000
    patience.use(16, at: later)
    #expect(patience.end(at: later) == later + 20_000_000)
    #expect(patience.owed(at: later) == 160_000_000)
    #expect(patience.owed(at: later + 160_000_000) == 0)
  }

  @Test("What others left is used up from the beginning", arguments: [(159, false), (160, true)])
  func inherited(milliseconds: UInt64, waits: Bool) {
    var patience = Self.fresh()
    patience.owe(milliseconds * 1_000_000)
    #expect((patience.end(at: Self.start) != nil) == waits)
  }

  @Test("Where it comes back at once, nobody ever waits")
  func unlimited() {
    var patience = Patience(count: 1, milliseconds: 0, at: Self.start)
    patience.use(1_000_000, at: Self.start)
    #expect(patience.end(at: Self.start) == nil)
  }
}
