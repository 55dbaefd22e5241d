import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// A session that was just begun.
public struct IssuedSession: Sendable {
  /// The session's text. Given out once.
  public let token: SecretBytes
  /// When it ends at the latest.
  public let expiresAt: Timestamp
  /// Whose it is.
  public let account: Account
  /// From when on the owner gets no session without a second factor, when there is none yet and one
  /// will be asked for.
  public var secondFactorRequiredFrom: Timestamp?
}

/// What stands between the right password and a session.
public struct SignInTicket: Sendable {
  /// The ticket's text. Given out once.
  public let token: SecretBytes
  /// When it ends.
  public let expiresAt: Timestamp
  /// Whose it is.
  public let account: Account
}

/// How somebody who has shown a right secret goes on.
public enum SignInResult: Sendable {
  /// The person is in.
  case session(IssuedSession)
  /// Another password must be chosen first (T11, T12).
  case passwordChangeRequired(PasswordChangeTicket)
  /// A code of the device must be shown first.
  case secondFactorRequired(SignInTicket)
  /// There must be a device first.
  case enrollmentRequired(SignInTicket)

  /// What the audit says about it, beside what was shown. Never changes.
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
    /// An agent's one-time password (S2.13).
    case oneTimePassword
    /// A contact's temporary password (S4.10).
    case temporaryPassword
    /// Another cause.
    case required(PasswordChangeCause)
  }

  /// The ticket's text. Given out once.
  public let token: SecretBytes
  /// When it ends.
  public let expiresAt: Timestamp
  /// Why.
  public let cause: Cause
  /// Whose it is.
  public let account: Account
}

extension Desk {
  /// One way in for everybody: what somebody who has shown a right secret gets next.
  ///
  /// The order is fixed, and no door leads around a step of it (D12): a code of the device, then
  /// another password where one is due, then a device where one must be had, then the session. Each
  /// step but the last gives a ticket for the next call, and the next call comes back here. The caller
  /// records what was shown, with ``SignInResult/auditDetails``.
  ///
  /// - Parameters:
  ///   - account: As it stands in this transaction.
  ///   - hasShownCode: Whether a code of the device was shown on the way here.
  ///   - call: Of whoever shows it.
  ///   - transaction: The transaction of the change.
  ///   - now: Now.
  /// - Returns: A session, or a ticket.
  /// - Throws: What the store throws.
  func proceed(
    _ account: Account, hasShownCode: Bool, call: Call, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws -> SignInResult {
    func ticket(_ purpose: TokenPurpose, _ lifetime: Lifetime) throws -> SignInTicket {
      let (text, digest) = self.mint(purpose)
      let token = NewToken(
        digest: digest, purpose: purpose, account: account,
        globalEpoch: try transaction.globalEpoch(), createdAt: now, lifetime: lifetime)
      _ = try transaction.insert(token)
      return SignInTicket(token: text, expiresAt: token.expiresAt, account: account)
    }
    let settings = try self.settings(in: transaction, at: now)
    if account.hasSecondFactor, !hasShownCode {
      return .secondFactorRequired(
        try ticket(.secondFactor(account.population), settings.secondFactorTicketLifetime))
    }
    if let cause = account.credential.changeCause {
      let ticket = try ticket(
        .passwordChange(account.population), settings.passwordChangeTicketLifetime)
      return .passwordChangeRequired(
        PasswordChangeTicket(
          token: ticket.token, expiresAt: ticket.expiresAt, cause: cause, account: account))
    }
    let requiredFrom =
      account.hasSecondFactor ? nil : settings.secondFactorRequiredFrom(account)
    if let requiredFrom, requiredFrom <= now {
      return .enrollmentRequired(
        try ticket(.enrollment(account.population), settings.enrollmentLifetime))
    }
    var session = try self.issueSession(account, call: call, in: transaction, at: now)
    session.secondFactorRequiredFrom = requiredFrom
    return .session(session)
  }

  /// Begins a session for an account as it stands in this transaction.
  private func issueSession(
    _ account: Account, call: Call, in transaction: any StoreWriting, at now: Timestamp
  ) throws -> IssuedSession {
    let (text, digest) = self.mint(.session(account.population))
    let session = NewSession(
      digest: digest, account: account, globalEpoch: try transaction.globalEpoch(),
      principal: call.principal.name, createdAt: now,
      limits: self.settings.sessionLimits(account.population))
    _ = try transaction.insert(session)
    try self.noteOrigin(of: account.id, call, in: transaction, at: now)
    return IssuedSession(token: text, expiresAt: session.expiresAt, account: account)
  }
}

extension Credential {
  /// Why another password must be chosen before a session is given; nil when none must.
  fileprivate var changeCause: PasswordChangeTicket.Cause? {
    switch self {
    case .temporary(_, let facts):
      facts.origin == .chosen ? .oneTimePassword : .temporaryPassword
    case .mustChange(_, let cause): .required(cause)
    case .none, .active: nil
    }
  }
}
