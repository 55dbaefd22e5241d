/// What peers that are gone have used up of our patience, by user.
///
/// The next connection of the same user takes it over, as far as one can: whoever is stopped gains nothing
/// by coming again. It is taken over once, so that one hasty program does not slow the connections that
/// its siblings have, and each of theirs that is new at most once. A value without a clock.
package struct OwedPatience: Sendable {
  /// When all would be back.
  private var fullAt: [UInt32: UInt64] = [:]

  /// Nobody owes anything.
  package init() {}

  /// A connection is gone.
  ///
  /// - Parameters:
  ///   - owed: What is not back, in nanoseconds until it is.
  ///   - uid: Its user.
  ///   - now: Nanoseconds of a clock that never goes back.
  package mutating func leave(_ owed: UInt64, of uid: UInt32, at now: UInt64) {
    guard owed > 0 else { return }
    self.fullAt[uid] = max(self.fullAt[uid] ?? 0, now) + owed
  }

  /// A connection comes.
  ///
  /// - Parameters:
  ///   - uid: Its user.
  ///   - max: As much as one connection can owe, in nanoseconds.
  ///   - now: Nanoseconds of a clock that never goes back.
  /// - Returns: What it owes from the beginning.
  package mutating func take(of uid: UInt32, atMost max: UInt64, at now: UInt64) -> UInt64 {
    // Only known users are admitted: there are never many of these.
    guard let fullAt = self.fullAt[uid] else { return 0 }
    let owed = fullAt > now ? fullAt - now : 0
    let taken = min(owed, max)
    self.fullAt[uid] = owed > taken ? fullAt - taken : nil
    return taken
  }
}
