import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Agents`: agents.
struct AgentsHandlers {
  let desk: Desk
  let read: RequestReader

  func getAgent(_ request: Agents.GetAgent, _ call: Call) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.agents.getAgent(call, try self.read.agent(request.agent)))
  }

  func listAgents(
    _ request: Agents.ListAgents, _ call: Call
  ) async throws -> Agents.ListAgents.Response {
    let limit = try PageLimit.checked(request.limit)
    let agents = try await self.desk.agents.listAgents(
      call, after: request.afterID.map(AccountID.init),
      search: try request.search.map { try ShortText.checked($0, field: "search") }, limit: limit)
    return Agents.ListAgents.Response(
      agents: agents.map { AgentDetails($0) },
      nextAfterID: agents.count == limit ? agents.last?.account.id.rawValue : nil)
  }

  func createAgent(_ request: Agents.CreateAgent, _ call: Call) async throws -> AgentDetails {
    let draft = AgentDraft(
      displayName: try DisplayName(request.displayName),
      email: try self.read.email(request.email),
      loginName: try request.loginName.map { (text) throws in try LoginName(text) },
      phone: try request.phone.map { (text) throws in try PhoneNumber(text) },
      locale: try request.locale.map(LocaleTag.checked) ?? "en",
      roles: try RoleList.checked(request.roleIDs))
    return AgentDetails(
      try await self.desk.agents.createAgent(call, draft, invite: request.sendInvitation))
  }

  func updateAgent(_ request: Agents.UpdateAgent, _ call: Call) async throws -> AgentDetails {
    var changes = AgentChanges()
    changes.displayName = try request.displayName.map { (text) throws in try DisplayName(text) }
    changes.emails = try request.emails.map { (texts) throws in
      // An agent has few addresses; ten are plenty.
      try self.read.emails(texts, 1...10, problem: "An agent has 1 to 10 addresses.")
    }
    if let loginName = request.loginName {
      changes.loginName = loginName.isEmpty ? .remove : .set(try LoginName(loginName))
    }
    if let phone = request.phone {
      changes.phone = phone.isEmpty ? .remove : .set(try PhoneNumber(phone))
    }
    changes.locale = try request.locale.map(LocaleTag.checked)
    changes.revision = request.revision
    return AgentDetails(
      try await self.desk.agents.updateAgent(
        call, try self.read.agent(request.agent), changes))
  }

  func deactivateAgent(
    _ request: Agents.DeactivateAgent, _ call: Call
  ) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.agents.deactivateAgent(
        call, try self.read.agent(request.agent),
        reason: try ShortText.checked(request.reason ?? "", field: "reason")))
  }

  func reactivateAgent(
    _ request: Agents.ReactivateAgent, _ call: Call
  ) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.agents.reactivateAgent(
        call, try self.read.agent(request.agent)))
  }

  func deleteAgent(_ request: Agents.DeleteAgent, _ call: Call) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.agents.deleteAgent(
        call, try self.read.agent(request.agent),
        isConfirmed: request.confirmed))
  }

  func sendInvitation(_ request: Agents.SendInvitation, _ call: Call) async throws -> LinkSent {
    LinkSent(
      try await self.desk.agents.sendInvitation(
        call, to: try self.read.agent(request.agent)))
  }

  func setRoles(_ request: Agents.SetRoles, _ call: Call) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.agents.setRoles(
        call, of: try self.read.agent(request.agent),
        to: try RoleList.checked(request.roleIDs)))
  }

  func sendPasswordResetLink(
    _ request: Agents.SendPasswordResetLink, _ call: Call
  ) async throws -> LinkSent {
    LinkSent(
      try await self.desk.agents.sendPasswordResetLink(
        call, to: try self.read.agent(request.agent)))
  }

  func setPassword(
    _ request: Agents.SetPassword, _ call: Call
  ) async throws -> Agents.SetPassword.Response {
    let (account, expiresAt) = try await self.desk.agents.setPassword(
      call, of: try self.read.agent(request.agent),
      password: request.newPassword,
      requireChange: request.requireChangeAtNextSignIn)
    return Agents.SetPassword.Response(
      status: StatusLabel(account.status(at: self.desk.now)),
      expiresAt: expiresAt)
  }

  func transferAccountAdministrator(
    _ request: Agents.TransferAccountAdministrator, _ call: Call
  ) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.agents.transferAccountAdministrator(
        call, to: try self.read.agent(request.agent)))
  }
}
