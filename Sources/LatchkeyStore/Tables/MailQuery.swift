internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about the outbox.
enum MailQuery: Int, Query {
  case one
  case page
  case pageInState
  case pageOfAccount
  case pageOfAccountInState
  case countInState
  case oldestInState
  case nextDue
  case insert
  case lease
  case release
  case postpone
  case deliveredSince
  case inHand
  case deliveredTo
  case inHandTo
  case settle
  case requeue
  case cancel
  case scrub

  static let table = Table.mail

  private static let columns = """
    id, kind, account, address, epoch, email_version, queued_at, state, attempts, next_attempt_at,
    delivered_at, last_error, tried_since
    """

  var sql: String {
    switch self {
    case .one:
      "SELECT \(Self.columns) FROM mail WHERE id = ?"
    case .page:
      "SELECT \(Self.columns) FROM mail WHERE id < ? ORDER BY id DESC LIMIT ?"
    case .pageInState:
      """
      SELECT \(Self.columns) FROM mail INDEXED BY mail_state
      WHERE state = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2
      """
    case .pageOfAccount:
      """
      SELECT \(Self.columns) FROM mail INDEXED BY mail_account
      WHERE account = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2
      """
    case .pageOfAccountInState:
      """
      SELECT \(Self.columns) FROM mail INDEXED BY mail_account_state
      WHERE account = ?3 AND state = ?4 AND id < ?1 ORDER BY id DESC LIMIT ?2
      """
    case .countInState:
      """
      SELECT count(*) FROM (
        SELECT 1 FROM mail INDEXED BY mail_state WHERE state = ? LIMIT ?)
      """
    case .oldestInState:
      """
      SELECT queued_at FROM mail INDEXED BY mail_state WHERE state = ? ORDER BY id LIMIT 1
      """
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
        SELECT id FROM mail INDEXED BY mail_urgent
        WHERE urgency = ?4 AND state IN (1, 2, 4) AND next_attempt_at <= ?1
        ORDER BY next_attempt_at LIMIT ?3)
      RETURNING \(Self.columns)
      """
    case .release:
      """
      UPDATE mail INDEXED BY mail_state SET next_attempt_at = ?1
      WHERE state = 2 AND next_attempt_at > ?1
      """
    case .postpone:
      """
      UPDATE mail SET state = 1, attempts = attempts - 1, next_attempt_at = ?3
      WHERE id = ?1 AND state = 2 AND attempts = ?2
      """
    case .deliveredSince:
      """
      SELECT count(*), min(delivered_at) FROM (
        SELECT delivered_at FROM mail INDEXED BY mail_delivered
        WHERE delivered_at > ? ORDER BY delivered_at DESC LIMIT ?)
      """
    case .inHand:
      "SELECT count(*) FROM mail INDEXED BY mail_in_hand WHERE state = 2"
    case .deliveredTo:
      """
      SELECT count(*), min(delivered_at) FROM (
        SELECT delivered_at FROM mail INDEXED BY mail_recipient
        WHERE address = ? COLLATE NOCASE AND delivered_at > ? ORDER BY delivered_at DESC LIMIT ?)
      """
    case .inHandTo:
      """
      SELECT count(*) FROM mail INDEXED BY mail_in_hand
      WHERE address = ? COLLATE NOCASE AND state = 2
      """
    case .settle:
      """
      UPDATE mail SET state = ?3, next_attempt_at = ?4, delivered_at = ?5, last_error = ?6
      WHERE id = ?1 AND state = 2 AND attempts = ?2
      """
    case .requeue:
      """
      UPDATE mail SET state = 1, next_attempt_at = ?2, tried_since = ?2
      WHERE id = ?1 AND state IN (4, 5)
      """
    case .cancel:
      "UPDATE mail SET state = 6 WHERE id = ? AND state IN (1, 4, 5)"
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

  func mails(_ query: OutboxQuery) throws(StoreError) -> [QueuedMail] {
    let page: [SQLValue] = [.integer(query.before?.rawValue ?? .max), .limit(query.limit)]
    return switch (query.account, query.state) {
    case (nil, nil): try self.all(MailQuery.page, page, Self.readMail)
    case (nil, let state?):
      try self.all(MailQuery.pageInState, page + [.raw(state)], Self.readMail)
    case (let account?, nil):
      try self.all(MailQuery.pageOfAccount, page + [.account(account)], Self.readMail)
    case (let account?, let state?):
      try self.all(
        MailQuery.pageOfAccountInState, page + [.account(account), .raw(state)], Self.readMail)
    }
  }

  func outboxSummary() throws(StoreError) -> OutboxSummary {
    var summary = OutboxSummary()
    for state in [QueuedMail.State.queued, .leased, .deferred, .failed] {
      let count =
        try self.first(
          MailQuery.countInState, [.raw(state), .limit(OutboxSummary.countMax)]
        ) { row throws(StoreError) in try row.count() } ?? 0
      guard count > 0 else { continue }
      let oldest = try self.first(MailQuery.oldestInState, [.raw(state)]) {
        row throws(StoreError) in try row.moment()
      }
      if state == .failed {
        summary.failed = count
        summary.failedSince = oldest
      } else {
        summary.waiting = min(summary.waiting + count, OutboxSummary.countMax)
        summary.waitingSince = [summary.waitingSince, oldest].compactMap { $0 }.min()
      }
    }
    summary.undeliverable =
      try self.first(
        MailAttemptQuery.countUndeliverable, [.limit(OutboxSummary.countMax)]
      ) { row throws(StoreError) in try row.count() } ?? 0
    return summary
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
    at now: Timestamp, until: Timestamp, limit: Int, bulkLimit: Int
  ) throws(StoreError) -> [QueuedMail] {
    var leased: [QueuedMail] = []
    for urgency: Int64 in 0...2 {
      let room = min(limit - leased.count, urgency == 2 ? bulkLimit : limit)
      guard room > 0 else { continue }
      let mails = try self.all(
        MailQuery.lease,
        [.moment(now), .moment(until), .limit(room), .integer(urgency)],
        Self.readMail)
      leased += mails.sorted { $0.id < $1.id }
    }
    return leased
  }

  func releaseMails(at now: Timestamp) throws(StoreError) -> Int {
    try self.run(MailQuery.release, [.moment(now)])
  }

  func postponeMail(
    _ id: MailID, attempt: Int, until: Timestamp
  ) throws(StoreError) -> Bool {
    try self.run(
      MailQuery.postpone, [.integer(id.rawValue), .integer(attempt), .moment(until)]) == 1
  }

  func mailTraffic(
    to address: EmailAddress?, since moment: Timestamp, limit: Int
  ) throws(StoreError) -> MailTraffic {
    let recipient: [SQLValue] = address.map { [.text($0.text)] } ?? []
    let delivered = try self.first(
      address == nil ? MailQuery.deliveredSince : .deliveredTo,
      recipient + [.moment(moment), .limit(limit)]
    ) { row throws(StoreError) in (count: try row.count(), oldest: try row.optionalMoment()) }
    let inHand =
      try self.first(address == nil ? MailQuery.inHand : .inHandTo, recipient) {
        row throws(StoreError) in try row.count()
      } ?? 0
    return MailTraffic(
      delivered: delivered?.count ?? 0, oldest: delivered?.oldest, inHand: inHand)
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

  func cancelMail(_ id: MailID) throws(StoreError) -> Bool {
    try self.run(MailQuery.cancel, [.integer(id.rawValue)]) == 1
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
      lastError: try row.optionalText(), triedSince: try row.optionalMoment() ?? mail.queuedAt)
  }
}
