import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

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
    let result = try await call.settling {
      try await self.admitSignIn(
        call, account: verified, attempt: attempt, renewal: renewal, at: now)
    }
    return try result.get()
  }

  private func admitSignIn(
    _ call: Call, account verified: Account, attempt: Attempt, renewal: HashRenewal,
    at now: Timestamp
  ) async throws -> Result<SignInResult, Refusal> {
    try await self.store.write { transaction in
      var account = try transaction.account(verified.id)
      func refuse(_ reason: Reason, told: Reason? = nil) throws -> Result<SignInResult, Refusal> {
        try self.record(
          AuditRecord(
            at: now, principal: call.principal.name, actor: .nobody, action: .signIn,
            target: verified.id, outcome: .refused, reason: reason.rawValue),
          of: call, in: transaction)
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
      try Replays.remember(call, .signInSignIn, about: nil, in: transaction, at: now)
      try call.commitPoint.enter()
      var upgrade: [String: String] = [:]
      switch renewal {
      case .none: break
      case .byOwner:
        if current.requirePasswordChange(.expiredByPolicy) { try transaction.update(current) }
      case .hash(let hash):
        current.upgradeHash(hash)
        try transaction.update(current)
        upgrade = ["hash": "upgraded"]
      }
      try transaction.forget(attempt)
      let result = try self.proceed(
        current, hasShownCode: false, call: call, in: transaction, at: now)
      try self.record(
        AuditRecord(
          at: now, principal: call.principal.name, actor: .account(current.id), action: .signIn,
          target: current.id, details: upgrade.merging(result.auditDetails) { own, _ in own }),
        of: call, in: transaction)
      return .success(result)
    }
  }

  /// The gate for methods that people call who are not signed in.
  func enterPublic(_ method: Method, action: AuditAction, _ call: Call) async throws {
    try await self.reading(Entrance(method: method, action: action), call) { _, _ in }
  }

  /// Proves who the owner of a session is by the own password, for sensitive calls in the next
  /// minutes.
  ///
  /// - Returns: Until when the proof is fresh.
  public func reauthenticate(_ call: Call, password: SecretBytes) async throws -> Timestamp {
    let person = try await self.person(.signInReauthenticate, action: .stepUp, call)
    let verified = try await self.requireOwnPassword(
      password, of: person, action: .stepUp, call: call)
    return try await self.prove(person, call, by: "password") { transaction, account, _ in
      guard account.credential == verified.credential else { throw Refusal(.concurrentChange) }
    }
  }

  /// Proves who the owner of a session is by a code of the own device. Counts as an attempt.
  ///
  /// - Returns: Until when the proof is fresh.
  public func reauthenticate(_ call: Call, code: SecretBytes) async throws -> Timestamp {
    let person = try await self.person(.signInReauthenticate, action: .stepUp, call)
    return try await self.withCode(of: person.account, .device, action: .stepUp, call: call) {
      try await self.prove(person, call, by: "code") { transaction, account, now in
        guard account.hasSecondFactor else { throw Refusal(.secondFactorNotEnrolled) }
        try self.useCode(code, of: account, in: transaction, at: now)
      }
    }
  }

  private func prove(
    _ person: Person, _ call: Call, by proof: String,
    _ check: @escaping @Sendable (any StoreWriting, Account, Timestamp) throws -> Void
  ) async throws -> Timestamp {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(method: .signInReauthenticate, action: .stepUp), call
    ) { grant, transaction in
      try check(transaction, try transaction.actorAccount(of: grant), now)
      try transaction.proveSession(person.session, at: now)
      try self.record(
        self.done(.stepUp, grant, at: now, details: ["by": proof]), of: call, in: transaction)
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
      try self.record(self.done(.signOut, grant, at: now), of: call, in: transaction)
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
