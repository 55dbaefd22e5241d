/// Whether a peer takes what waits for it as fast as the least that is asked. There is one while something waits.
///
/// So many bytes are due within a span of time, which begins anew whenever they were taken. Whoever takes
/// nothing is too slow at the end of the first span, whoever takes a byte now and then as well: without the
/// second, what waits could be made to wait for ever. A value without a clock.
package struct LeastRate: Hashable, Sendable {
  private let bytes: UInt64
  private let span: UInt64
  /// When the span began, in nanoseconds.
  private var begin: UInt64
  /// Bytes taken since then.
  private var taken: UInt64 = 0

  /// Something begins to wait. What was taken before had not to wait, and does not count.
  ///
  /// - Parameters:
  ///   - bytes: That are to be taken within a span, at least one.
  ///   - milliseconds: The span.
  ///   - now: Nanoseconds of a clock that never goes back.
  package init(bytes: UInt64, milliseconds: UInt64, at now: UInt64) {
    self.bytes = max(1, bytes)
    self.span = milliseconds * 1_000_000
    self.begin = now
  }

  /// A part of what waits was taken.
  ///
  /// - Parameters:
  ///   - count: Bytes; none is fine.
  ///   - now: Nanoseconds of a clock that never goes back.
  package mutating func take(_ count: UInt64, at now: UInt64) {
    self.taken += count
    guard self.taken >= self.bytes else { return }
    self.begin = now
    self.taken = 0
  }

  /// When the peer will be too slow, in nanoseconds, unless it takes more.
  package var end: UInt64 { self.begin + self.span }
}
