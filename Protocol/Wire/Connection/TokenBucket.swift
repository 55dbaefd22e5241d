/// Token bucket of a connection: refused, cancelled and abandoned calls cost a token each.
///
/// Tokens come back one after the other, at a steady rate. A bucket that is empty stays closed until an eighth
/// of its tokens is back: to stop a peer and let it go for every single call would cost more than the call.
/// A value without a clock.
package struct TokenBucket: Hashable, Sendable {
  /// Time in which an empty bucket fills, in nanoseconds.
  private let fillTime: UInt64
  /// Time in which one token comes back, in nanoseconds.
  private let tokenTime: UInt64
  /// When the bucket is full, in nanoseconds.
  private var fullAt: UInt64

  /// A full bucket.
  ///
  /// - Parameters:
  ///   - tokens: How many it holds, at least one.
  ///   - milliseconds: Time in which one comes back; 0 is at once.
  ///   - now: Nanoseconds of a clock that never goes back.
  package init(tokens: Int, milliseconds: UInt64, at now: UInt64) {
    self.tokenTime = milliseconds * 1_000_000
    self.fillTime = UInt64(tokens) * self.tokenTime
    self.fullAt = now
  }

  /// Most debt that a connection takes over from another one, in nanoseconds: a whole bucket, and the eighth
  /// that a closed bucket waits for, so that the successor waits first.
  package var debtMax: UInt64 { self.fillTime + self.fillTime / 8 }

  /// Takes over the debt of a connection that is gone.
  ///
  /// - Parameter nanoseconds: Until it is paid.
  package mutating func takeOver(debt nanoseconds: UInt64) { self.fullAt += nanoseconds }

  /// Takes tokens. More than there are may be taken: the bucket is closed for longer then.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - now: Nanoseconds of a clock that never goes back.
  package mutating func take(_ count: Int = 1, at now: UInt64) {
    self.fullAt = max(self.fullAt, now) + UInt64(count) * self.tokenTime
  }

  /// Until when the bucket is closed; nil while a token is left.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back.
  /// - Returns: When an eighth of the tokens is back.
  package func closedUntil(at now: UInt64) -> UInt64? {
    guard self.debt(at: now) >= self.fillTime, self.fillTime > 0 else { return nil }
    return self.fullAt - (self.fillTime - self.fillTime / 8)
  }

  /// Time until the bucket is full, in nanoseconds.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back.
  /// - Returns: That many nanoseconds; 0 for a full bucket.
  package func debt(at now: UInt64) -> UInt64 {
    self.fullAt > now ? self.fullAt - now : 0
  }
}
