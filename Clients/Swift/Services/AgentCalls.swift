public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// Agents, as other agents see and change them.
  public var agents: AgentCalls { AgentCalls(client: self) }
}

/// Agents, as other agents see and change them.
public struct AgentCalls: Sendable {
  let client: LatchkeyClient

  /// Looks one agent up.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getAgent(agent: AccountReference, as session: Secret) async throws(LatchkeyError)
    -> AgentDetails
  {
    try await self.client.call(Agents.GetAgent(agent: agent), as: session)
  }

  /// Lists agents by id, page by page.
  ///
  /// - Parameters:
  ///   - limit: How many at most, 1 to 200.
  ///   - afterID: The last id of the page before.
  ///   - search: Only those with this in a name or an address.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listAgents(
    limit: Int = 100, afterID: Int64? = nil, search: String? = nil, as session: Secret
  ) async throws(LatchkeyError) -> Agents.ListAgents.Response {
    try await self.client.call(
      Agents.ListAgents(limit: limit, afterID: afterID, search: search), as: session)
  }

  /// Adds an agent, without a password.
  ///
  /// - Parameters:
  ///   - displayName: The name that people read.
  ///   - email: The primary address; must not be in use.
  ///   - loginName: A second way to name oneself at sign-in.
  ///   - phone: Telephone number.
  ///   - locale: Language of mails, as a BCP 47 tag.
  ///   - roleIDs: Roles to hold; only those whose permissions the actor has.
  ///   - sendInvitation: An activation link is mailed.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func createAgent(
    displayName: String, email: String, loginName: String? = nil, phone: String? = nil,
    locale: String? = nil, roleIDs: [Int64], sendInvitation: Bool, as session: Secret
  ) async throws(LatchkeyError) -> AgentDetails {
    try await self.client.call(
      Agents.CreateAgent(
        displayName: displayName, email: email, loginName: loginName, phone: phone, locale: locale,
        roleIDs: roleIDs, sendInvitation: sendInvitation), as: session)
  }

  /// Changes what is given; the rest stays. An empty text removes a login name or a phone number.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - displayName: The name that people read.
  ///   - emails: All addresses, the primary one first.
  ///   - loginName: Login name.
  ///   - phone: Telephone number.
  ///   - locale: Language of mails.
  ///   - revision: The revision that the caller saw; another one in force refuses the call with `CONCURRENT_CHANGE`.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func updateAgent(
    agent: AccountReference, displayName: String? = nil, emails: [String]? = nil,
    loginName: String? = nil, phone: String? = nil, locale: String? = nil, revision: Int64? = nil,
    as session: Secret
  ) async throws(LatchkeyError) -> AgentDetails {
    try await self.client.call(
      Agents.UpdateAgent(
        agent: agent, displayName: displayName, emails: emails, loginName: loginName, phone: phone,
        locale: locale, revision: revision), as: session)
  }

  /// Ends sign-in, sessions and links of an agent; nothing is deleted.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - reason: For the audit.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func deactivateAgent(agent: AccountReference, reason: String? = nil, as session: Secret)
    async throws(LatchkeyError) -> AgentDetails
  {
    try await self.client.call(Agents.DeactivateAgent(agent: agent, reason: reason), as: session)
  }

  /// Lets an agent back in, by a new invitation.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func reactivateAgent(agent: AccountReference, as session: Secret)
    async throws(LatchkeyError) -> AgentDetails
  {
    try await self.client.call(Agents.ReactivateAgent(agent: agent), as: session)
  }

  /// Mails an activation link; an earlier one dies.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func sendInvitation(agent: AccountReference, as session: Secret)
    async throws(LatchkeyError) -> LinkSent
  {
    try await self.client.call(Agents.SendInvitation(agent: agent), as: session)
  }

  /// Replaces the roles of an agent.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - roleIDs: All roles to hold from now on.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func setRoles(agent: AccountReference, roleIDs: [Int64], as session: Secret)
    async throws(LatchkeyError) -> AgentDetails
  {
    try await self.client.call(Agents.SetRoles(agent: agent, roleIDs: roleIDs), as: session)
  }

  /// Mails a reset link, so that the agent chooses. The present password works until then.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func sendPasswordResetLink(agent: AccountReference, as session: Secret)
    async throws(LatchkeyError) -> LinkSent
  {
    try await self.client.call(Agents.SendPasswordResetLink(agent: agent), as: session)
  }

  /// Sets the password of another agent. It is never mailed: the actor hands it over.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - newPassword: The password; the policy applies.
  ///   - requireChangeAtNextSignIn: It becomes a one-time password: the next sign-in demands an own one.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func setPassword(
    agent: AccountReference, newPassword: Secret, requireChangeAtNextSignIn: Bool,
    as session: Secret
  ) async throws(LatchkeyError) -> Agents.SetPassword.Response {
    try await self.client.call(
      Agents.SetPassword(
        agent: agent, newPassword: newPassword, requireChangeAtNextSignIn: requireChangeAtNextSignIn
      ), as: session)
  }

  /// Hands the Account Administrator over. Only that person can.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func transferAccountAdministrator(agent: AccountReference, as session: Secret)
    async throws(LatchkeyError) -> AgentDetails
  {
    try await self.client.call(Agents.TransferAccountAdministrator(agent: agent), as: session)
  }

  /// Makes a contact of an agent. Roles, sessions, links and the password are gone.
  ///
  /// - Parameters:
  ///   - agent: Which agent.
  ///   - confirmed: Must be true: it cannot be undone.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func deleteAgent(agent: AccountReference, confirmed: Bool, as session: Secret)
    async throws(LatchkeyError) -> ContactDetails
  {
    try await self.client.call(Agents.DeleteAgent(agent: agent, confirmed: confirmed), as: session)
  }
}
