/// How much a peer may yet do in vain before it is left waiting.
///
/// What is used up comes back with time, one after the other. A peer that has used up all of it waits
/// until an eighth is back: to be stopped and let go for every single thing would cost more than the thing.
/// A value without a clock.
package struct Patience: Hashable, Sendable {
  /// All of it, in nanoseconds until it is back.
  private let whole: UInt64
  /// What one vain thing costs, in nanoseconds.
  private let each: UInt64
  /// When all of it is back.
  private var fullAt: UInt64

  /// All of it.
  ///
  /// - Parameters:
  ///   - count: How much may be done in vain at once, at least one.
  ///   - milliseconds: How long one takes to come back; 0 is at once.
  ///   - now: Nanoseconds of a clock that never goes back.
  package init(count: Int, milliseconds: UInt64, at now: UInt64) {
    self.each = milliseconds * 1_000_000
    self.whole = UInt64(count) * self.each
    self.fullAt = now
  }

  /// How much one peer takes over from another, in nanoseconds: all of it, and as much again as comes back
  /// in one waiting, so that whoever takes it over waits first.
  package var inheritedMax: UInt64 { self.whole + self.whole / 8 }

  /// Uses up a part that somebody else has left.
  ///
  /// - Parameter nanoseconds: Until it is back.
  package mutating func owe(_ nanoseconds: UInt64) { self.fullAt += nanoseconds }

  /// Something was done in vain.
  ///
  /// - Parameters:
  ///   - count: How often.
  ///   - now: Nanoseconds of a clock that never goes back.
  package mutating func use(_ count: Int = 1, at now: UInt64) {
    self.fullAt = max(self.fullAt, now) + UInt64(count) * self.each
  }

  /// Until when the peer shall wait; nil while there is some patience left.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back.
  /// - Returns: When an eighth of it is back.
  package func end(at now: UInt64) -> UInt64? {
    guard self.owed(at: now) >= self.whole, self.whole > 0 else { return nil }
    return self.fullAt - (self.whole - self.whole / 8)
  }

  /// What is used up and not back, in nanoseconds until it is.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back.
  /// - Returns: That many nanoseconds.
  package func owed(at now: UInt64) -> UInt64 {
    self.fullAt > now ? self.fullAt - now : 0
  }
}
