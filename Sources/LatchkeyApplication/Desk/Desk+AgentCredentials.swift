import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// A link that was put on its way.
public struct SentLink: Sendable {
  /// The mail that will carry it.
  public let mail: MailID
  /// Where it goes.
  public let address: EmailAddress
  /// How long it will be valid, from the moment the mail is handed over (D13).
  public let lifetime: Lifetime
  /// That mail to the address was refused again and again, if it was. It goes all the same: trying is
  /// what shows that it works again.
  public let undeliverable: AddressTrouble?
}

extension Desk {
  /// S2.10: sends another agent a reset link. The password stays as it is until it is used.
  public func sendAgentResetLink(
    _ call: Call, to agent: AccountSelector
  ) async throws -> SentLink {
    try await self.sendLink(
      .staffResetLink, call,
      Entrance(
        method: .agentsSendPasswordResetLink, action: .agentResetLinkSent, target: .account(agent))
    ) { _ in }
  }

  /// T2: invites an agent who has no password yet. An earlier invitation is dead once the new one
  /// is written (failure 3).
  public func sendInvitation(_ call: Call, to agent: AccountSelector) async throws -> SentLink {
    try await self.sendLink(
      .invitation, call,
      Entrance(method: .agentsSendInvitation, action: .agentInvited, target: .account(agent))
    ) { account in
      if account.credential != .none { throw Refusal(.alreadyActivated) }
    }
  }

  private func sendLink(
    _ kind: LatchkeyDomain.MailKind, _ call: Call, _ entrance: Entrance,
    accept: @escaping @Sendable (Account) throws -> Void
  ) async throws -> SentLink {
    let now = self.clock.now()
    let sent = try await self.changing(entrance, call) { grant, transaction in
      let account = try transaction.targetAccount(of: grant)
      try account.requireLocalAndEnabled()
      guard !account.isForcedToReset else { throw Refusal(.forcePasswordResetActive) }
      try accept(account)
      guard self.isMailConfigured, let address = account.primaryEmail else {
        throw Refusal(.mailServerNotConfigured)
      }
      let mail = try transaction.insert(
        NewMail(kind, account: account, address: address, queuedAt: now))
      try self.record(
        self.done(entrance.action, grant, at: now, details: ["mail": "\(mail.rawValue)"]),
        of: call, in: transaction)
      return SentLink(
        mail: mail, address: address,
        lifetime: self.settings.linkLifetime(kind, for: account.population),
        undeliverable: try transaction.undeliverable(account.id))
    }
    self.mailQueued()
    return sent
  }

  /// S2.12, S2.13: sets another agent's password, for good or for one sign-in.
  ///
  /// Whether the new password equals the present one is not checked: a colleague must not learn
  /// that by trying.
  /// - Returns: The account, and when a one-time password ends.
  public func setAgentPassword(
    _ call: Call, of agent: AccountSelector, password: SecretBytes, requireChange: Bool
  ) async throws -> (account: Account, expiresAt: Timestamp?) {
    let entrance = Entrance(
      method: .agentsSetPassword, action: .agentPasswordSet, target: .account(agent))
    let target = try await self.reading(entrance, call) { grant, transaction in
      try transaction.targetAccount(of: grant)
    }
    try target.requireLocalAndEnabled()
    let rules = self.passwordRules(for: target)
    let violations = await self.violations(
      of: password, for: PasswordPolicy.Person(target), in: target.population)
    guard violations.isEmpty else { throw Refusal(violations: violations) }

    let hash = try await self.hash(password)
    let now = self.clock.now()
    let result = try await self.changing(entrance, call) { grant, transaction in
      var account = try transaction.targetAccount(of: grant)
      try account.requireLocalAndEnabled()
      try self.require(rules, for: account, in: transaction, at: now)
      let expiresAt = requireChange ? now + self.settings.oneTimePasswordLifetime : nil
      if let expiresAt {
        account.setTemporaryPassword(
          hash,
          TemporaryPassword(
            origin: .chosen, issuedBy: grant.subject.person?.account, expiresAt: expiresAt))
      } else {
        account.setPassword(hash, isKnownToOthers: true)
      }
      try transaction.update(account)
      try transaction.forgetAttempts(at: account)
      let ended = try transaction.deleteSessions(of: account.id, except: nil)
      try self.notify(
        requireChange ? .oneTimePasswordSet : .passwordSetByStaff, account, in: transaction, at: now
      )
      try self.record(
        self.done(
          .agentPasswordSet, grant, at: now,
          details: [
            "actor_knows_password": "true", "require_change": "\(requireChange)",
            "sessions_ended": "\(ended)",
          ]),
        of: call, in: transaction)
      return (account, expiresAt)
    }
    self.mailQueued()
    return result
  }
}
