import LatchkeyAuthorization
public import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// The service `SignIn`: from a secret that is shown to a session, and its end.
public struct SignInUseCases: Sendable {
  let gate: Gate
  let attempts: PasswordAttempts
  let admission: Admission
  let codes: SecondFactorCodes
  let tokens: Tokens
  let throttles: CallThrottles
  let passwordByToken: PasswordByToken

  /// Signs in.
  ///
  /// One answer and one hash evaluation for everything that is wrong. What else stands in the way is said
  /// only to a caller that has shown the right password.
  ///
  /// - Throws: A refusal.
  public func signIn(
    _ call: Call, population: Population, identifier text: String, password: Secret
  ) async throws(Failure) -> SignInResult {
    let operation = Operation(.signInSignIn)
    try await self.gate.check(operation, call)
    let identifier = SignInIdentifier(text)
    // Texts that are no identifier at all share one count: they identify no account.
    let key = ThrottleKey.signInIdentifier(population, canonical: identifier?.canonical ?? "")
    let attempt = try await self.attempts.reserve(
      identifier: key,
      account: { transaction throws(Failure) in
        guard let identifier else { return nil }
        return try transaction.account(identifier, in: population)
      }, operation, call)
    guard try await self.attempts.isRight(password, attempt), let account = attempt.account else {
      try await self.attempts.recordWrong(attempt, operation, actor: .nobody, call)
      throw .refusal(.invalidCredentials)
    }
    let renewal = await self.attempts.hashing.renewal(of: account, password: password)
    return try await self.admit(account, attempt, renewal, operation, call)
  }

  private func admit(
    _ verified: Account, _ attempt: Attempt, _ renewal: HashRenewal, _ operation: Operation,
    _ call: Call
  ) async throws(Failure) -> SignInResult {
    try await self.gate.attempt(operation, call) { change throws(Failure) in
      // Changed while the hash was computed: what was verified is no longer what counts. The epoch
      // alone decides: another sign-in may have written the same password under new parameters.
      guard var account = try change.store.account(verified.id), account.epoch == verified.epoch
      else {
        return .failure(
          try change.refuse(
            Refusal(.invalidCredentials), target: verified.id, recordedAs: .concurrentChange))
      }
      if let reason = account.signInRefusal(
        isFromKnownOrigin: attempt.isFromKnownOrigin, at: change.now)
      {
        return .failure(try change.refuse(Refusal(reason), target: verified.id))
      }
      var details: [String: String] = [:]
      switch account.credential == verified.credential ? renewal : .none {
      case .none: break
      case .byOwner:
        if account.requirePasswordChange(.expiredByPolicy) { try change.store.update(account) }
      case .hash(let hash):
        account.upgradeHash(hash)
        try change.store.update(account)
        details = ["hash": "upgraded"]
      }
      try change.store.forget(attempt)
      let result = try self.admission.proceed(account, hasShownCode: false, call, change)
      try change.record(
        details.merging(result.auditDetails) { own, _ in own }, target: account.id,
        by: .account(account.id))
      return .success(result)
    }
  }

  /// Lets a person who has shown the right password go on who shows a code as well.
  ///
  /// A wrong code leaves the ticket as it is; how many are allowed is counted by the account, not by
  /// the ticket (CVE-2024-32868).
  ///
  /// - Throws: A refusal.
  public func completeSecondFactor(
    _ call: Call, ticket: Secret, code: ShownCode
  ) async throws(Failure) -> SignInResult {
    let operation = Operation(.signInCompleteSecondFactor)
    try await self.gate.check(operation, call)
    try await self.throttles.reserveLinkWork(operation, call)
    let started = self.gate.clock.now()
    let id = try await self.gate.store.read { transaction throws(Failure) in
      try self.usable(ticket, in: transaction, at: started).account.id
    }
    return try await self.codes.counted(of: id, code.kind, operation, call) {
      () async throws(Failure) in
      try await self.gate.change(operation, call, about: { _ in id }) { change throws(Failure) in
        let usable = try self.usable(ticket, in: change.store, at: change.now)
        let account = usable.account
        let details = try self.use(code, of: account, change)
        try change.store.claim(usable)
        let result = try self.admission.proceed(account, hasShownCode: true, call, change)
        try change.record(
          details.merging(result.auditDetails) { own, _ in own }, target: account.id,
          by: .account(account.id))
        return result
      }
    }
  }

  /// Uses a code up, or refuses it, and says for the audit what was shown.
  private func use(
    _ code: ShownCode, of account: Account, _ change: borrowing Change
  ) throws(Failure) -> [String: String] {
    switch code {
    case .device(let code):
      try self.codes.useCode(code, of: account, change)
      return ["by": "code"]
    case .recovery(let code):
      try self.codes.useRecoveryCode(code, of: account, change)
      try change.notify(.recoveryCodeUsed, account)
      return [
        "by": "recovery code",
        "recovery_codes_left": "\(try change.store.recoveryCodesLeft(of: account.id))",
      ]
    }
  }

