import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// What the page behind a link shows.
public struct LinkFacts: Sendable {
  /// What the link is for.
  public let purpose: TokenPurpose
  /// Whose it is, with most of the name hidden.
  public let maskedName: String
  /// When it ends.
  public let expiresAt: Timestamp
  /// The rules for the new password.
  public let policy: PasswordPolicy
}

extension Desk {
  /// T3: somebody says that the password is forgotten.
  ///
  /// The caller learns nothing: one answer whatever the desk knows (I12). The throttle is keyed on
  /// what was asked for and comes before the look-up.
  public func requestPasswordReset(
    _ call: Call, population: Population, address: EmailAddress
  ) async throws {
    try await self.enterPublic(.recoveryRequestPasswordReset, action: .resetRequested, call)
    let now = self.clock.now()
    try await self.reserve(
      self.requestThrottle, under: self.settings.requestThrottle, .resetRequested, call)
    var counts = [
      (
        ThrottleKey.resetIdentifier(population, canonical: address.canonical),
        self.settings.resetThrottle
      )
    ]
    if let origin = self.originKey(of: call) {
      counts.insert((.resetOrigin(origin), self.settings.resetOriginThrottle), at: 0)
    }
    let counted = counts
    let result: Result<Void, Refusal> = try await call.settling {
      try await self.store.write { transaction in
        for (key, rule) in counted {
          let (isAllowed, retryAfter) = try transaction.reserve(key, under: rule, at: now)
          guard isAllowed else {
            return .failure(
              try self.refuseThrottled(
                .tooManyRequests, retryAfter, .resetRequested, actor: .nobody, call,
                in: transaction,
                at: now))
          }
        }
        let accounts = try transaction.accounts(
          in: population, withPrimaryEmail: address.canonical, limit: 2)
        // An address that several have identifies nobody (D16).
        let account = accounts.count == 1 ? accounts[0] : nil
        let kind = self.isMailConfigured ? account?.selfServiceMail : nil
        if let account, let kind, let address = account.primaryEmail {
          _ = try transaction.insert(
            NewMail(kind, account: account, address: address, queuedAt: now))
        }
        try self.record(
          AuditRecord(
            at: now, principal: call.principal.name, actor: .nobody, action: .resetRequested,
            target: account?.id, details: ["mail": kind == nil ? "none" : "queued"]),
          of: call, in: transaction)
        try Replays.remember(call, .recoveryRequestPasswordReset, about: nil, in: transaction, at: now)
        try call.commitPoint.enter()
        return .success(())
      }
    }
    try result.get()
    self.ringLater()
  }

  /// Rings for the courier some time between half a second and three from now, whether anything was
  /// queued or not: the writes of a delivery that began at once would delay the very next call, and
  /// tell whose address is known (I12).
  private func ringLater() {
    let milliseconds = self.entropy.bytes(2).reduce(0) { $0 << 8 | Int($1) } % 2_500 + 500
    Task { [mailQueued] in
      try? await Task.sleep(for: .milliseconds(milliseconds))
      mailQueued()
    }
  }

  /// T5: what a link is for. Never uses it up.
  public func inspectLink(
    _ call: Call, token: SecretBytes, population: Population
  ) async throws -> LinkFacts {
    try await self.enterPublic(.recoveryInspectLink, action: .linkInspected, call)
    try await self.reserveLinkWork(.linkInspected, call)
    let now = self.clock.now()
    return try await self.store.read { transaction in
      let (found, account) = try self.usable(
        token, for: TokenPurpose.links(population), invalid: .linkInvalid, in: transaction, at: now)
      return LinkFacts(
        purpose: found.purpose, maskedName: account.displayName.masked,
        expiresAt: found.expiresAt, policy: self.settings.policy(population))
    }
  }

