internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of roles.
enum RoleColumn: Int, TableColumn {
  case id, name, permissions, isBuiltIn, revision

  static let table = "role"
  static let lastRead = Self.revision
}

extension Role: TableRow {
  static let inserted = RoleColumn.allCases.filter { $0 != .id }

  func value(of column: RoleColumn) -> SQLValue {
    switch column {
    case .id: .integer(self.id.rawValue)
    case .name: .text(self.name)
    case .permissions: .integer(Int64(self.permissions.rawValue))
    case .isBuiltIn: .flag(self.isBuiltIn)
    case .revision: .integer(self.revision)
    }
  }

  init(reading row: Row<some SQLCursor, RoleColumn>) throws(Failure) {
    guard let permissions = UInt32(exactly: try row.integer(.permissions)) else {
      throw row.refused(.permissions)
    }
    self.init(
      id: RoleID(rawValue: try row.integer(.id)), name: try row.text(.name),
      permissions: PermissionSet(rawValue: permissions), isBuiltIn: try row.flag(.isBuiltIn),
      revision: try row.integer(.revision))
  }
}

/// The statements about roles.
enum RoleQuery: Int, Query {
  case one
  case every
  case members
  case insert
  case update
  case delete

  static let table = Table.role

  var changes: StoreChanges { .standings }

  var sql: String {
    switch self {
    case .one:
      "SELECT \(RoleColumn.selection) FROM role WHERE id = ?"
    case .every:
      """
      SELECT \(RoleColumn.selection),
        (SELECT count(*) FROM account_role WHERE account_role.role = role.id)
      FROM role ORDER BY id
      """
    case .members:
      "SELECT account FROM account_role WHERE role = ? ORDER BY account"
    case .insert: Role.insertion
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

extension SQLTransaction {
  func role(_ id: RoleID) throws(Failure) -> Role? {
    try self.first(RoleQuery.one, [.integer(id.rawValue)], Role.init(reading:))
  }

  func roles() throws(Failure) -> [(role: Role, members: Int)] {
    try self.all(RoleQuery.every, []) { (row: Row<Cursor, RoleColumn>) throws(Failure) in
      (
        role: try Role(reading: row),
        members: try row.next(ScalarColumn.self).count(.value)
      )
    }
  }

  func members(of role: RoleID) throws(Failure) -> [AccountID] {
    try self.all(RoleQuery.members, [.integer(role.rawValue)]) {
      (row: Row<Cursor, ScalarColumn>) throws(Failure) in try row.account(.value)
    }
  }

  func insertRole(
    name: String, permissions: PermissionSet, isBuiltIn: Bool
  ) throws(Failure) -> RoleID {
    let role = Role(
      id: RoleID(rawValue: 0), name: name, permissions: permissions, isBuiltIn: isBuiltIn,
      revision: 1)
    return RoleID(rawValue: try self.add(RoleQuery.insert, role.insertedValues))
  }

  func update(_ role: Role) throws(Failure) {
    let changed = try self.run(
      RoleQuery.update, role.values(of: [.name, .permissions, .id, .revision]))
    guard changed == 1 else { throw .store(.changedMeanwhile) }
  }

  func deleteRole(_ id: RoleID) throws(Failure) {
    // A role that an agent holds is kept by the foreign key.
    guard try self.run(RoleQuery.delete, [.integer(id.rawValue)]) == 1 else {
      throw .store(.changedMeanwhile)
    }
  }
}
