internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about attempts at mails, and about addresses that are refused.
enum MailAttemptQuery: Int, Query {
  case ofMail
  case insert
  case trim
  case scrub
  case trouble
  case undeliverable
  case countUndeliverable
  case noteRefusal
  case clearTrouble

  static let table = Table.mailAttempt

  private static let troubleColumns = "account, failures, since, last, detail, marked_at"

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
    case .undeliverable:
      """
      SELECT \(Self.troubleColumns) FROM address_trouble INDEXED BY address_undeliverable
      WHERE marked_at IS NOT NULL AND account > ? ORDER BY account LIMIT ?
      """
    case .countUndeliverable:
      """
      SELECT count(*) FROM (
        SELECT 1 FROM address_trouble INDEXED BY address_undeliverable
        WHERE marked_at IS NOT NULL AND account > 0 LIMIT ?)
      """
    case .noteRefusal:
      """
      INSERT INTO address_trouble (account, failures, since, last, detail, marked_at)
      VALUES (?1, 1, ?2, ?2, ?3, iif(1 >= ?4, ?2, NULL))
      ON CONFLICT (account) DO UPDATE SET
        failures = failures + 1, last = excluded.last, detail = excluded.detail,
        marked_at = coalesce(marked_at, iif(failures + 1 >= ?4, excluded.last, NULL))
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

  func undeliverableAddresses(
    after: AccountID?, limit: Int
  ) throws(StoreError) -> [AddressTrouble] {
    try self.all(
      MailAttemptQuery.undeliverable, [.integer(after?.rawValue ?? 0), .limit(limit)],
      Self.readTrouble)
  }

  func noteAddressRefusal(
    of account: AccountID, at now: Timestamp, detail: String, undeliverableFrom failures: Int
  ) throws(StoreError) {
    try self.run(
      MailAttemptQuery.noteRefusal,
      [.account(account), .moment(now), .text(detail), .integer(failures)])
  }

  func clearAddressTrouble(of account: AccountID) throws(StoreError) -> Bool {
    try self.run(MailAttemptQuery.clearTrouble, [.account(account)]) == 1
  }

  private static func readTrouble(_ row: inout Row) throws(StoreError) -> AddressTrouble {
    AddressTrouble(
      account: try row.account(), failures: try row.count(), since: try row.moment(),
      last: try row.moment(), detail: try row.text(), markedAt: try row.optionalMoment())
  }
}
