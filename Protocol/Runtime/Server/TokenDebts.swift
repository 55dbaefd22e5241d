/// Debts of tokens that connections have left, by user.
///
/// The next connection of the same user takes one over, as far as a connection can: a peer that is stopped gains
/// nothing by connecting again. A debt is taken over once, so that one hasty program does not slow the
/// connections that its siblings have, and each new one of theirs at most once. A value without a clock.
package struct TokenDebts: Sendable {
  /// When each would be paid, in nanoseconds.
  private var paidAt: [UInt32: UInt64] = [:]

  /// No debt.
  package init() {}

  /// A connection is gone.
  ///
  /// - Parameters:
  ///   - debt: What is not paid, in nanoseconds until it is.
  ///   - uid: Its user.
  ///   - now: Nanoseconds of a clock that never goes back.
  package mutating func leave(_ debt: UInt64, of uid: UInt32, at now: UInt64) {
    guard debt > 0 else { return }
    self.paidAt[uid] = max(self.paidAt[uid] ?? 0, now) + debt
  }

  /// A connection comes.
  ///
  /// - Parameters:
  ///   - uid: Its user.
  ///   - max: As much as one connection can owe, in nanoseconds.
  ///   - now: Nanoseconds of a clock that never goes back.
  /// - Returns: Its debt from the beginning.
  package mutating func take(of uid: UInt32, atMost max: UInt64, at now: UInt64) -> UInt64 {
    // Only known users are admitted: there are never many of these.
    guard let paidAt = self.paidAt[uid] else { return 0 }
    let debt = paidAt > now ? paidAt - now : 0
    let taken = min(debt, max)
    self.paidAt[uid] = debt > taken ? paidAt - taken : nil
    return taken
  }
}
