public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// Roles: named sets of permissions.
  public var roles: RoleCalls { RoleCalls(client: self) }
}

/// Roles: named sets of permissions.
public struct RoleCalls: Sendable {
  let client: LatchkeyClient

  /// Lists all roles.
  ///
  /// - Parameter session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listRoles(as session: Secret) async throws(LatchkeyError) -> Roles.ListRoles.Response
  {
    try await self.client.call(Roles.ListRoles(), as: session)
  }

  /// Looks one role up.
  ///
  /// - Parameters:
  ///   - id: Number of the role.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getRole(id: Int64, as session: Secret) async throws(LatchkeyError) -> RoleDetails {
    try await self.client.call(Roles.GetRole(id: id), as: session)
  }

  /// Adds a role.
  ///
  /// - Parameters:
  ///   - name: Its name; must not be in use.
  ///   - permissions: Only what the actor has.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func createRole(name: String, permissions: [PermissionName], as session: Secret)
    async throws(LatchkeyError) -> RoleDetails
  {
    try await self.client.call(Roles.CreateRole(name: name, permissions: permissions), as: session)
  }

  /// Changes what is given; takes effect with the next call of every member.
  ///
  /// - Parameters:
  ///   - id: Number of the role.
  ///   - name: A new name.
  ///   - permissions: All permissions from now on.
  ///   - revision: The revision that the caller saw.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func updateRole(
    id: Int64, name: String? = nil, permissions: [PermissionName]? = nil, revision: Int64? = nil,
    as session: Secret
  ) async throws(LatchkeyError) -> RoleDetails {
    try await self.client.call(
      Roles.UpdateRole(id: id, name: name, permissions: permissions, revision: revision),
      as: session)
  }

  /// Deletes a role. While it has members, another role must take them.
  ///
  /// - Parameters:
  ///   - id: Number of the role.
  ///   - reassignToID: The role that its members get instead.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func deleteRole(id: Int64, reassignToID: Int64? = nil, as session: Secret)
    async throws(LatchkeyError) -> Roles.DeleteRole.Response
  {
    try await self.client.call(Roles.DeleteRole(id: id, reassignToID: reassignToID), as: session)
  }

  /// Makes a copy of a role under another name. Copies of built-in roles can be changed.
  ///
  /// - Parameters:
  ///   - id: Number of the role.
  ///   - name: The name of the copy.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func cloneRole(id: Int64, name: String, as session: Secret) async throws(LatchkeyError)
    -> RoleDetails
  {
    try await self.client.call(Roles.CloneRole(id: id, name: name), as: session)
  }

  /// Says whether an agent may call a method on a target, and which check decides.
  ///
  /// - Parameters:
  ///   - agent: Who would call.
  ///   - method: What would be called, for instance `Agents.SetPassword`.
  ///   - target: On whom.
  ///   - targetPopulation: Whose address or name it is. Needed unless the target is named by
  ///       number.
  ///   - targetRoleID: Or on which role.
  ///   - principal: Through which service, by its name. Absent: the one that asks.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func explainAccess(
    agent: AccountReference, method: String, target: AccountReference? = nil,
    targetPopulation: PopulationName? = nil, targetRoleID: Int64? = nil, principal: String? = nil,
    as session: Secret
  ) async throws(LatchkeyError) -> Roles.ExplainAccess.Response {
    try await self.client.call(
      Roles.ExplainAccess(
        agent: agent, method: method, target: target, targetPopulation: targetPopulation,
        targetRoleID: targetRoleID, principal: principal), as: session)
  }
}
