import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// The service `Agents`: the people of the desk, their roles and credentials.
public struct AgentsUseCases: Sendable {
  let gate: Gate
  let passwords: PasswordProcedure
  let links: LinkIssuer

  /// One agent.
  ///
  /// - Throws: A refusal; `NOT_FOUND` for a contact, too.
  public func getAgent(
    _ call: Call, _ agent: AccountSelector
  ) async throws(Failure) -> AgentView {
    try await self.gate.read(Operation(.agentsGetAgent, on: .account(agent)), call) {
      snapshot throws(Failure) in
      let account = try snapshot.targetAccount()
      guard account.population == .agent else { throw .refusal(.notFound) }
      return try snapshot.store.agentView(account, at: snapshot.now)
    }
  }

  /// A page of agents by ascending id.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - after: The last agent of the page before.
  ///   - search: A part of names and addresses, without regard to ASCII case.
  ///   - limit: Agents at most.
  /// - Returns: The page.
  /// - Throws: A refusal.
  public func listAgents(
    _ call: Call, after: AccountID?, search: String?, limit: Int
  ) async throws(Failure) -> [AgentView] {
    try await self.gate.read(Operation(.agentsListAgents), call) { snapshot throws(Failure) in
      let now = snapshot.now
      let store = snapshot.store
      return try store.accounts(in: .agent, after: after, search: search, limit: limit)
        .map { account throws(Failure) in try store.agentView(account, at: now) }
    }
  }

  /// Creates an agent without a password, and invites it where asked.
  ///
  /// - Throws: A refusal: the roles give more than the caller has, an address or the login name is
  ///   another agent's, or an invitation is asked for and no mail can go.
  public func createAgent(
    _ call: Call, _ draft: AgentDraft, invite: Bool
  ) async throws(Failure) -> AgentView {
    try await self.gate.change(
      Operation(
        .agentsCreateAgent,
        granting: { store, _ throws(Failure) in try store.permissions(of: draft.roles) }), call
    ) { change throws(Failure) in
      try change.store.requireRoles(draft.roles)
      try change.store.requireFreeForAgent(
        [draft.email], loginName: draft.loginName, except: nil)
      if invite && !change.isMailConfigured { throw .refusal(.mailServerNotConfigured) }
      let account = try change.addAgent(draft)
      if invite { try change.queue(.invitation, to: account, at: draft.email) }
      try change.record(["invited": "\(invite)"], target: account.id)
      return try change.store.agentView(account, at: change.now)
    }
  }

  /// Sends another agent a reset link. The password stays as it is until it is used.
  ///
  /// - Throws: A refusal.
  public func sendPasswordResetLink(
    _ call: Call, to agent: AccountSelector
  ) async throws(Failure) -> SentLink {
    try await self.send(.staffResetLink, .agentsSendPasswordResetLink, call, to: agent) {
      account in account.resetLinkRefusal
    }
  }

  /// Invites an agent who has no password yet. An earlier invitation is dead once the new one is
  /// written.
  ///
  /// - Throws: A refusal.
  public func sendInvitation(
    _ call: Call, to agent: AccountSelector
  ) async throws(Failure) -> SentLink {
    try await self.send(.invitation, .agentsSendInvitation, call, to: agent) { account in
      account.invitationRefusal
    }
  }

  private func send(
    _ kind: LatchkeyDomain.MailKind, _ method: Method, _ call: Call, to agent: AccountSelector,
    unless refusal: @escaping @Sendable (Account) -> Reason?
  ) async throws(Failure) -> SentLink {
    try await self.gate.change(Operation(method, on: .account(agent)), call) {
      change throws(Failure) in
      let account = try change.targetAccount()
      try refuse(refusal(account))
      let link = try self.links.send(kind, to: account, in: change)
      try change.record(["mail": "\(link.mail.rawValue)"])
      return link
    }
  }
}
