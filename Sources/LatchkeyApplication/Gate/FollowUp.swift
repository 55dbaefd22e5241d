import LatchkeyDomain
import Synchronization

/// A call that was denied, with its entry for the audit.
struct DeniedCall: Sendable {
  let refusal: Refusal
  let record: AuditRecord
}

/// What the gate writes after the transaction of a call, however that ended: the last-seen update of
/// the session, and the audit entry of a denial if its own transaction was rolled back or only read.
final class FollowUp: Sendable {
  private struct State {
    var session: SessionID?
    var denied: DeniedCall?
    var hasQueuedMail = false
  }

  private let state = Mutex(State())

  /// The session that the call presented, if its last-seen time is due to be updated.
  var lastSeenUpdate: SessionID? {
    get { self.state.withLock { $0.session } }
    set { self.state.withLock { $0.session = newValue } }
  }

  /// Whether the transaction queued mail.
  var hasQueuedMail: Bool {
    get { self.state.withLock { $0.hasQueuedMail } }
    set { self.state.withLock { $0.hasQueuedMail = newValue } }
  }

  /// The denial that is not in the audit yet.
  var deniedCall: DeniedCall? {
    get { self.state.withLock { $0.denied } }
    set { self.state.withLock { $0.denied = newValue } }
  }
}
