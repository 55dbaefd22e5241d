public import LatchkeyBase
public import LatchkeyDomain

/// A session that was just begun.
public struct IssuedSession: Sendable {
  /// The session's text. Given out once.
  public let token: Secret
  /// When it ends at the latest.
  public let expiresAt: Timestamp
  /// The account it is for.
  public let account: Account
  /// From when on the owner gets no session without a second factor, when there is none yet and one
  /// will be asked for.
  public var secondFactorRequiredFrom: Timestamp?
}

/// What stands between the right password and a session.
public struct SignInTicket: Sendable {
  /// The ticket's text. Given out once.
  public let token: Secret
  /// When it ends.
  public let expiresAt: Timestamp
  /// The account it is for.
  public let account: Account
}

/// What a person gets who has shown a right secret.
public enum SignInResult: Sendable {
  /// The person is in.
  case session(IssuedSession)
  /// Another password must be chosen first.
  case passwordChangeRequired(PasswordChangeTicket)
  /// A code of the device must be shown first.
  case secondFactorRequired(SignInTicket)
  /// There must be a device first.
  case enrollmentRequired(SignInTicket)

  /// What the audit says about it, in addition to what was shown. Never changes.
  var auditDetails: [String: String] {
    switch self {
    case .session: [:]
    case .passwordChangeRequired: ["result": "password change required"]
    case .secondFactorRequired: ["result": "second factor required"]
    case .enrollmentRequired: ["result": "second factor enrollment required"]
    }
  }
}

/// What a person gets who must choose another password.
public struct PasswordChangeTicket: Sendable {
  /// Why.
  public enum Cause: Hashable, Sendable {
    /// An agent's one-time password.
    case oneTimePassword
    /// A contact's temporary password.
    case temporaryPassword
    /// Another cause.
    case required(PasswordChangeCause)
  }

  /// The ticket's text. Given out once.
  public let token: Secret
  /// When it ends.
  public let expiresAt: Timestamp
  /// Why.
  public let cause: Cause
  /// The account it is for.
  public let account: Account
}
