internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of attempts to deliver a mail.
enum MailAttemptColumn: Int, TableColumn {
  case number, at, state, detail
  case mail

  static let table = "mail_attempt"
  static let lastRead = Self.detail
}

extension MailAttempt {
  init(reading row: Row<some SQLCursor, MailAttemptColumn>) throws(Failure) {
    self.init(
      number: try row.count(.number), at: try row.time(.at),
      state: try row.raw(.state, as: QueuedMail.State.self),
      detail: try row.optionalText(.detail))
  }
}

/// An attempt with the mail that it is at.
struct MailAttemptRow: TableRow {
  let attempt: MailAttempt
  let mail: MailID

  static let inserted = MailAttemptColumn.allCases

  func value(of column: MailAttemptColumn) -> SQLValue {
    switch column {
    case .mail: .integer(self.mail.rawValue)
    case .number: .integer(self.attempt.number)
    case .at: .time(self.attempt.at)
    case .state: .raw(self.attempt.state)
    case .detail: .text(self.attempt.detail)
    }
  }
}

/// The statements about attempts at mails.
enum MailAttemptQuery: Int, Query {
  case ofMail
  case insert
  case trim
  case eraseTraces

  static let table = Table.mailAttempt

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .ofMail:
      "SELECT \(MailAttemptColumn.selection) FROM mail_attempt WHERE mail = ? ORDER BY number"
    // Of two couriers that settle the same attempt only one holds the lease, and comes here.
    case .insert: MailAttemptRow.insertion
    case .trim:
      "DELETE FROM mail_attempt WHERE mail = ? AND number <= ?"
    case .eraseTraces:
      """
      UPDATE mail_attempt SET detail = NULL
      WHERE mail IN (SELECT id FROM mail INDEXED BY mail_account WHERE account = ?)
      """
    }
  }
}

extension SQLTransaction {
  func attempts(at mail: MailID) throws(Failure) -> [MailAttempt] {
    try self.all(
      MailAttemptQuery.ofMail, [.integer(mail.rawValue)], MailAttempt.init(reading:))
  }

  func note(_ attempt: MailAttempt, at mail: MailID) throws(Failure) {
    try self.run(
      MailAttemptQuery.insert, MailAttemptRow(attempt: attempt, mail: mail).insertedValues)
    try self.run(
      MailAttemptQuery.trim,
      [.integer(mail.rawValue), .integer(attempt.number - MailAttempt.keptCount)])
  }
}
