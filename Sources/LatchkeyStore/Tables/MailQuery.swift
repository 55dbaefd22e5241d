internal import LatchkeyApplication
internal import LatchkeyDomain

/// The statements about the outbox.
enum MailQuery: Int, Query {
  case one
  case page
  case nextDue
  case insert
  case lease
  case settle
  case requeue
  case scrub

  static let table = Table.mail

  private static let columns = """
    id, kind, account, address, epoch, email_version, queued_at, state, attempts, next_attempt_at,
    delivered_at, last_error
    """

  var sql: String {
    switch self {
    case .one:
      "SELECT \(Self.columns) FROM mail WHERE id = ?"
    case .page:
      "SELECT \(Self.columns) FROM mail WHERE id < ? ORDER BY id DESC LIMIT ?"
    case .nextDue:
      "SELECT min(next_attempt_at) FROM mail INDEXED BY mail_due WHERE state IN (1, 2, 4)"
    case .insert:
      """
      INSERT INTO mail (
        kind, account, address, epoch, email_version, queued_at, state, attempts,
        next_attempt_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 0, ?6)
      """
    case .lease:
      // Queued, deferred, and leased ones whose lease ran out: each is due at its moment.
      """
      UPDATE mail SET state = 2, attempts = attempts + 1, next_attempt_at = ?2
      WHERE id IN (
        SELECT id FROM mail INDEXED BY mail_due
        WHERE state IN (1, 2, 4) AND next_attempt_at <= ?1 ORDER BY next_attempt_at LIMIT ?3)
      RETURNING \(Self.columns)
      """
    case .settle:
      """
      UPDATE mail SET state = ?3, next_attempt_at = ?4, delivered_at = ?5, last_error = ?6
      WHERE id = ?1 AND state = 2 AND attempts = ?2
      """
    case .requeue:
      "UPDATE mail SET state = 1, next_attempt_at = ?2 WHERE id = ?1 AND state IN (4, 5)"
    case .scrub:
      """
      UPDATE mail SET address = '', last_error = NULL,
        state = CASE WHEN state IN (1, 2, 4) THEN 6 ELSE state END
      WHERE account = ?
      """
    }
  }
}

extension Connection {
  func mail(_ id: MailID) throws(StoreError) -> QueuedMail? {
    try self.first(MailQuery.one, [.integer(id.rawValue)], Self.readMail)
  }

  func mails(before: MailID?, limit: Int) throws(StoreError) -> [QueuedMail] {
    try self.all(
      MailQuery.page, [.integer(before?.rawValue ?? .max), .limit(limit)], Self.readMail)
  }

  func nextMailDueAt() throws(StoreError) -> Timestamp? {
    // An aggregate without rows is one row with nothing in it.
    try self.first(MailQuery.nextDue) { row throws(StoreError) in try row.optionalMoment() } ?? nil
  }

  func insert(_ mail: NewMail) throws(StoreError) -> MailID {
    try self.run(
      MailQuery.insert,
      [
        .raw(mail.kind), .account(mail.account), .text(mail.address.text),
        .integer(mail.epoch), .integer(mail.emailVersion), .moment(mail.queuedAt),
      ])
    return MailID(rawValue: self.lastInsertedID)
  }

  func leaseMails(
    at now: Timestamp, until: Timestamp, limit: Int
  ) throws(StoreError) -> [QueuedMail] {
    let leased = try self.all(
      MailQuery.lease, [.moment(now), .moment(until), .limit(limit)], Self.readMail)
    return leased.sorted { $0.id < $1.id }
  }

  func settleMail(
    _ id: MailID, attempt: Int, state: QueuedMail.State, nextAttemptAt: Timestamp,
    deliveredAt: Timestamp?, lastError: String?
  ) throws(StoreError) -> Bool {
    try self.run(
      MailQuery.settle,
      [
        .integer(id.rawValue), .integer(attempt), .raw(state), .moment(nextAttemptAt),
        .moment(deliveredAt), .text(lastError),
      ]) == 1
  }

  func requeueMail(_ id: MailID, at now: Timestamp) throws(StoreError) -> Bool {
    try self.run(MailQuery.requeue, [.integer(id.rawValue), .moment(now)]) == 1
  }

  private static func readMail(_ row: inout Row) throws(StoreError) -> QueuedMail {
    let id = MailID(rawValue: try row.integer())
    let mail = NewMail(
      kind: try row.raw(MailKind.self), account: try row.account(),
      address: EmailAddress(stored: try row.text()), epoch: try row.integer(),
      emailVersion: try row.integer(), queuedAt: try row.moment())
    return QueuedMail(
      id: id, mail: mail, state: try row.raw(QueuedMail.State.self), attempts: try row.count(),
      nextAttemptAt: try row.moment(), deliveredAt: try row.optionalMoment(),
      lastError: try row.optionalText())
  }
}
