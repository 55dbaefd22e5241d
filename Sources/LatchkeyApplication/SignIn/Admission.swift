import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain

/// The one way in: what a person who has shown a right secret gets next.
struct Admission: Sendable {
  let tokens: Tokens

  /// Gives the next ticket, or the session.
  ///
  /// The order is fixed, and no use case leads around a step of it: a code of the device, then another
  /// password where one is due, then a device where one must be had, then the session. Each step but the
  /// last gives a ticket for the next call, and the next call comes back here. The caller records what
  /// was shown, with ``SignInResult/auditDetails``.
  ///
  /// - Parameters:
  ///   - account: As it stands in this transaction.
  ///   - hasShownCode: Whether a code of the device was shown on the way here.
  ///   - call: The call that showed the secret.
  ///   - change: The change in progress.
  /// - Returns: A session, or a ticket.
  /// - Throws: What the store fails with.
  func proceed(
    _ account: Account, hasShownCode: Bool, _ call: Call, _ change: borrowing Change
  ) throws(Failure) -> SignInResult {
    let settings = try change.settings
    if account.hasSecondFactor, !hasShownCode {
      return .secondFactorRequired(
        try self.ticket(
          .secondFactorTicket(account.population), settings.secondFactorTicketLifetime, account,
          change))
    }
    if let cause = account.credential.changeCause {
      let ticket = try self.ticket(
        .passwordChange(account.population), settings.passwordChangeTicketLifetime, account,
        change)
      return .passwordChangeRequired(
        PasswordChangeTicket(
          token: ticket.token, expiresAt: ticket.expiresAt, cause: cause, account: account))
    }
    let requiredFrom =
      account.hasSecondFactor ? nil : settings.secondFactorRequiredFrom(account)
    if let requiredFrom, requiredFrom <= change.now {
      return .enrollmentRequired(
        try self.ticket(
          .enrollment(account.population), settings.enrollmentLifetime, account, change))
    }
    var session = try self.issueSession(account, call, change)
    session.secondFactorRequiredFrom = requiredFrom
    return .session(session)
  }

  private func ticket(
    _ purpose: TokenPurpose, _ lifetime: Lifetime, _ account: Account, _ change: borrowing Change
  ) throws(Failure) -> SignInTicket {
    let (text, digest) = self.tokens.mint(purpose)
    let token = NewToken(
      digest: digest, purpose: purpose, account: account,
      globalEpoch: try change.store.globalEpoch(), createdAt: change.now, lifetime: lifetime)
    _ = try change.store.insert(token)
    return SignInTicket(token: text, expiresAt: token.expiresAt, account: account)
  }

  /// Begins a session, and remembers from where its owner was let in.
  private func issueSession(
    _ account: Account, _ call: Call, _ change: borrowing Change
  ) throws(Failure) -> IssuedSession {
    let settings = try change.settings
    let (text, digest) = self.tokens.mint(.session(account.population))
    let session = NewSession(
      digest: digest, account: account, globalEpoch: try change.store.globalEpoch(),
      principal: call.principal.name, createdAt: change.now,
      limits: settings.sessionLimits(account.population))
    _ = try change.store.insert(session)
    if let origin = call.originKey(by: self.tokens.digests) {
      try change.store.noteOrigin(
        origin, of: account.id, until: change.now + settings.knownOriginLifetime,
        keeping: OriginKey.knownPerAccountMax)
    }
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
