import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// An agent with the names of its roles.
public struct AgentView: Sendable {
  /// The agent.
  public let account: Account
  /// Its roles, ascending by id.
  public let roles: [Role]
  /// When this was read: the status label depends on it.
  public let at: Timestamp
  /// That its address counts as undeliverable, if it does.
  public let undeliverable: AddressTrouble?
}

/// An agent to be created.
public struct AgentDraft: Sendable {
  /// The name.
  public var displayName: DisplayName
  /// The address that links and notices go to.
  public var email: EmailAddress
  /// A name to sign in with.
  public var loginName: LoginName?
  /// A telephone number.
  public var phone: PhoneNumber?
  /// The language for mails.
  public var locale: String
  /// The roles.
  public var roles: [RoleID]

  /// A draft.
  public init(
    displayName: DisplayName, email: EmailAddress, loginName: LoginName?, phone: PhoneNumber?,
    locale: String, roles: [RoleID]
  ) {
    self.displayName = displayName
    self.email = email
    self.loginName = loginName
    self.phone = phone
    self.locale = locale
    self.roles = roles
  }
}

/// What is to be changed on an agent; nil leaves a field as it is.
public struct AgentChanges: Sendable {
  /// The name.
  public var displayName: DisplayName?
  /// The addresses, the primary one first. At least one.
  public var emails: [EmailAddress]?
  /// A name to sign in with.
  public var loginName: LoginNameChange?
  /// A telephone number.
  public var phone: PhoneChange?
  /// The language for mails.
  public var locale: String?
  /// The revision that the caller has seen; another one in the store is a conflict.
  public var revision: Int64?

  /// What becomes of the login name.
  public enum LoginNameChange: Sendable {
    /// There is none any more.
    case remove
    /// It is this one.
    case set(LoginName)
  }

  /// What becomes of the telephone number.
  public enum PhoneChange: Sendable {
    /// There is none any more.
    case remove
    /// It is this one.
    case set(PhoneNumber)

    /// The number afterwards.
    var number: PhoneNumber? {
      switch self {
      case .remove: nil
      case .set(let number): number
      }
    }
  }

  /// No changes.
  public init() {}
}

