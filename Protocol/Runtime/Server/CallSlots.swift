import Synchronization

/// Limits concurrent calls: the slots that all connections of a server share, first come, first served.
///
/// Some of the last slots are reserved for connections that hold few, and one slot for each connection that
/// holds none: connections that take all they can get leave room for those that want little. Reserved are slots,
/// not shares: what no other connection wants is not divided.
package struct CallSlots: ~Copyable, Sendable {
  /// Calls in the lower half, connections that have any in the upper: one change for both, since a call
  /// costs it.
  private let taken = Atomic<UInt64>(0)
  private let max: Int
  private let forFew: Int
  private let few: Int

  private static let oneConnection: UInt64 = 1 << 32

  /// Slots that are all free.
  ///
  /// - Parameters:
  ///   - max: How many.
  ///   - forFew: How many of them are for connections that hold few.
  ///   - few: A connection holds few that holds less than so many.
  package init(_ max: Int, forFew: Int = 0, few: Int = 0) {
    self.max = max
    self.forFew = forFew
    self.few = few
  }

  /// Takes a slot.
  ///
  /// - Parameters:
  ///   - held: Slots that the connection has already.
  ///   - connections: How many connections are open, this one among them.
  /// - Returns: False when none is left for this connection.
  @inline(__always)
  package func take(held: Int, connections: Int) -> Bool {
    let change = held == 0 ? 1 + Self.oneConnection : 1
    let before = self.taken.wrappingAdd(change, ordering: .relaxed).oldValue
    let left = self.max - Int(truncatingIfNeeded: before & (Self.oneConnection - 1))
    let kept =
      if held == 0 {
        0
      } else {
        Swift.max(
          connections - Int(truncatingIfNeeded: before / Self.oneConnection),
          held < self.few ? 0 : self.forFew)
      }
    // Connections may be fewer than those who have calls: some are gone while their handlers run.
    if left > Swift.max(0, kept) { return true }
    self.taken.wrappingSubtract(change, ordering: .relaxed)
    return false
  }

  /// Gives a slot back.
  ///
  /// - Parameter held: Slots that the connection still has; nil when the connection is gone.
  @inline(__always)
  package func giveBack(held: Int?) {
    self.taken.wrappingSubtract(held == 0 ? 1 + Self.oneConnection : 1, ordering: .relaxed)
  }

  /// A connection is gone; its calls have their slots until their handlers return.
  ///
  /// - Parameter held: How many.
  package func leave(held: Int) {
    if held > 0 { self.taken.wrappingSubtract(Self.oneConnection, ordering: .relaxed) }
  }
}