  /// The ticket of a person who has shown the right password, and its account.
  private func usable(
    _ ticket: Secret, in transaction: any StoreReading, at now: Timestamp
  ) throws(Failure) -> UsableToken {
    let usable = try self.tokens.usable(
      ticket, .ticket, for: [.agentSecondFactor, .contactSecondFactor], in: transaction, at: now)
    let account = usable.account
    guard account.hasSecondFactor else { throw .refusal(.ticketInvalid) }
    if case .temporary(_, let facts) = account.credential, now >= facts.expiresAt {
      throw .refusal(.ticketInvalid)
    }
    // Not the lock that strangers cause: wrong codes have a count of their own.
    guard !account.lock.holds(at: now, forOwner: true) else { throw .refusal(.accountLocked) }
    return usable
  }

  /// Lets a person who signed in with a temporary password choose another, and go on.
  ///
  /// - Throws: A refusal.
  public func completePasswordChange(
    _ call: Call, ticket: Secret, password: Secret
  ) async throws(Failure) -> SignInResult {
    try await self.passwordByToken.set(
      password, Operation(.signInCompletePasswordChange), call,
      by: ticket, .ticket, for: [.agentPasswordChange, .contactPasswordChange],
      notice: .passwordReplaced,
      accept: { account, now throws(Failure) in try refuse(account.passwordChangeRefusal(at: now))
      },
      conclude: { account, change throws(Failure) in
        // Where there is a device, no ticket was given out without its code.
        let result = try self.admission.proceed(account, hasShownCode: true, call, change)
        return (result, result.auditDetails)
      })
  }

  /// Proves who the owner of a session is by the own password, for sensitive calls in the next minutes.
  ///
  /// - Returns: Until when the proof is fresh.
  /// - Throws: A refusal.
  public func reauthenticate(
    _ call: Call, password: Secret
  ) async throws(Failure) -> Timestamp {
    let operation = Operation(.signInReauthenticate)
    let person = try await self.gate.person(operation, call)
    let verified = try await self.attempts.requireOwnPassword(
      password, of: person.account, operation, call)
    return try await self.prove(person, operation, call, by: "password") {
      account, _ throws(Failure) in
      guard account.credential == verified.credential else { throw .refusal(.concurrentChange) }
    }
  }

  /// Proves who the owner of a session is by a code of the own device. Counts as an attempt.
  ///
  /// - Returns: Until when the proof is fresh.
  /// - Throws: A refusal.
  public func reauthenticate(_ call: Call, code: Secret) async throws(Failure) -> Timestamp {
    let operation = Operation(.signInReauthenticate)
    let person = try await self.gate.person(operation, call)
    return try await self.codes.counted(of: person.account, .device, operation, call) {
      () async throws(Failure) in
      try await self.prove(person, operation, call, by: "code") { account, change throws(Failure) in
        guard account.hasSecondFactor else { throw .refusal(.secondFactorNotEnrolled) }
        try self.codes.useCode(code, of: account, change)
      }
    }
  }

  private func prove(
    _ person: Person, _ operation: Operation, _ call: Call, by proof: String,
    _ check: @escaping @Sendable (Account, borrowing Change) throws(Failure) -> Void
  ) async throws(Failure) -> Timestamp {
    try await self.gate.change(operation, call) { change throws(Failure) in
      try check(try change.actorAccount(), change)
      try change.store.proveSession(person.session, at: change.now)
      try change.record(["by": proof])
      return change.now + (try change.settings).stepUpLifetime
    }
  }

  /// Ends the session that the call presents.
  ///
  /// - Throws: A refusal.
  public func signOut(_ call: Call) async throws(Failure) {
    try await self.gate.change(Operation(.signInSignOut), call) { change throws(Failure) in
      guard let person = change.actor else { return }
      _ = try change.store.deleteSession(person.session, of: person.account)
      try change.record()
    }
  }
}

extension Account {
  /// Why a person who has shown the right password is not let in; nil when nothing stands in the way.
  fileprivate func signInRefusal(isFromKnownOrigin: Bool, at now: Timestamp) -> Reason? {
    guard self.isEnabled else { return .accountDeactivated }
    guard !self.lock.holds(at: now, forOwner: isFromKnownOrigin) else { return .accountLocked }
    if case .temporary(_, let facts) = self.credential, now >= facts.expiresAt {
      return .invalidCredentials
    }
    return nil
  }

  /// Why a ticket for another password does not work any more; nil when it does.
  fileprivate func passwordChangeRefusal(at now: Timestamp) -> Reason? {
    if self.lock.holds(at: now, forOwner: true) { return .accountLocked }
    switch self.credential {
    case .temporary(_, let facts) where now < facts.expiresAt: return nil
    case .mustChange: return nil
    case .temporary, .active, .none: return .ticketInvalid
    }
  }
}
