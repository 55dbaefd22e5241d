/// Decides whether a peer pings too often.
struct PingGuard: Hashable, Sendable {
  private var last: UInt64?
  private var strikes = 0

  /// Counts one PING.
  ///
  /// - Parameters:
  ///   - now: Nanoseconds of a clock that never goes back.
  ///   - limits: The limits in force.
  /// - Returns: Whether this PING is one too many.
  mutating func receive(at now: UInt64, limits: WireLimits) -> Bool {
    defer { self.last = now }
    guard let last = self.last, now < last &+ limits.pingIntervalMilliseconds &* 1_000_000 else {
      return false
    }
    self.strikes += 1
    return self.strikes >= limits.pingStrikesMax
  }
}