extension Desk {
  /// One agent.
  public func agent(_ call: Call, _ agent: AccountSelector) async throws -> AgentView {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(method: .agentsGetAgent, action: .agentRead, target: .account(agent)), call
    ) { grant, transaction in
      let account = try transaction.targetAccount(of: grant)
      guard account.population == .agent else { throw Refusal(.notFound) }
      return try transaction.view(of: account, at: now)
    }
  }

  /// A page of agents by ascending id.
  public func agents(
    _ call: Call, after: AccountID?, search: String?, limit: Int
  ) async throws -> [AgentView] {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(method: .agentsListAgents, action: .agentRead), call
    ) { _, transaction in
      try transaction.accounts(in: .agent, after: after, search: search, limit: limit)
        .map { try transaction.view(of: $0, at: now) }
    }
  }

  /// T1: creates an agent without a password, and invites it where asked.
  public func createAgent(
    _ call: Call, _ draft: AgentDraft, invite: Bool
  ) async throws -> AgentView {
    let now = self.clock.now()
    let view = try await self.changing(
      Entrance(
        method: .agentsCreateAgent, action: .agentCreated,
        granting: { transaction, _ in try transaction.permissions(of: draft.roles) }), call
    ) { grant, transaction in
      try transaction.requireRoles(draft.roles)
      try transaction.requireFree([draft.email], loginName: draft.loginName, except: nil)
      if invite && !self.isMailConfigured { throw Refusal(.mailServerNotConfigured) }
      let id = try transaction.insert(
        NewAccount(
          population: .agent, displayName: draft.displayName, locale: draft.locale,
          loginName: draft.loginName, emails: [draft.email], phone: draft.phone,
          credential: .none, roles: Set(draft.roles).sorted(), isAccountAdministrator: false,
          createdAt: now))
      guard let account = try transaction.account(id) else { throw StoreError.changedMeanwhile }
      if invite {
        _ = try transaction.insert(
          NewMail(.invitation, account: account, address: draft.email, queuedAt: now))
      }
      var record = self.done(
        .agentCreated, grant, at: now, details: ["invited": "\(invite)"])
      record.target = id
      try self.record(record, of: call, in: transaction)
      return try transaction.view(of: account, at: now)
    }
    self.mailQueued()
    return view
  }

  /// T17: changes an agent. Changing addresses needs as much as sending a link (I10).
  public func updateAgent(
    _ call: Call, _ agent: AccountSelector, _ changes: AgentChanges
  ) async throws -> AgentView {
    let now = self.clock.now()
    let view = try await self.changing(
      Entrance(
        method: .agentsUpdateAgent, aspect: changes.emails == nil ? .plain : .changesAddress,
        action: .agentUpdated, target: .account(agent)), call
    ) { grant, transaction in
      var account = try transaction.targetAccount(of: grant)
      if let revision = changes.revision, revision != account.revision {
        throw Refusal(revisionInForce: account.revision)
      }
      try transaction.requireFree(
        changes.emails ?? [], loginName: changes.loginName?.name, except: account.id)
      var changed: [String] = []
      if let name = changes.displayName, name != account.displayName {
        account.displayName = name
        changed.append("displayName")
      }
      if let change = changes.loginName, change.name != account.loginName {
        account.changeLoginName(change.name)
        changed.append("loginName")
      }
      if let change = changes.phone, change.number != account.phone {
        account.changePhone(change.number)
        changed.append("phone")
      }
      if let locale = changes.locale, locale != account.locale {
        account.locale = locale
        changed.append("locale")
      }
      if let emails = changes.emails, emails != account.emails {
        try self.changeEmails(
          of: &account, to: emails, ownSession: grant.sessionOfTarget, in: transaction, at: now)
        changed.append("emails")
      }
      guard !changed.isEmpty else { return try transaction.view(of: account, at: now) }
      try transaction.update(account)
      try self.record(
        self.done(
          .agentUpdated, grant, at: now, details: ["fields": changed.joined(separator: " ")]),
        of: call, in: transaction)
      guard let stored = try transaction.account(account.id) else {
        throw StoreError.changedMeanwhile
      }
      return try transaction.view(of: stored, at: now)
    }
    self.mailQueued()
    return view
  }

  /// Every address that the account had or gets is told (failure 17). Sessions end, but for the
  /// one in which somebody changes the own address.
  private func changeEmails(
    of account: inout Account, to emails: [EmailAddress], ownSession: SessionID?,
    in transaction: any StoreWriting, at now: Timestamp
  ) throws {
    guard !emails.isEmpty else {
      throw Refusal(FieldError(field: "emails", problem: "An agent has at least one address."))
    }
    let told = Set(account.emails).union(emails)
    account.changeEmails(emails)
    _ = try transaction.deleteSessions(of: account.id, except: ownSession)
    if let ownSession { try transaction.rebindSession(ownSession, toEpoch: account.epoch) }
    guard self.isMailConfigured else { return }
    for address in told.sorted(by: { $0.text < $1.text }) {
      _ = try transaction.insert(
        NewMail(.notice(.emailChanged), account: account, address: address, queuedAt: now))
    }
  }

  /// T18: puts an agent aside.
  public func deactivateAgent(
    _ call: Call, _ agent: AccountSelector, reason: String
  ) async throws -> AgentView {
    try await self.changeAgent(
      call,
      Entrance(
        method: .agentsDeactivateAgent, action: .agentDeactivated, target: .account(agent))
    ) { account, actor, transaction, now in
      guard account.isEnabled else { return false }
      account.deactivate(by: actor, at: now, reason: reason)
      _ = try transaction.deleteSessions(of: account.id, except: nil)
      return true
    }
  }

  /// T18: takes an agent back in, and invites it again: the old password is gone.
  public func reactivateAgent(_ call: Call, _ agent: AccountSelector) async throws -> AgentView {
    try await self.changeAgent(
      call,
      Entrance(
        method: .agentsReactivateAgent, action: .agentReactivated, target: .account(agent))
    ) { account, _, transaction, now in
      guard !account.isEnabled else { return false }
      account.reactivate()
      try self.queueMail(.invitation, to: account, in: transaction, at: now)
      return true
    }
  }

  /// T19: gives an agent other roles. Effective at its next call.
  public func setRoles(
    _ call: Call, of agent: AccountSelector, to roles: [RoleID]
  ) async throws -> AgentView {
    try await self.changeAgent(
      call,
      Entrance(
        method: .agentsSetRoles, action: .agentRolesSet, target: .account(agent),
        granting: { transaction, _ in try transaction.permissions(of: roles) })
    ) { account, _, transaction, now in
      try transaction.requireRoles(roles)
      guard account.roles != Set(roles).sorted() else { return false }
      account.setRoles(roles)
      try self.notify(.rolesChanged, account, in: transaction, at: now)
      return true
    }
  }

  /// A change of one agent: stored and recorded when the closure says that it changed something.
  private func changeAgent(
    _ call: Call, _ entrance: Entrance,
    _ change:
      @escaping @Sendable (inout Account, AccountID?, any StoreWriting, Timestamp) throws -> Bool
  ) async throws -> AgentView {
    let now = self.clock.now()
    let view = try await self.changing(entrance, call) { grant, transaction in
      var account = try transaction.targetAccount(of: grant)
      if try change(&account, grant.subject.person?.account, transaction, now) {
        try transaction.update(account)
        try self.record(self.done(entrance.action, grant, at: now), of: call, in: transaction)
      }
      guard let stored = try transaction.account(account.id) else {
        throw StoreError.changedMeanwhile
      }
      return try transaction.view(of: stored, at: now)
    }
    self.mailQueued()
    return view
  }
}

