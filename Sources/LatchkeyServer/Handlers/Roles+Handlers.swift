import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func listRoles(
    _ request: Roles.ListRoles, _ call: Call
  ) async throws -> Roles.ListRoles.Response {
    Roles.ListRoles.Response(
      roles: try await self.desk.roles(call).map { RoleDetails($0.role, members: $0.members) })
  }

  func getRole(_ request: Roles.GetRole, _ call: Call) async throws -> RoleDetails {
    let (role, members) = try await self.desk.role(call, RoleID(rawValue: request.id))
    return RoleDetails(role, members: members)
  }

  func createRole(_ request: Roles.CreateRole, _ call: Call) async throws -> RoleDetails {
    let (role, members) = try await self.desk.createRole(
      call, name: try Role.checkedName(request.name),
      permissions: try PermissionSet(named: request.permissions))
    return RoleDetails(role, members: members)
  }

  func updateRole(_ request: Roles.UpdateRole, _ call: Call) async throws -> RoleDetails {
    let (role, members) = try await self.desk.updateRole(
      call, RoleID(rawValue: request.id),
      name: try request.name.map { (name) throws in try Role.checkedName(name) },
      permissions: try request.permissions.map { try PermissionSet(named: $0) },
      revision: request.revision)
    return RoleDetails(role, members: members)
  }

  func deleteRole(
    _ request: Roles.DeleteRole, _ call: Call
  ) async throws -> Roles.DeleteRole.Response {
    Roles.DeleteRole.Response(
      reassigned: try await self.desk.deleteRole(
        call, RoleID(rawValue: request.id), reassignTo: request.reassignToID.map(RoleID.init)))
  }
}
