import LatchkeyAuthorization
public import LatchkeyBase
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
      if let reason = account.localPasswordRefusal { throw Refusal(reason) }
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
}
