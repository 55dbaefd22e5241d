import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// The service `Recovery`: links from mails, and what their holders do with them.
public struct RecoveryUseCases: Sendable {
  let gate: Gate
  let tokens: Tokens
  let throttles: CallThrottles
  let passwordByToken: PasswordByToken
  let admission: Admission
  let resetRequests: ResetRequests

  /// Says that a password is forgotten.
  ///
  /// - Throws: A refusal when there were too many requests.
  public func requestPasswordReset(
    _ call: Call, population: Population, address: EmailAddress
  ) async throws(Failure) {
    try await self.resetRequests.request(call, population: population, address: address)
  }

  /// What a link is for. Never uses it up.
  ///
  /// - Throws: A refusal.
  public func inspectLink(
    _ call: Call, token: Secret, population: Population
  ) async throws(Failure) -> LinkFacts {
    let operation = Operation(.recoveryInspectLink)
    try await self.gate.check(operation, call)
    try await self.throttles.reserveLinkWork(operation, call)
    return try await self.gate.read(operation, call) { snapshot throws(Failure) in
      let usable = try self.tokens.usable(
        token, .link, for: TokenPurpose.links(population), in: snapshot.store, at: snapshot.now)
      return LinkFacts(
        purpose: usable.token.purpose, maskedName: usable.account.displayName.masked,
        expiresAt: usable.token.expiresAt, policy: (try snapshot.settings).policy(population))
    }
  }

  /// Sets the password that the holder of a reset link chose. No session.
  ///
  /// - Throws: A refusal.
  public func completePasswordReset(
    _ call: Call, token: Secret, population: Population, password: Secret
  ) async throws(Failure) {
    try await self.passwordByToken.set(
      password, Operation(.recoveryCompletePasswordReset), call,
      by: token, .link, for: TokenPurpose.resets(population), notice: .passwordReset,
      keepingLock: { !$0.resetLiftsAutomaticLock },
      accept: { account, _ throws(Failure) in
        // A reset would go around the temporary password that support issued.
        if account.isForcedToReset { throw .refusal(.linkInvalid) }
      },
      conclude: { _, _ throws(Failure) in ((), [:]) })
  }

  /// Sets the first password of an invited person, who is in, or goes on to a second factor.
  ///
  /// - Throws: A refusal.
  public func completeActivation(
    _ call: Call, token: Secret, population: Population, password: Secret
  ) async throws(Failure) -> SignInResult {
    try await self.passwordByToken.set(
      password, Operation(.recoveryCompleteActivation), call,
      by: token, .link, for: [.activation(population)], notice: .activated,
      accept: { account, now throws(Failure) in
        if account.credential != .none { throw .refusal(.alreadyActivated) }
        if account.lock.holds(at: now, forOwner: true) { throw .refusal(.accountLocked) }
      },
      conclude: { account, change throws(Failure) in
        // A device that was there before the account was put aside is asked for again.
        let result = try self.admission.proceed(account, hasShownCode: false, call, change)
        return (result, result.auditDetails)
      })
  }

  /// Withdraws a link because its owner did not ask for it. A security event is recorded.
  ///
  /// - Throws: A refusal.
  public func reportUnexpectedReset(
    _ call: Call, token: Secret, population: Population
  ) async throws(Failure) {
    let operation = Operation(.recoveryReportUnexpectedReset)
    try await self.gate.check(operation, call)
    try await self.throttles.reserveLinkWork(operation, call)
    try await self.gate.change(operation, call) { change throws(Failure) in
      let usable = try self.tokens.usable(
        token, .link, for: TokenPurpose.links(population), in: change.store, at: change.now)
      guard try change.store.revokeToken(usable.token.id) else { throw .refusal(.linkUsed) }
      try change.record(
        ["severity": "security", "link": usable.token.purpose.auditName],
        target: usable.account.id, by: .nobody)
    }
  }

  /// Confirms a new address by the link to it. From now on it is the primary one, in place of the one
  /// before; links that went there are dead, and every session ends.
  ///
  /// - Throws: A refusal.
  public func confirmEmailChange(
    _ call: Call, token: Secret, population: Population
  ) async throws(Failure) {
    let operation = Operation(.recoveryConfirmEmailChange)
    try await self.gate.check(operation, call)
    try await self.throttles.reserveLinkWork(operation, call)
    try await self.gate.change(operation, call) { change throws(Failure) in
      let usable = try self.tokens.usable(
        token, .link, for: [.emailChange(population)], in: change.store, at: change.now)
      var account = usable.account
      guard let address = account.pendingEmail else { throw .refusal(.linkInvalid) }
      // Another agent may have taken it since it was asked for.
      try change.store.requireFree(address, for: account)
      try change.store.claim(usable)
      let told = Set(account.emails.prefix(1) + [address])
      guard account.confirmPendingEmail() else { throw .refusal(.linkInvalid) }
      try change.store.update(account)
      let ended = try change.store.deleteSessions(of: account.id, except: nil)
      // The address that was the primary one is told as well.
      for address in told.sorted(by: { $0.text < $1.text }) {
        try change.queue(.notice(.emailChanged), to: account, at: address)
      }
      try change.record(
        ["sessions_ended": "\(ended)"], target: account.id, by: .account(account.id))
    }
  }
}

extension TokenPurpose {
  /// What a reported link was for, in the audit. Never changes.
  fileprivate var auditName: String {
    if self == .activation(self.population) { return "activation" }
    if self == .emailChange(self.population) { return "email_change" }
    return self == .staffReset(self.population) ? "staff_reset" : "self_reset"
  }
}
