import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Roles`: roles, and explanations of access.
struct RolesHandlers {
  let desk: Desk
  let read: RequestReader
  let principals: Principals

  func listRoles(
    _ request: Roles.ListRoles, _ call: Call
  ) async throws -> Roles.ListRoles.Response {
    Roles.ListRoles.Response(
      roles: try await self.desk.roles.listRoles(call).map {
        RoleDetails($0.role, members: $0.members)
      })
  }

  func getRole(_ request: Roles.GetRole, _ call: Call) async throws -> RoleDetails {
    let (role, members) = try await self.desk.roles.getRole(call, RoleID(rawValue: request.id))
    return RoleDetails(role, members: members)
  }

  func createRole(_ request: Roles.CreateRole, _ call: Call) async throws -> RoleDetails {
    let (role, members) = try await self.desk.roles.createRole(
      call, name: try Role.checkedName(request.name),
      permissions: try PermissionSet(named: request.permissions))
    return RoleDetails(role, members: members)
  }

  func updateRole(_ request: Roles.UpdateRole, _ call: Call) async throws -> RoleDetails {
    let (role, members) = try await self.desk.roles.updateRole(
      call, RoleID(rawValue: request.id),
      name: try request.name.map { (name) throws in try Role.checkedName(name) },
      permissions: try request.permissions.map { try PermissionSet(named: $0) },
      revision: request.revision)
    return RoleDetails(role, members: members)
  }

  func cloneRole(_ request: Roles.CloneRole, _ call: Call) async throws -> RoleDetails {
    let (role, members) = try await self.desk.roles.cloneRole(
      call, RoleID(rawValue: request.id), name: try Role.checkedName(request.name))
    return RoleDetails(role, members: members)
  }

  func deleteRole(
    _ request: Roles.DeleteRole, _ call: Call
  ) async throws -> Roles.DeleteRole.Response {
    Roles.DeleteRole.Response(
      reassigned: try await self.desk.roles.deleteRole(
        call, RoleID(rawValue: request.id), reassignTo: request.reassignToID.map(RoleID.init)))
  }

  func explainAccess(
    _ request: Roles.ExplainAccess, _ call: Call
  ) async throws -> Roles.ExplainAccess.Response {
    guard let method = Method(name: request.method) else {
      throw FieldError(field: "method", problem: "There is no such method.")
    }
    var principal = call.principal
    if let name = request.principal {
      guard let named = self.principals.principal(named: name) else {
        throw FieldError(
          field: "principal", problem: "No service of this name is in the configuration.")
      }
      principal = named
    }
    let report = try await self.desk.roles.explainAccess(
      call,
      AccessQuestion(
        agent: try self.read.agent(request.agent), method: method,
        target: try request.target.map { (target) throws in
          try self.read.account(target, in: request.targetPopulation, field: "target")
        },
        role: request.targetRoleID.map(RoleID.init), principal: principal))
    return Roles.ExplainAccess.Response(report)
  }
}
