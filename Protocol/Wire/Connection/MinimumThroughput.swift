/// Slow-reader detection: a peer must take `bytes` in every `span` while something waits for it.
///
/// The span begins anew whenever that many bytes were taken. Trickling single bytes does not evade it. One of
/// these exists only while something waits. A value without a clock.
package struct MinimumThroughput: Hashable, Sendable {
  private let bytes: UInt64
  private let span: UInt64
  /// When the span began, in nanoseconds.
  private var begin: UInt64
  /// Bytes taken since then.
  private var taken: UInt64 = 0

  /// Something begins to wait. Bytes that were taken before had not to wait, and do not count.
  ///
  /// - Parameters:
  ///   - bytes: To be taken within a span, at least one.
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
