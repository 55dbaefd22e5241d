internal import LatchkeyApplication
internal import LatchkeyDomain

/// The statements about the mail server.
enum MailServerQuery: Int, Query {
  case revision
  case facts
  case setRevision
  case deleteFacts
  case insertFact

  static let table = Table.mailServer

  var sql: String {
    switch self {
    case .revision: "SELECT revision FROM mail_server_state WHERE id = 1"
    case .facts: "SELECT name, value FROM mail_server"
    case .setRevision:
      """
      INSERT INTO mail_server_state (id, revision) VALUES (1, ?)
      ON CONFLICT (id) DO UPDATE SET revision = excluded.revision
      """
    case .deleteFacts: "DELETE FROM mail_server"
    case .insertFact: "INSERT INTO mail_server (name, value) VALUES (?, ?)"
    }
  }
}

extension Connection {
  func storedMailServer() throws(StoreError) -> StoredMailServer? {
    let revision = try self.first(MailServerQuery.revision) { row throws(StoreError) in
      try row.integer()
    }
    guard let revision else { return nil }
    let facts = try self.all(MailServerQuery.facts) { row throws(StoreError) in
      (name: try row.text(), value: try row.text())
    }
    var byName: [String: String] = [:]
    for (name, value) in facts { byName[name] = value }
    do throws(FieldError) {
      return StoredMailServer(revision: revision, server: try MailServer(facts: byName))
    } catch {
      throw .corrupt(detail: "The stored mail server cannot be read: \(error.field).")
    }
  }

  /// All anew: it is little, and changes seldom.
  func setStoredMailServer(_ server: StoredMailServer) throws(StoreError) {
    try self.run(MailServerQuery.setRevision, [.integer(server.revision)])
    try self.run(MailServerQuery.deleteFacts)
    for (name, value) in server.server.facts {
      try self.run(MailServerQuery.insertFact, [.text(name), .text(value)])
    }
  }
}
