import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// An account as its owner sees it.
public struct OwnAccountView: Sendable {
  /// The account.
  public let account: Account
  /// What its roles grant together.
  public let permissions: PermissionSet
  /// When this was read: the status label depends on it.
  public let at: Timestamp
}

/// What its owner changes on an account; nil leaves a field as it is.
public struct OwnAccountChanges: Sendable {
  /// The name.
  public var displayName: DisplayName?
  /// An address that takes the place of the primary one once it is confirmed.
  public var email: EmailAddress?
  /// A telephone number.
  public var phone: AgentChanges.PhoneChange?
  /// The language for mails.
  public var locale: String?
  /// The revision that the owner has seen; another one in the store is a conflict.
  public var revision: Int64?

  /// No changes.
  public init() {}
}

extension Desk {
  /// The account of the person who calls.
  public func ownAccount(_ call: Call) async throws -> OwnAccountView {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(method: .accountsGetOwnAccount, action: .ownAccountRead), call
    ) { grant, transaction in
      try transaction.ownView(of: try transaction.actorAccount(of: grant), at: now)
    }
  }

  /// Changes the account of the person who calls.
  ///
  /// A new address counts for nothing until the link that is mailed to it was used: it waits, and the
  /// present one is told. A newer one takes its place, and its link with it.
  public func updateOwnAccount(
    _ call: Call, _ changes: OwnAccountChanges
  ) async throws -> OwnAccountView {
    let now = self.clock.now()
    let view = try await self.changing(
      Entrance(
        method: .accountsUpdateOwnAccount, aspect: changes.email == nil ? .plain : .changesAddress,
        action: .ownAccountUpdated), call
    ) { grant, transaction in
      var account = try transaction.actorAccount(of: grant)
      if let revision = changes.revision, revision != account.revision {
        throw Refusal(revisionInForce: account.revision)
      }
      var changed: [String] = []
      if let name = changes.displayName, name != account.displayName {
        account.displayName = name
        changed.append("displayName")
      }
      if let change = changes.phone, change.number != account.phone {
        account.changePhone(change.number)
        changed.append("phone")
      }
      if let locale = changes.locale, locale != account.locale {
        account.locale = locale
        changed.append("locale")
      }
      if let email = changes.email, email != account.primaryEmail {
        try self.propose(email, for: &account, in: transaction, at: now)
        changed.append("pendingEmail")
      }
      guard !changed.isEmpty else { return try transaction.ownView(of: account, at: now) }
      try transaction.update(account)
      try self.record(
        self.done(
          .ownAccountUpdated, grant, at: now, details: ["fields": changed.joined(separator: " ")]),
        of: call, in: transaction)
      account.revision += 1
      return try transaction.ownView(of: account, at: now)
    }
    self.mailQueued()
    return view
  }

  /// Lets an address wait for its confirmation: a link goes there, and word of it to the present one.
  ///
  /// Nobody may fill other people's mailboxes: requests are counted by address, together with those
  /// for a reset.
  private func propose(
    _ email: EmailAddress, for account: inout Account, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws {
    guard self.isMailConfigured else { throw Refusal(.mailServerNotConfigured) }
    try transaction.requireFree(email, for: account)
    let (isAllowed, retryAfter) = try transaction.reserve(
      .resetIdentifier(account.population, canonical: email.canonical),
      under: self.settings.resetThrottle, at: now)
    guard isAllowed else { throw Refusal(.tooManyRequests, retryAfter: retryAfter) }
    account.propose(email)
    _ = try transaction.insert(
      NewMail(.emailConfirmation, account: account, address: email, queuedAt: now))
    try self.notify(.emailChangeProposed, account, in: transaction, at: now)
  }

  /// T17: the holder of the link to a new address confirms it. From now on it is the primary one, in
  /// place of the one before; links that went there are dead, and every session ends.
  public func confirmEmailChange(
    _ call: Call, token: SecretBytes, population: Population
  ) async throws {
    let entrance = Entrance(method: .recoveryConfirmEmailChange, action: .emailChangeConfirmed)
    try await self.enterPublic(entrance.method, action: entrance.action, call)
    try await self.reserveLinkWork(entrance.action, call)
    let now = self.clock.now()
    try await self.changing(entrance, call) { grant, transaction in
      var (found, account) = try self.usable(
        token, for: [.emailChange(population)], invalid: .linkInvalid, in: transaction, at: now)
      guard let address = account.pendingEmail else { throw Refusal(.linkInvalid) }
      // Somebody else may have taken it since it was asked for.
      try transaction.requireFree(address, for: account)
      guard try transaction.claimToken(found.id) else { throw Refusal(.linkUsed) }
      let told = Set(account.emails.prefix(1) + [address])
      guard account.confirmPendingEmail() else { throw Refusal(.linkInvalid) }
      try transaction.update(account)
      let ended = try transaction.deleteSessions(of: account.id, except: nil)
      // The address that was the primary one hears of it as well (failure 17).
      for address in told.sorted(by: { $0.text < $1.text }) {
        _ = try transaction.insert(
          NewMail(.notice(.emailChanged), account: account, address: address, queuedAt: now))
      }
      try self.record(
        AuditRecord(
          at: now, principal: grant.principal.name, actor: .account(account.id),
          action: .emailChangeConfirmed, target: account.id,
          details: ["sessions_ended": "\(ended)"]),
        of: call, in: transaction)
    }
    self.mailQueued()
  }
}

extension StoreReading {
  /// An account as its owner sees it.
  fileprivate func ownView(of account: Account, at now: Timestamp) throws -> OwnAccountView {
    OwnAccountView(
      account: account, permissions: try self.effectivePermissions(of: account), at: now)
  }

  /// No other agent may have an agent's address. Contacts share them.
  fileprivate func requireFree(_ email: EmailAddress, for account: Account) throws {
    guard account.population == .agent else { return }
    let holders = try self.accounts(in: .agent, withAnyEmail: email.canonical, limit: 2)
    guard holders.allSatisfy({ $0.id == account.id }) else {
      throw Refusal(
        FieldError(field: "email", problem: "Another agent has this address."),
        reason: .addressInUse)
    }
  }
}
