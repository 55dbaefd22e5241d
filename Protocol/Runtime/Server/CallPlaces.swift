import Synchronization

/// The places for calls that all connections of a server share.
///
/// Whoever comes first gets them. Some at the end are for connections that hold few, and of the very last one
/// is for every connection that holds none: those who take all they can get leave some to whoever wants
/// little, and everybody one. Kept are places, not shares: what nobody else wants is not divided.
package struct CallPlaces: ~Copyable, Sendable {
  /// Calls in the lower half, connections that have any in the upper: one change for both, since a call
  /// costs it.
  private let taken = Atomic<UInt64>(0)
  private let max: Int
  private let forFew: Int
  private let few: Int

  private static let connection: UInt64 = 1 << 32

  /// Places that are all free.
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

  /// Takes a place.
  ///
  /// - Parameters:
  ///   - held: Places that the connection has already.
  ///   - connections: How many connections are open, this one among them.
  /// - Returns: False when none is left for this connection.
  @inline(__always)
  package func take(held: Int, connections: Int) -> Bool {
    let change = held == 0 ? 1 + Self.connection : 1
    let before = self.taken.wrappingAdd(change, ordering: .relaxed).oldValue
    let left = self.max - Int(truncatingIfNeeded: before & (Self.connection - 1))
    let kept =
      if held == 0 {
        0
      } else {
        Swift.max(
          connections - Int(truncatingIfNeeded: before / Self.connection),
          held < self.few ? 0 : self.forFew)
      }
    // Connections may be fewer than those who have calls: some are gone whose handlers are not.
    if left > Swift.max(0, kept) { return true }
    self.taken.wrappingSubtract(change, ordering: .relaxed)
    return false
  }

  /// Gives a place back.
  ///
  /// - Parameter held: Places that the connection still has; nil when the connection is gone.
  @inline(__always)
  package func giveBack(held: Int?) {
    self.taken.wrappingSubtract(held == 0 ? 1 + Self.connection : 1, ordering: .relaxed)
  }

  /// A connection is gone; its calls have their places until their handlers return.
  ///
  /// - Parameter held: How many.
  package func leave(held: Int) {
    if held > 0 { self.taken.wrappingSubtract(Self.connection, ordering: .relaxed) }
  }
}
