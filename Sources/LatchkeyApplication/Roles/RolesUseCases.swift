import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// The service `Roles`: named sets of permissions, and explanations of access.
public struct RolesUseCases: Sendable {
  let gate: Gate

  /// Roles at most: a list of all of them stays far below the largest message.
  static let rolesMax = 500

  /// Every role, with the number of agents who hold it.
  ///
  /// - Throws: A refusal.
  public func listRoles(_ call: Call) async throws(Failure) -> [(role: Role, members: Int)] {
    try await self.gate.read(Operation(.rolesListRoles), call) { snapshot throws(Failure) in
      try snapshot.store.roles()
    }
  }

  /// One role, with the number of agents who hold it.
  ///
  /// - Throws: A refusal.
  public func getRole(
    _ call: Call, _ id: RoleID
  ) async throws(Failure) -> (role: Role, members: Int) {
    try await self.gate.read(Operation(.rolesGetRole, on: .role(id)), call) {
      snapshot throws(Failure) in try snapshot.store.roleAndMembers(id)
    }
  }

  /// Creates a role. A caller gives only permissions that the caller has.
  ///
  /// - Throws: A refusal.
  public func createRole(
    _ call: Call, name: String, permissions: PermissionSet
  ) async throws(Failure) -> (role: Role, members: Int) {
    try await self.gate.change(
      Operation(.rolesCreateRole, granting: { _, _ throws(Failure) in permissions }), call
    ) { change throws(Failure) in
      try change.store.requireRoomForRole(name)
      let id = try change.store.insertRole(
        name: name, permissions: permissions, isBuiltIn: false)
      try change.record([
        "role": "\(id.rawValue)", "name": name, "permissions": permissions.auditText,
      ])
      return try change.store.roleAndMembers(id)
    }
  }

  /// Makes a copy of a role under another name, without members. The copy of a built-in role
  /// is an ordinary one. A caller copies only permissions that the caller has.
  ///
  /// - Throws: A refusal.
  public func cloneRole(
    _ call: Call, _ id: RoleID, name: String
  ) async throws(Failure) -> (role: Role, members: Int) {
    try await self.gate.change(
      Operation(
        .rolesCloneRole, on: .role(id),
        granting: { store, _ throws(Failure) in try store.role(id)?.permissions ?? [] }), call
    ) { change throws(Failure) in
      guard let original = try change.store.role(id) else { throw .refusal(.notFound) }
      try change.store.requireRoomForRole(name)
      let copy = try change.store.insertRole(
        name: name, permissions: original.permissions, isBuiltIn: false)
      try change.record([
        "role": "\(copy.rawValue)", "name": name, "from": "\(id.rawValue)",
        "permissions": original.permissions.auditText,
      ])
      return try change.store.roleAndMembers(copy)
    }
  }

  /// Changes a role. Effective at the next call of every member.
  ///
  /// - Throws: A refusal.
  public func updateRole(
    _ call: Call, _ id: RoleID, name: String?, permissions: PermissionSet?, revision: Int64?
  ) async throws(Failure) -> (role: Role, members: Int) {
    try await self.gate.change(
      Operation(
        .rolesUpdateRole, on: .role(id), granting: { _, _ throws(Failure) in permissions ?? [] }),
      call
    ) { change throws(Failure) in
      var role = try change.store.changeableRole(id)
      if let revision, revision != role.revision {
        throw .refusal(Refusal(revisionInForce: role.revision))
      }
      if let name {
        try change.store.requireFreeRoleName(name, except: id)
        role.name = name
      }
      let before = role.permissions
      if let permissions { role.permissions = permissions }
      if !role.permissions.covers(before) {
        for member in try change.store.members(of: id) {
          guard let account = try change.store.account(member) else { continue }
          try change.snapshot.checkWithdrawal(from: account)
        }
      }
      try change.store.update(role)
      try change.record([
        "role": "\(id.rawValue)", "name": role.name, "permissions_before": before.auditText,
        "permissions": role.permissions.auditText,
      ])
      return try change.store.roleAndMembers(id)
    }
  }

  /// Deletes a role; its members get another one where it is named.
  ///
  /// - Returns: How many agents got the other role.
  /// - Throws: A refusal.
  public func deleteRole(
    _ call: Call, _ id: RoleID, reassignTo other: RoleID?
  ) async throws(Failure) -> Int {
    try await self.gate.change(
      Operation(
        .rolesDeleteRole, on: .role(id),
        granting: { store, _ throws(Failure) in
          try store.permissions(of: other.map { [$0] } ?? [])
        }), call
    ) { change throws(Failure) in
      let role = try change.store.changeableRole(id)
      guard other != id else { throw .refusal(.roleInUse) }
      if let other { try change.store.requireRoles([other]) }
      let members = try change.store.members(of: id)
      guard members.isEmpty || other != nil else { throw .refusal(.roleInUse) }
      for member in members {
        guard var account = try change.store.account(member) else { continue }
        try change.snapshot.checkWithdrawal(from: account)
        account.setRoles(account.roles.filter { $0 != id } + (other.map { [$0] } ?? []))
        try change.store.update(account)
      }
      try change.store.deleteRole(id)
      try change.record([
        "role": "\(id.rawValue)", "name": role.name, "reassigned": "\(members.count)",
        "to": other.map { "\($0.rawValue)" } ?? "",
      ])
      return members.count
    }
  }
}

extension Snapshot {
  /// Taking permissions away by changing or deleting a role needs as much as by `SetRoles`: the account of
  /// the Account Administrator is touched by no one else, nor that of an agent with permissions that the
  /// caller lacks.
  fileprivate func checkWithdrawal(from member: Account) throws(Failure) {
    guard let actor = self.actor, actor.account != member.id else { return }
    if member.isAccountAdministrator {
      throw self.deny(.accountAdministratorProtected, target: member.id)
    }
    guard actor.permissions.covers(try self.store.effectivePermissions(of: member)) else {
      throw self.deny(.targetOutranksActor, target: member.id)
    }
  }
}

extension StoreReading {
  fileprivate func roleAndMembers(_ id: RoleID) throws(Failure) -> (role: Role, members: Int) {
    guard let role = try self.role(id) else { throw .refusal(.notFound) }
    return (role, try self.members(of: id).count)
  }

  /// A role that is there and not built in.
  fileprivate func changeableRole(_ id: RoleID) throws(Failure) -> Role {
    guard let role = try self.role(id) else { throw .refusal(.notFound) }
    guard !role.isBuiltIn else { throw .refusal(.builtInRole) }
    return role
  }

  /// A new role has a name of its own, and there is room for it.
  fileprivate func requireRoomForRole(_ name: String) throws(Failure) {
    try self.requireFreeRoleName(name, except: nil)
    guard try self.roles().count < RolesUseCases.rolesMax else {
      throw .field("name", "A desk has at most \(RolesUseCases.rolesMax) roles.")
    }
  }

  fileprivate func requireFreeRoleName(_ name: String, except: RoleID?) throws(Failure) {
    // Roles are few; the store's own index compares in the same way.
    let wanted = Role.comparable(name)
    let isTaken = try self.roles().contains { role, _ in
      role.id != except && Role.comparable(role.name) == wanted
    }
    if isTaken {
      throw .field("name", "Another role has this name.", reason: .roleNameInUse)
    }
  }
}

extension PermissionSet {
  /// The permissions' names, as the audit holds them.
  fileprivate var auditText: String { self.permissions.map(\.name).joined(separator: " ") }
}