  /// T6: the holder of a reset link sets a password. No session (D10).
  public func completePasswordReset(
    _ call: Call, token: SecretBytes, population: Population, password: SecretBytes
  ) async throws {
    try await self.complete(
      token, for: TokenPurpose.resets(population), invalid: .linkInvalid, password: password,
      method: .recoveryCompletePasswordReset, action: .resetCompleted, notice: .passwordReset,
      call: call,
      accept: { account, _ in
        // A reset would go around the temporary password that support issued (S4.17).
        if account.isForcedToReset { throw Refusal(.linkInvalid) }
      },
      conclude: { _, _, _ in ((), [:]) })
  }

  /// T6: the invited person sets a first password and is in (D10), or goes on to a second factor.
  public func completeActivation(
    _ call: Call, token: SecretBytes, population: Population, password: SecretBytes
  ) async throws -> SignInResult {
    try await self.complete(
      token, for: [.activation(population)], invalid: .linkInvalid, password: password,
      method: .recoveryCompleteActivation, action: .activationCompleted, notice: .activated,
      call: call,
      accept: { account, now in
        if account.credential != .none { throw Refusal(.alreadyActivated) }
        if account.lock.holds(at: now, forOwner: true) { throw Refusal(.accountLocked) }
      },
      conclude: { account, transaction, now in
        // A device that was there before the account was put aside is asked for again (D12).
        let result = try self.proceed(
          account, hasShownCode: false, call: call, in: transaction, at: now)
        return (result, result.auditDetails)
      })
  }

  /// T14: who signed in with a temporary password chooses another and is in (S4.14), or gets the
  /// second factor that is required.
  public func completePasswordChange(
    _ call: Call, ticket: SecretBytes, password: SecretBytes
  ) async throws -> SignInResult {
    try await self.complete(
      ticket, for: [.agentPasswordChange, .contactPasswordChange], invalid: .ticketInvalid,
      password: password, method: .signInCompletePasswordChange,
      action: .passwordChangeCompleted, notice: .passwordReplaced, call: call,
      accept: { account, now in
        if account.lock.holds(at: now, forOwner: true) { throw Refusal(.accountLocked) }
        switch account.credential {
        case .temporary(_, let facts) where now < facts.expiresAt: break
        case .mustChange: break
        case .temporary, .active, .none: throw Refusal(.ticketInvalid)
        }
      },
      conclude: { account, transaction, now in
        // Where there is a device, no ticket was given out without its code.
        let result = try self.proceed(
          account, hasShownCode: true, call: call, in: transaction, at: now)
        return (result, result.auditDetails)
      })
  }

  /// T7: "this was not me". The link is withdrawn, whatever it is for; a security event is recorded.
  public func reportUnexpectedReset(
    _ call: Call, token: SecretBytes, population: Population
  ) async throws {
    try await self.enterPublic(.recoveryReportUnexpectedReset, action: .resetReported, call)
    try await self.reserveLinkWork(.resetReported, call)
    let now = self.clock.now()
    try await self.changing(
      Entrance(method: .recoveryReportUnexpectedReset, action: .resetReported), call
    ) { grant, transaction in
      let (found, account) = try self.usable(
        token, for: TokenPurpose.links(population), invalid: .linkInvalid, in: transaction, at: now)
      guard try transaction.revokeToken(found.id) else { throw Refusal(.linkUsed) }
      try self.record(
        AuditRecord(
          at: now, principal: grant.principal.name, actor: .nobody, action: .resetReported,
          target: account.id,
          details: ["severity": "security", "link": found.purpose.auditName]),
        of: call, in: transaction)
    }
  }
}

extension Account {
  /// Whether support issued a temporary password that must be used first (S4.15).
  var isForcedToReset: Bool {
    if case .temporary(_, let facts) = self.credential { facts.origin == .generated } else { false }
  }

  /// The mail that a forgotten password causes: none for who may not have one, an invitation for
  /// who never had a password (failure 5), else a reset link.
  fileprivate var selfServiceMail: LatchkeyDomain.MailKind? {
    guard self.isEnabled, self.authenticationSource == .local, !self.isForcedToReset else {
      return nil
    }
    return self.credential == .none ? .invitation : .selfResetLink
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
