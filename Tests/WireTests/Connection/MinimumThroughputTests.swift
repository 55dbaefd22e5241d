import LatchkeyWire
import Testing

@Suite("A peer that takes less than the minimum is too slow, and no other")
struct MinimumThroughputTests {
  private static let start: UInt64 = 7_000_000_000
  private static let second: UInt64 = 1_000_000_000

  /// A hundred bytes in five seconds.
  private static func fresh() -> MinimumThroughput {
    MinimumThroughput(bytes: 100, milliseconds: 5_000, at: Self.start)
  }

  /// When a peer is too slow that takes so many bytes at such intervals, in seconds; nil if not in a day.
  private static func end(taking bytes: UInt64, everySeconds interval: UInt64) -> UInt64? {
    var rate = Self.fresh()
    var now = Self.start
    while now < Self.start + 86_400 * Self.second {
      now += interval * Self.second
      if now >= rate.end { return (rate.end - Self.start) / Self.second }
      rate.take(bytes, at: now)
    }
    return nil
  }

  @Test(
    "A byte now and then is as good as none, and the least is enough for ever",
    arguments: [
      (0, 1, 5), (1, 4, 5), (1, 1, 5), (19, 1, 5), (24, 1, 5), (25, 1, nil), (100, 4, nil),
      (100, 5, 5), (99, 4, 5), (1_000_000, 6, 5),
    ] as [(UInt64, UInt64, UInt64?)])
  func rates(bytes: UInt64, interval: UInt64, end: UInt64?) {
    #expect(Self.end(taking: bytes, everySeconds: interval) == end)
  }

  @Test(
    "The span begins anew with the byte that makes it whole, and nothing is saved up",
    arguments: [(98, false), (99, true), (500, true)] as [(UInt64, Bool)])
  func restarts(more: UInt64, isAnew: Bool) {
    var rate = Self.fresh()
    rate.take(1, at: Self.start + 2)
    rate.take(more, at: Self.start + 3)
    #expect(rate.end == Self.start + (isAnew ? 3 : 0) + 5 * Self.second)
    rate.take(1, at: Self.start + 4)
    #expect(rate.end == Self.start + (isAnew ? 3 : 4) + 5 * Self.second)
  }

  @Test("A least of nothing still asks for something")
  func nothing() {
    var rate = MinimumThroughput(bytes: 0, milliseconds: 1, at: Self.start)
    rate.take(0, at: Self.start + 1)
    #expect(rate.end == Self.start + 1_000_000)
    rate.take(1, at: Self.start + 2)
    #expect(rate.end == Self.start + 2 + 1_000_000)
  }
}
