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
}

/// How a right password was answered.
public enum SignInResult: Sendable {
  /// The person is in.
  case session(IssuedSession)
  /// Another password must be chosen first (T11, T12).
  case passwordChangeRequired(PasswordChangeTicket)
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
  /// T10 to T13: signs in.
  ///
  /// One answer and one hash evaluation for everything that is wrong. What else stands in the way
  /// is said only to somebody who has shown the right password.
  public func signIn(
    _ call: Call, population: Population, identifier text: String, password: SecretBytes
  ) async throws -> SignInResult {
    try await self.enterPublic(.signInSignIn, action: .signIn, call)
    let identifier = SignInIdentifier(text)
    // Whatever is no identifier at all shares one count: it identifies nobody.
    let key = ThrottleKey.signInIdentifier(population, canonical: identifier?.canonical ?? "")
    let attempt = try await self.reserveAttempt(
      identifier: key,
      account: { try identifier.flatMap(in: $0, population) }, action: .signIn, call: call)
    guard try await self.isRight(password, attempt), let account = attempt.account else {
      try await self.recordWrong(attempt, action: .signIn, actor: .nobody, call: call)
      throw Refusal(.invalidCredentials)
    }
    let renewal = await self.renewal(of: account, password: password)
    return try await self.admitSignIn(call, account: account, attempt: attempt, renewal: renewal)
  }

  private func admitSignIn(
    _ call: Call, account verified: Account, attempt: Attempt, renewal: HashRenewal
  ) async throws -> SignInResult {
    let now = self.clock.now()
    let result: Result<SignInResult, Refusal> = try await self.store.write { transaction in
      var account = try transaction.account(verified.id)
      func refuse(_ reason: Reason, told: Reason? = nil) throws -> Result<SignInResult, Refusal> {
        try self.record(
          AuditRecord(
            at: now, principal: call.principal.name, actor: .nobody, action: .signIn,
            target: verified.id, outcome: .refused, reason: reason.rawValue),
          in: transaction)
        return .failure(Refusal(told ?? reason))
      }
      // Changed while the hash was computed: what was verified is no longer what counts. The epoch
      // alone decides: another sign-in may have written the same password under new parameters.
      guard account?.epoch == verified.epoch, var current = account
      else { return try refuse(.concurrentChange, told: .invalidCredentials) }
      let renewal = current.credential == verified.credential ? renewal : .none
      account = nil
      guard current.isEnabled else { return try refuse(.accountDeactivated) }
      guard !current.lock.holds(at: now, forOwner: attempt.isFromKnownOrigin) else {
        return try refuse(.accountLocked)
      }
      if case .temporary(_, let facts) = current.credential, now >= facts.expiresAt {
        return try refuse(.invalidCredentials)
      }
      try self.remember(call, method: .signInSignIn, in: transaction, at: now)
      try call.enterCommit()
      if renewal == .byOwner, current.requirePasswordChange(.expiredByPolicy) {
        try transaction.update(current)
      }
      switch current.credential {
      case .none:
        preconditionFailure("Nothing was verified without a hash.")
      case .temporary(_, let facts):
        try transaction.forget(attempt)
        return .success(
          .passwordChangeRequired(
            try self.issueTicket(
              current, cause: facts.origin == .chosen ? .oneTimePassword : .temporaryPassword,
              call: call, in: transaction, at: now)))
      case .mustChange(_, let cause):
        try transaction.forget(attempt)
        return .success(
          .passwordChangeRequired(
            try self.issueTicket(
              current, cause: .required(cause), call: call, in: transaction, at: now)))
      case .active:
        try transaction.forget(attempt)
        if case .hash(let upgraded) = renewal {
          current.upgradeHash(upgraded)
          try transaction.update(current)
        }
        let session = try self.issueSession(current, call: call, in: transaction, at: now)
        try self.record(
          AuditRecord(
            at: now, principal: call.principal.name, actor: .account(current.id), action: .signIn,
            target: current.id, details: renewal == .none ? [:] : ["hash": "upgraded"]),
          in: transaction)
        return .success(.session(session))
      }
    }
    return try result.get()
  }