extension AgentChanges.LoginNameChange {
  /// The login name afterwards.
  var name: LoginName? {
    switch self {
    case .remove: nil
    case .set(let name): name
    }
  }
}

extension Grant {
  /// The actor's session, when the actor is the target.
  fileprivate var sessionOfTarget: SessionID? {
    guard let person = self.subject.person, person.account == self.target.accountID else {
      return nil
    }
    return person.session
  }
}

extension StoreReading {
  /// An agent with its roles.
  func view(of account: Account, at now: Timestamp) throws(Failure) -> AgentView {
    var roles: [Role] = []
    for id in account.roles { if let role = try self.role(id) { roles.append(role) } }
    return AgentView(
      account: account, roles: roles, at: now,
      undeliverable: try self.undeliverable(account.id))
  }

  /// Every one of these roles must exist.
  func requireRoles(_ roles: [RoleID]) throws {
    for id in roles where try self.role(id) == nil {
      throw Refusal(FieldError(field: "roleIDs", problem: "There is no role \(id.rawValue)."))
    }
  }

  /// No other agent may have one of these addresses or this login name.
  fileprivate func requireFree(
    _ emails: [EmailAddress], loginName: LoginName?, except: AccountID?
  ) throws {
    guard Set(emails.map(\.canonical)).count == emails.count else {
      throw Refusal(FieldError(field: "emails", problem: "An address is named twice."))
    }
    for (index, email) in emails.enumerated() {
      let holders = try self.accounts(in: .agent, withAnyEmail: email.canonical, limit: 2)
      if holders.contains(where: { $0.id != except }) {
        throw Refusal(
          FieldError(field: "emails[\(index)]", problem: "Another agent has this address."),
          reason: .addressInUse)
      }
    }
    if let loginName, let holder = try self.account(in: .agent, withLoginName: loginName.canonical),
      holder.id != except
    {
      throw Refusal(
        FieldError(field: "loginName", problem: "Another agent has this login name."),
        reason: .loginNameInUse)
    }
  }
}
