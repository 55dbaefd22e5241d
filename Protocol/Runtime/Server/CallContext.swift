public import LatchkeyWire
import Synchronization

/// The point of a call after which its result is the truth, whatever the caller has become.
///
/// Before the point, a cancellation or the deadline wins: the call is answered at once, and the
/// handler can no longer commit. After it, the caller gets the true result, even late. One of the
/// two happens, never both: the mark is a single atomic exchange.
public final class CallContext: Sendable {
  /// Raw values of the atomic.
  private enum Phase {
    /// May become `committed` or `abandoned`.
    static let open: UInt8 = 0
    /// The handler is past its commit point. Terminal.
    static let committed: UInt8 = 1
    /// Plus the status code of the abandonment. Terminal.
    static let abandoned: UInt8 = 0x80
  }

  private let phase = Atomic<UInt8>(Phase.open)

  /// A context of a call that has not committed.
  public init() {}

  /// Passes the commit point, or says that the call was given up before.
  ///
  /// Call it as the last thing before the change becomes durable, and let the change go when it
  /// throws. A second call does nothing.
  ///
  /// - Throws: ``LatchkeyWire/CallFailure`` with outcome `rolledBack` when the call was cancelled or
  ///   its deadline passed before this point.
  public func enterCommit() throws(CallFailure) {
    let (exchanged, found) = self.phase.compareExchange(
      expected: Phase.open, desired: Phase.committed, ordering: .acquiringAndReleasing)
    guard !exchanged, found != Phase.committed else { return }
    let code = StatusCode(rawValue: found & ~Phase.abandoned) ?? .cancelled
    throw CallFailure(
      code: code, reason: "ABANDONED", message: "The call was given up before its commit point.",
      outcome: .rolledBack)
  }

  /// Whether the handler is past its commit point.
  public var hasCommitted: Bool { self.phase.load(ordering: .acquiring) == Phase.committed }

  /// Gives the call up, unless it has committed.
  ///
  /// - Parameter code: What the caller is told: cancelled, deadlineExceeded or unavailable.
  /// - Returns: Whether the call is given up by now.
  func abandon(_ code: StatusCode) -> Bool {
    let (exchanged, found) = self.phase.compareExchange(
      expected: Phase.open, desired: Phase.abandoned | code.rawValue,
      ordering: .acquiringAndReleasing)
    return exchanged || found != Phase.committed
  }
}
