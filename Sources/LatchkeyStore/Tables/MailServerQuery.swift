internal import LatchkeyApplication
internal import LatchkeyDomain

/// The table of the facts about the mail server.
enum MailServerColumn: Int, TableColumn {
  case name, value

  static let table = "mail_server"
  static let lastRead = Self.value
}

/// The statements about the mail server.
enum MailServerQuery: Int, Query {
  case revision
  case facts
  case setRevision
  case deleteFacts
  case insertFact

  static let table = Table.mailServer

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .revision: "SELECT revision FROM mail_server_state WHERE id = 1"
    case .facts: "SELECT \(MailServerColumn.selection) FROM mail_server"
    case .setRevision:
      """
      INSERT INTO mail_server_state (id, revision) VALUES (1, ?)
      ON CONFLICT (id) DO UPDATE SET revision = excluded.revision
      """
    case .deleteFacts: "DELETE FROM mail_server"
    case .insertFact: MailServerColumn.insertion(of: MailServerColumn.allCases)
    }
  }
}

extension SQLTransaction {
  func storedMailServer() throws(Failure) -> StoredMailServer? {
    guard let revision = try self.integer(MailServerQuery.revision) else { return nil }
    let facts = try self.all(MailServerQuery.facts, []) {
      (row: Row<Cursor, MailServerColumn>) throws(Failure) in
      (name: try row.text(.name), value: try row.text(.value))
    }
    var byName: [String: String] = [:]
    for (name, value) in facts { byName[name] = value }
    do throws(FieldError) {
      return StoredMailServer(revision: revision, server: try MailServer(facts: byName))
    } catch {
      throw self.damaged("The stored mail server cannot be read: \(error.field).")
    }
  }

  /// All anew: it is little, and changes seldom.
  func setStoredMailServer(_ server: StoredMailServer) throws(Failure) {
    try self.run(MailServerQuery.setRevision, [.integer(server.revision)])
    try self.run(MailServerQuery.deleteFacts)
    for (name, value) in server.server.facts {
      try self.run(MailServerQuery.insertFact, [.text(name), .text(value)])
    }
  }
}
