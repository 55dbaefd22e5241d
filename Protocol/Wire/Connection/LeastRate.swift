/// Whether a peer takes what waits for it as fast as the least that is asked.
///
/// So many bytes are due within a span of time, which begins anew whenever they were taken. Whoever takes
/// nothing is too slow at the end of the first span, whoever takes a byte now and then as well: without the
/// second, what waits could be made to wait for ever. A value without a clock.
package struct LeastRate: Hashable, Sendable {
  private let bytes: UInt64
  private let span: UInt64
  /// When the span began, in nanoseconds; nil while nothing waits.
  private var begin: UInt64?
  /// Bytes taken since then.
  private var taken: UInt64 = 0

  /// A rate for a peer that nothing waits for.
  ///
  /// - Parameters:
  ///   - bytes: That are to be taken within a span, at least one.
  ///   - milliseconds: The span.
  package init(bytes: UInt64, milliseconds: UInt64) {
    self.bytes = max(1, bytes)
    self.span = milliseconds * 1_000_000
  }

  /// Something waits, and a part of it may have been taken.
  ///
  /// - Parameters:
  ///   - count: Bytes taken since the last call. Not counted when nothing waited before: they had not to wait.
  ///   - now: Nanoseconds of a clock that never goes back.
  package mutating func waits(taking count: UInt64 = 0, at now: UInt64) {
    guard self.begin != nil else { return self.restart(at: now) }
    self.taken += count
    if self.taken >= self.bytes { self.restart(at: now) }
  }

  /// Nothing waits any more.
  package mutating func stop() { self.begin = nil }

  /// When the peer will be too slow, in nanoseconds, unless it takes more; nil while nothing waits.
  package var end: UInt64? { self.begin.map { $0 + self.span } }

  private mutating func restart(at now: UInt64) {
    self.begin = now
    self.taken = 0
  }
}
