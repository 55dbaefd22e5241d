public import LatchkeyBase

/// Whether an account takes part at all.
public enum Standing: Hashable, Sendable {
  /// Takes part. May become `deactivated`.
  case enabled
  /// Put aside: no sign-in, no link, no session. May become `enabled` again.
  case deactivated(by: AccountID?, at: Timestamp, reason: String)
  /// Folded into another contact, which has its identifiers now. Terminal.
  case merged(into: AccountID, at: Timestamp)
  /// Everything personal was removed. Terminal.
  case erased(at: Timestamp)

  /// Whether it can never take part again.
  public var isTerminal: Bool {
    switch self {
    case .enabled, .deactivated: false
    case .merged, .erased: true
    }
  }
}

/// Whether sign-in is stopped for the time being.
public enum Lock: Hashable, Sendable {
  /// Open.
  case none
  /// Too many wrong passwords. Opens by itself, by a completed reset or by an administrator.
  case automatic(until: Timestamp)
  /// Closed by a person. Only a person opens it.
  case administrative(by: AccountID?, at: Timestamp, reason: String)

  /// Whether it stops a caller who has shown more than strangers can to be the owner: one who
  /// signs in from a known place, or holds a link or ticket. Only a lock that a person closed does.
  public func holds(at now: Timestamp, forOwner isOwner: Bool) -> Bool {
    if isOwner, case .automatic = self { return false }
    return self.holds(at: now)
  }

  /// Whether it holds at this time.
  public func holds(at now: Timestamp) -> Bool {
    switch self {
    case .none: false
    case .automatic(let until): now < until
    case .administrative: true
    }
  }
}

/// The one label that people see. Derived, never stored.
public enum AccountStatus: String, CaseIterable, Hashable, Sendable {
  /// A contact without credentials.
  case notRegistered = "Not registered"
  /// An agent without a password yet, or a contact that was sent an activation.
  case pendingActivation = "Pending activation"
  /// Signs in.
  case active = "Active"
  /// Signs in to choose another password.
  case passwordChangeRequired = "Password change required"
  /// Holds a temporary password that the service made.
  case forcePasswordReset = "Force Password Reset"
  /// The temporary password ran out.
  case passwordExpired = "Password expired"
  /// Sign-in is stopped for the time being.
  case locked = "Locked"
  /// Put aside, merged or erased.
  case deactivated = "Deactivated"
}
