/// Counts events in consecutive windows of time and says when there are too many.
struct EventWindow: Hashable, Sendable {
  private var start: UInt64 = 0
  private var count = 0

  /// Counts one event.
  ///
  /// - Parameters:
  ///   - now: Nanoseconds of a clock that never goes back.
  ///   - limit: Events that a window may hold.
  ///   - length: Length of a window in milliseconds.
  /// - Returns: Whether the window holds more than the limit.
  mutating func count(at now: UInt64, limit: Int, windowMilliseconds length: UInt64) -> Bool {
    if self.count == 0 || now >= self.start &+ length &* 1_000_000 {
      self.start = now
      self.count = 0
    }
    self.count += 1
    return self.count > limit
  }

  /// Begins anew.
  mutating func reset() { self.count = 0 }
}
