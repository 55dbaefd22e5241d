import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// Roles at most: a list of all of them stays far below the largest message.
  static let rolesMax = 500

  /// Every role, with the number of agents who hold it.
  public func roles(_ call: Call) async throws -> [(role: Role, members: Int)] {
    try await self.reading(
      Entrance(method: .rolesListRoles, action: .roleRead), call
    ) { _, transaction in
      try transaction.roles()
    }
  }

  /// One role, with the number of agents who hold it.
  public func role(_ call: Call, _ id: RoleID) async throws -> (role: Role, members: Int) {
    try await self.reading(
      Entrance(method: .rolesGetRole, action: .roleRead, target: .role(id)), call
    ) { _, transaction in
      try transaction.roleAndMembers(id)
    }
  }

  /// T19: creates a role. Nobody grants what they lack.
  public func createRole(
    _ call: Call, name: String, permissions: PermissionSet
  ) async throws -> (role: Role, members: Int) {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(
        method: .rolesCreateRole, action: .roleCreated, granting: { _, _ in permissions }), call
    ) { grant, transaction in
      try transaction.requireRoomForRole(name)
      let id = try transaction.insertRole(name: name, permissions: permissions, isBuiltIn: false)
      try self.record(
        self.done(
          .roleCreated, grant, at: now,
          details: [
            "role": "\(id.rawValue)", "name": name, "permissions": permissions.auditText,
          ]),
        of: call, in: transaction)
      return try transaction.roleAndMembers(id)
    }
  }

  /// T19: makes a copy of a role under another name, without members. The copy of a built-in role
  /// is an ordinary one. Nobody copies what they lack.
  public func cloneRole(
    _ call: Call, _ id: RoleID, name: String
  ) async throws -> (role: Role, members: Int) {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(
        method: .rolesCloneRole, action: .roleCloned, target: .role(id),
        granting: { transaction, _ in try transaction.role(id)?.permissions ?? [] }), call
    ) { grant, transaction in
      guard let original = try transaction.role(id) else { throw Refusal(.notFound) }
      try transaction.requireRoomForRole(name)
      let copy = try transaction.insertRole(
        name: name, permissions: original.permissions, isBuiltIn: false)
      try self.record(
        self.done(
          .roleCloned, grant, at: now,
          details: [
            "role": "\(copy.rawValue)", "name": name, "from": "\(id.rawValue)",
            "permissions": original.permissions.auditText,
          ]),
        of: call, in: transaction)
      return try transaction.roleAndMembers(copy)
    }
  }

  /// T19: changes a role. Effective at the next call of every member (S2.6).
  public func updateRole(
    _ call: Call, _ id: RoleID, name: String?, permissions: PermissionSet?, revision: Int64?
  ) async throws -> (role: Role, members: Int) {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(
        method: .rolesUpdateRole, action: .roleUpdated, target: .role(id),
        granting: { _, _ in permissions ?? [] }), call
    ) { grant, transaction in
      guard var role = try transaction.role(id) else { throw Refusal(.notFound) }
      guard !role.isBuiltIn else { throw Refusal(.builtInRole) }
      if let revision, revision != role.revision {
        throw Refusal(revisionInForce: role.revision)
      }
      if let name {
        try transaction.requireFreeRoleName(name, except: id)
        role.name = name
      }
      let before = role.permissions
      if let permissions { role.permissions = permissions }
      if !role.permissions.covers(before) {
        for member in try transaction.members(of: id) {
          guard let account = try transaction.account(member) else { continue }
          try self.checkWithdrawal(from: account, .roleUpdated, grant, in: transaction, at: now)
        }
      }
      try transaction.update(role)
      try self.record(
        self.done(
          .roleUpdated, grant, at: now,
          details: [
            "role": "\(id.rawValue)", "name": role.name, "permissions_before": before.auditText,
            "permissions": role.permissions.auditText,
          ]),
        of: call, in: transaction)
      return try transaction.roleAndMembers(id)
    }
  }

  /// T19: deletes a role; its members get another one where it is named.
  ///
  /// - Returns: How many agents got the other role.
  public func deleteRole(
    _ call: Call, _ id: RoleID, reassignTo other: RoleID?
  ) async throws -> Int {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(
        method: .rolesDeleteRole, action: .roleDeleted, target: .role(id),
        granting: { transaction, _ in try transaction.permissions(of: other.map { [$0] } ?? []) }),
      call
    ) { grant, transaction in
      guard let role = try transaction.role(id) else { throw Refusal(.notFound) }
      guard !role.isBuiltIn else { throw Refusal(.builtInRole) }
      guard other != id else { throw Refusal(.roleInUse) }
      if let other { try transaction.requireRoles([other]) }
      let members = try transaction.members(of: id)
      guard members.isEmpty || other != nil else { throw Refusal(.roleInUse) }
      for member in members {
        guard var account = try transaction.account(member) else { continue }
        try self.checkWithdrawal(from: account, .roleDeleted, grant, in: transaction, at: now)
        account.setRoles(account.roles.filter { $0 != id } + (other.map { [$0] } ?? []))
        try transaction.update(account)
      }
      try transaction.deleteRole(id)
      try self.record(
        self.done(
          .roleDeleted, grant, at: now,
          details: [
            "role": "\(id.rawValue)", "name": role.name, "reassigned": "\(members.count)",
            "to": other.map { "\($0.rawValue)" } ?? "",
          ]),
        of: call, in: transaction)
      return members.count
    }
  }

  /// Taking permissions away by changing or deleting a role needs as much as by `SetRoles` (I10): the
  /// Account Administrator's account is touched by nobody else (D8), nor that of somebody with
  /// permissions that the actor lacks (D9).
  private func checkWithdrawal(
    from member: Account, _ action: AuditAction, _ grant: borrowing Grant,
    in transaction: any StoreReading, at now: Timestamp
  ) throws {
    guard let actor = grant.subject.person, actor.account != member.id else { return }
    if member.isAccountAdministrator {
      throw self.turnedAway(
        .accountAdministratorProtected, action, grant, target: member.id, at: now)
    }
    guard actor.permissions.covers(try transaction.effectivePermissions(of: member)) else {
      throw self.turnedAway(.targetOutranksActor, action, grant, target: member.id, at: now)
    }
  }
}

extension StoreReading {
  fileprivate func roleAndMembers(_ id: RoleID) throws -> (role: Role, members: Int) {
    guard let role = try self.role(id) else { throw Refusal(.notFound) }
    return (role, try self.members(of: id).count)
  }

  /// A new role has a name of its own, and there is room for it.
  fileprivate func requireRoomForRole(_ name: String) throws {
    try self.requireFreeRoleName(name, except: nil)
    guard try self.roles().count < Desk.rolesMax else {
      throw Refusal(
        FieldError(field: "name", problem: "A desk has at most \(Desk.rolesMax) roles."))
    }
  }

  fileprivate func requireFreeRoleName(_ name: String, except: RoleID?) throws {
    // Roles are few; the store's own index compares in the same way.
    let wanted = Role.comparable(name)
    let isTaken = try self.roles().contains { role, _ in
      role.id != except && Role.comparable(role.name) == wanted
    }
    if isTaken {
      throw Refusal(
        FieldError(field: "name", problem: "Another role has this name."), reason: .roleNameInUse)
    }
  }
}

extension PermissionSet {
  /// The permissions' names, as the audit holds them.
  fileprivate var auditText: String { self.permissions.map(\.name).joined(separator: " ") }
}
