internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about roles.
enum RoleQuery: Int, Query {
  case one
  case every
  case members
  case insert
  case update
  case delete

  static let table = Table.role

  var sql: String {
    switch self {
    case .one:
      "SELECT id, name, permissions, is_built_in, revision FROM role WHERE id = ?"
    case .every:
      """
      SELECT id, name, permissions, is_built_in, revision,
        (SELECT count(*) FROM account_role WHERE account_role.role = role.id)
      FROM role ORDER BY id
      """
    case .members:
      "SELECT account FROM account_role WHERE role = ? ORDER BY account"
    case .insert:
      "INSERT INTO role (name, permissions, is_built_in, revision) VALUES (?, ?, ?, 1)"
    case .update:
      """
      UPDATE role SET name = ?, permissions = ?, revision = revision + 1
      WHERE id = ? AND revision = ?
      """
    case .delete:
      "DELETE FROM role WHERE id = ?"
    }
  }
}

extension Connection {
  func role(_ id: RoleID) throws(StoreError) -> Role? {
    try self.first(RoleQuery.one, [.integer(id.rawValue)], Self.readRole)
  }

  func roles() throws(StoreError) -> [(role: Role, members: Int)] {
    try self.all(RoleQuery.every) { row throws(StoreError) in
      (role: try Self.readRole(&row), members: try row.count())
    }
  }

  func members(of role: RoleID) throws(StoreError) -> [AccountID] {
    try self.all(RoleQuery.members, [.integer(role.rawValue)]) { row throws(StoreError) in
      try row.account()
    }
  }

  func insertRole(
    name: String, permissions: PermissionSet, isBuiltIn: Bool
  ) throws(StoreError) -> RoleID {
    try self.run(
      RoleQuery.insert,
      [.text(name), .integer(Int64(permissions.rawValue)), .flag(isBuiltIn)])
    return RoleID(rawValue: self.lastInsertedID)
  }

  func update(_ role: Role) throws(StoreError) {
    let changed = try self.run(
      RoleQuery.update,
      [
        .text(role.name), .integer(Int64(role.permissions.rawValue)),
        .integer(role.id.rawValue), .integer(role.revision),
      ])
    guard changed == 1 else { throw .changedMeanwhile }
  }

  func deleteRole(_ id: RoleID) throws(StoreError) {
    // A role that somebody holds is kept by the foreign key.
    guard try self.run(RoleQuery.delete, [.integer(id.rawValue)]) == 1 else {
      throw .changedMeanwhile
    }
  }

  private static func readRole(_ row: inout Row) throws(StoreError) -> Role {
    let id = RoleID(rawValue: try row.integer())
    let name = try row.text()
    guard let permissions = UInt32(exactly: try row.integer()) else { throw row.refused() }
    return Role(
      id: id, name: name, permissions: PermissionSet(rawValue: permissions),
      isBuiltIn: try row.flag(), revision: try row.integer())
  }
}
