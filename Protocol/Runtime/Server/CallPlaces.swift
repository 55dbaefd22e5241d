import Synchronization

/// The places for calls that all connections of a server share.
///
/// Whoever comes first gets them, up to the last: there one is kept for every connection that has no call in
/// progress. So those who take all they can get still leave everybody one. Kept are places, not shares: a
/// server that is asked by few has all of them for those few.
package struct CallPlaces: ~Copyable, Sendable {
  /// Calls in the lower half, connections that have any in the upper: one change for both, since a call
  /// costs it.
  private let taken = Atomic<UInt64>(0)
  private let max: Int

  private static let connection: UInt64 = 1 << 32

  /// Places that are all free.
  ///
  /// - Parameter max: How many.
  package init(_ max: Int) { self.max = max }

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
    let idle = connections - Int(truncatingIfNeeded: before / Self.connection)
    if left > (held == 0 ? 0 : Swift.max(0, idle)) { return true }
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
