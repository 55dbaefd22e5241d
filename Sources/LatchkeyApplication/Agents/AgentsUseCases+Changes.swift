import LatchkeyAuthorization
import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

// Changes of agents.
extension AgentsUseCases {
  /// Changes an agent. Changing addresses needs as much as sending a link: it moves where links go.
  ///
  /// - Throws: A refusal: another revision is in force, or an address or the login name is another agent's.
  public func updateAgent(
    _ call: Call, _ agent: AccountSelector, _ changes: AgentChanges
  ) async throws(Failure) -> AgentView {
    try await self.gate.change(
      Operation(
        .agentsUpdateAgent, on: .account(agent),
        aspect: changes.emails == nil ? .plain : .changesAddress), call
    ) { change throws(Failure) in
      var account = try change.targetAccount()
      if let revision = changes.revision, revision != account.revision {
        throw .refusal(Refusal(revisionInForce: account.revision))
      }
      try change.store.requireFreeForAgent(
        changes.emails ?? [], loginName: changes.loginName?.name, except: account.id)
      var changed = account.take(
        displayName: changes.displayName, loginName: changes.loginName, phone: changes.phone,
        locale: changes.locale)
      if let emails = changes.emails, emails != account.emails {
        try Self.changeEmails(of: &account, to: emails, in: change)
        changed.append("emails")
      }
      guard !changed.isEmpty else { return try change.store.agentView(account, at: change.now) }
      try change.store.update(account)
      try change.record(["fields": changed.joined(separator: " ")])
      return try change.store.storedAgentView(account.id, at: change.now)
    }
  }

  /// Every address that the account had or gets is told. Sessions end, but for the one in which a person
  /// changes the own address.
  private static func changeEmails(
    of account: inout Account, to emails: [EmailAddress], in change: borrowing Change
  ) throws(Failure) {
    guard !emails.isEmpty else { throw .field("emails", "An agent has at least one address.") }
    let told = Set(account.emails).union(emails)
    account.changeEmails(emails)
    let own = change.actor.flatMap { $0.account == account.id ? $0.session : nil }
    _ = try change.store.deleteSessions(of: account.id, except: own)
    if let own { try change.store.rebindSession(own, toEpoch: account.epoch) }
    guard change.isMailConfigured else { return }
    for address in told.sorted(by: { $0.text < $1.text }) {
      try change.queue(.notice(.emailChanged), to: account, at: address)
    }
  }

  /// Puts an agent aside. Sessions end.
  ///
  /// - Throws: A refusal.
  public func deactivateAgent(
    _ call: Call, _ agent: AccountSelector, reason: String
  ) async throws(Failure) -> AgentView {
    try await self.change(Operation(.agentsDeactivateAgent, on: .account(agent)), call) {
      account, change throws(Failure) in
      guard account.isEnabled else { return false }
      account.deactivate(by: change.actor?.account, at: change.now, reason: reason)
      _ = try change.store.deleteSessions(of: account.id, except: nil)
      return true
    }
  }

  /// Takes an agent back in, and invites it again: the old password is gone.
  ///
  /// - Throws: A refusal.
  public func reactivateAgent(
    _ call: Call, _ agent: AccountSelector
  ) async throws(Failure) -> AgentView {
    try await self.change(Operation(.agentsReactivateAgent, on: .account(agent)), call) {
      account, change throws(Failure) in
      guard !account.isEnabled else { return false }
      account.reactivate()
      try change.queue(.invitation, to: account)
      return true
    }
  }

  /// Gives an agent other roles. Effective at its next call.
  ///
  /// - Throws: A refusal: the roles give more than the caller has.
  public func setRoles(
    _ call: Call, of agent: AccountSelector, to roles: [RoleID]
  ) async throws(Failure) -> AgentView {
    try await self.change(
      Operation(
        .agentsSetRoles, on: .account(agent),
        granting: { store, _ throws(Failure) in try store.permissions(of: roles) }), call
    ) { account, change throws(Failure) in
      try change.store.requireRoles(roles)
      guard account.roles != Set(roles).sorted() else { return false }
      account.setRoles(roles)
      try change.notify(.rolesChanged, account)
      return true
    }
  }

  /// A change of one agent: stored and recorded when the closure says that it changed something.
  private func change(
    _ operation: Operation, _ call: Call,
    _ body: @escaping @Sendable (inout Account, borrowing Change) throws(Failure) -> Bool
  ) async throws(Failure) -> AgentView {
    try await self.gate.change(operation, call) { change throws(Failure) in
      var account = try change.targetAccount()
      if try body(&account, change) {
        try change.store.update(account)
        try change.record()
      }
      return try change.store.storedAgentView(account.id, at: change.now)
    }
  }

  /// Makes a contact of an agent who leaves. Roles, sessions, links and the password are gone; the
  /// name stays with the number, since the audit shows it.
  ///
  /// A contact that has the agent's address already is the one; else one is added, with an
  /// activation where the setting says so.
  ///
  /// - Throws: A refusal.
  public func deleteAgent(
    _ call: Call, _ agent: AccountSelector, isConfirmed: Bool
  ) async throws(Failure) -> ContactView {
    try await self.gate.change(
      Operation(.agentsDeleteAgent, on: .account(agent)), call, about: \.account.id
    ) { change throws(Failure) in
      guard isConfirmed else { throw .refusal(.confirmationRequired) }
      var agent = try change.targetAccount()
      let contact = try Self.contact(for: agent, in: change)
      agent.leave(for: contact.id, at: change.now)
      try change.store.update(agent)
      _ = try change.store.deleteSessions(of: agent.id, except: nil)
      try change.notify(.becameContact, contact)
      try change.record(["contact": "\(contact.id.rawValue)"])
      return try change.store.contactView(contact, at: change.now)
    }
  }

  private static func contact(
    for agent: Account, in change: borrowing Change
  ) throws(Failure) -> Account {
    if let email = agent.primaryEmail, let known = try change.store.oldestContact(with: email) {
      return known
    }
    let draft = ContactDraft(
      displayName: agent.displayName, emails: agent.emails, phone: agent.phone,
      locale: agent.locale)
    return try change.addContact(draft, activate: try change.settings.userActivationEmail).contact
  }

  /// Hands the role of Account Administrator over. Of two at once exactly one wins, since the loser no
  /// longer holds it.
  ///
  /// The new holder signs in again: a session or link from before must not become one of the Account
  /// Administrator.
  ///
  /// - Throws: A refusal, also when the agent cannot sign in, or a colleague chose the password.
  public func transferAccountAdministrator(
    _ call: Call, to agent: AccountSelector
  ) async throws(Failure) -> AgentView {
    try await self.gate.change(
      Operation(.agentsTransferAccountAdministrator, on: .account(agent)), call
    ) { change throws(Failure) in
      var holder = try change.targetAccount()
      if let (reason, problem) = holder.accountAdministratorRefusal(at: change.now) {
        guard let problem else { throw .refusal(reason) }
        throw .field("agent", problem)
      }
      var former = try change.actorAccount()
      former.setAccountAdministrator(false)
      try change.store.update(former)
      let session = change.actor?.session
      _ = try change.store.deleteSessions(of: former.id, except: session)
      if let session { try change.store.rebindSession(session, toEpoch: former.epoch) }
      holder.setAccountAdministrator(true)
      try change.store.update(holder)
      _ = try change.store.deleteSessions(of: holder.id, except: nil)
      try change.notify(.accountAdministratorHandedOver, former)
      try change.notify(.accountAdministratorReceived, holder)
      try change.record()
      return try change.store.storedAgentView(holder.id, at: change.now)
    }
  }
}
