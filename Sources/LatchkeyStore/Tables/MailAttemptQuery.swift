internal import LatchkeyApplication
internal import LatchkeyDomain

/// The statements about attempts at mails, and about addresses that are refused.
enum MailAttemptQuery: Int, Query {
  case ofMail
  case insert
  case trim
  case scrub
  case trouble
  case troubles
  case countTroubles
  case noteRefusal
  case clearTrouble

  static let table = Table.mailAttempt

  private static let troubleColumns = "account, failures, since, last, detail"

  var sql: String {
    switch self {
    case .ofMail:
      "SELECT number, at, state, detail FROM mail_attempt WHERE mail = ? ORDER BY number"
    case .insert:
      // Of two couriers that settle the same attempt only one holds the lease, and comes here.
      "INSERT INTO mail_attempt (mail, number, at, state, detail) VALUES (?, ?, ?, ?, ?)"
    case .trim:
      "DELETE FROM mail_attempt WHERE mail = ? AND number <= ?"
    case .scrub:
      """
      UPDATE mail_attempt SET detail = NULL
      WHERE mail IN (SELECT id FROM mail INDEXED BY mail_account WHERE account = ?)
      """
    case .trouble:
      "SELECT \(Self.troubleColumns) FROM address_trouble WHERE account = ?"
    case .troubles:
      // By account, as pages go on; those below the number are few and passed over.
      """
      SELECT \(Self.troubleColumns) FROM address_trouble
      WHERE account > ? AND failures >= ? ORDER BY account LIMIT ?
      """
    case .countTroubles:
      """
      SELECT count(*) FROM (
        SELECT 1 FROM address_trouble INDEXED BY address_trouble_failures
        WHERE failures >= ? LIMIT ?)
      """
    case .noteRefusal:
      """
      INSERT INTO address_trouble (account, failures, since, last, detail) VALUES (?1, 1, ?2, ?2, ?3)
      ON CONFLICT (account) DO UPDATE SET
        failures = failures + 1, last = excluded.last, detail = excluded.detail
      """
    case .clearTrouble:
      "DELETE FROM address_trouble WHERE account = ?"
    }
  }
}

extension Connection {
  func attempts(at mail: MailID) throws(StoreError) -> [MailAttempt] {
    try self.all(MailAttemptQuery.ofMail, [.integer(mail.rawValue)]) { row throws(StoreError) in
      MailAttempt(
        number: try row.count(), at: try row.moment(), state: try row.raw(QueuedMail.State.self),
        detail: try row.optionalText())
    }
  }

  func note(_ attempt: MailAttempt, at mail: MailID) throws(StoreError) {
    try self.run(
      MailAttemptQuery.insert,
      [
        .integer(mail.rawValue), .integer(attempt.number), .moment(attempt.at),
        .raw(attempt.state), .text(attempt.detail),
      ])
    try self.run(
      MailAttemptQuery.trim,
      [.integer(mail.rawValue), .integer(attempt.number - MailAttempt.keptCount)])
  }

  func addressTrouble(of account: AccountID) throws(StoreError) -> AddressTrouble? {
    try self.first(MailAttemptQuery.trouble, [.account(account)], Self.readTrouble)
  }

  func addressTroubles(
    after: AccountID?, from failures: Int, limit: Int
  ) throws(StoreError) -> [AddressTrouble] {
    try self.all(
      MailAttemptQuery.troubles,
      [.integer(after?.rawValue ?? 0), .integer(failures), .limit(limit)], Self.readTrouble)
  }

  func noteAddressRefusal(
    of account: AccountID, at now: Timestamp, detail: String
  ) throws(StoreError) {
    try self.run(
      MailAttemptQuery.noteRefusal, [.account(account), .moment(now), .text(detail)])
  }

  func clearAddressTrouble(of account: AccountID) throws(StoreError) -> Bool {
    try self.run(MailAttemptQuery.clearTrouble, [.account(account)]) == 1
  }

  private static func readTrouble(_ row: inout Row) throws(StoreError) -> AddressTrouble {
    AddressTrouble(
      account: try row.account(), failures: try row.count(), since: try row.moment(),
      last: try row.moment(), detail: try row.text())
  }
}