  /// Begins a session for an account as it stands in this transaction.
  func issueSession(
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

  private func issueTicket(
    _ account: Account, cause: PasswordChangeTicket.Cause, call: Call,
    in transaction: any StoreWriting, at now: Timestamp
  ) throws -> PasswordChangeTicket {
    let (text, digest) = self.mint(.passwordChange(account.population))
    let token = NewToken(
      digest: digest, purpose: .passwordChange(account.population), account: account,
      globalEpoch: try transaction.globalEpoch(), createdAt: now,
      lifetime: self.settings.passwordChangeTicketLifetime)
    _ = try transaction.insert(token)
    try self.record(
      AuditRecord(
        at: now, principal: call.principal.name, actor: .account(account.id), action: .signIn,
        target: account.id, details: ["result": "password change required"]),
      in: transaction)
    return PasswordChangeTicket(
      token: text, expiresAt: token.expiresAt, cause: cause, account: account)
  }

  /// The gate for methods that people call who are not signed in.
  func enterPublic(_ method: Method, action: AuditAction, _ call: Call) async throws {
    try await self.reading(Entrance(method: method, action: action), call) { grant, _ in
      _ = consume grant
    }
  }

  /// Proves who the owner of a session is, for sensitive calls in the next minutes.
  ///
  /// - Returns: Until when the proof is fresh.
  public func reauthenticate(_ call: Call, password: SecretBytes) async throws -> Timestamp {
    let person = try await self.person(.signInReauthenticate, action: .stepUp, call)
    let verified = try await self.requireOwnPassword(
      password, of: person, action: .stepUp, call: call)
    let now = self.clock.now()
    return try await self.changing(
      Entrance(method: .signInReauthenticate, action: .stepUp), call
    ) { grant, transaction in
      guard try transaction.actorAccount(of: grant).credential == verified.credential else {
        throw Refusal(.concurrentChange)
      }
      try transaction.proveSession(person.session, at: now)
      try self.record(self.done(.stepUp, grant, at: now), in: transaction)
      return now + self.settings.stepUpLifetime
    }
  }

  /// The person behind a call to a method for owners of a session.
  func person(_ method: Method, action: AuditAction, _ call: Call) async throws -> Person {
    try await self.reading(Entrance(method: method, action: action), call) { grant, _ in
      guard let person = grant.subject.person else {
        preconditionFailure("A method for owners of a session has a person as its subject.")
      }
      return person
    }
  }

  /// Checks the current password of somebody who is signed in. Counts as an attempt (T15).
  ///
  /// - Returns: The account with the credential that was checked.
  func requireOwnPassword(
    _ password: SecretBytes, of person: Person, action: AuditAction, call: Call
  ) async throws -> Account {
    let attempt = try await self.reserveOwnAttempt(of: person, action: action, call: call)
    guard try await self.isRight(password, attempt), let account = attempt.account else {
      try await self.recordWrong(
        attempt, action: action, actor: .account(person.account), call: call)
      throw Refusal(.invalidCredentials)
    }
    try await self.store.write { try $0.forget(attempt) }
    return account
  }

  /// Ends the session that the call presents.
  public func signOut(_ call: Call) async throws {
    let now = self.clock.now()
    try await self.changing(
      Entrance(method: .signInSignOut, action: .signOut), call
    ) { grant, transaction in
      guard let person = grant.subject.person else { return }
      _ = try transaction.deleteSession(person.session, of: person.account)
      try self.record(self.done(.signOut, grant, at: now), in: transaction)
    }
  }
}

extension SignInIdentifier? {
  /// The account that an identifier names, if it is one and names one.
  fileprivate func flatMap(
    in transaction: any StoreReading, _ population: Population
  ) throws -> Account? {
    guard let identifier = self else { return nil }
    return try transaction.account(identifier, in: population)
  }
}
