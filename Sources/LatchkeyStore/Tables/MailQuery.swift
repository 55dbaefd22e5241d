internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements that look into the outbox.
enum MailQuery: Int, Query {
  case one
  case page
  case pageInState
  case pageOfAccount
  case pageOfAccountInState
  case countInState
  case oldestInState
  case nextDue
  case deliveredSince
  case inHand
  case deliveredTo
  case inHandTo
  case insert
  case lease
  case release
  case postpone
  case settle
  case requeue
  case cancel
  case eraseTraces

  static let table = Table.mail

  var changes: StoreChanges {
    switch self {
    case .insert, .requeue: .mailQueued
    default: []
    }
  }

  private static let columns = MailColumn.selection
  private static let isDue = "state IN \(QueuedMail.State.due.literal)"
  private static let isLeased = "state = \(QueuedMail.State.leased.literal)"

  var sql: String {
    switch self {
    case .one:
      "SELECT \(Self.columns) FROM mail WHERE id = ?"
    case .page:
      "SELECT \(Self.columns) FROM mail WHERE id < ? ORDER BY id DESC LIMIT ?"
    case .pageInState: Self.page("mail_state", "state = ?3")
    case .pageOfAccount: Self.page("mail_account", "account = ?3")
    case .pageOfAccountInState: Self.page("mail_account_state", "account = ?3 AND state = ?4")
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
      "SELECT min(next_attempt_at) FROM mail INDEXED BY mail_due WHERE \(Self.isDue)"
    case .deliveredSince: Self.delivered("mail_delivered", "")
    case .deliveredTo: Self.delivered("mail_recipient", "address = ? COLLATE NOCASE AND")
    case .inHand:
      "SELECT count(*) FROM mail INDEXED BY mail_in_hand WHERE \(Self.isLeased)"
    case .inHandTo:
      """
      SELECT count(*) FROM mail INDEXED BY mail_in_hand
      WHERE address = ? COLLATE NOCASE AND \(Self.isLeased)
      """
    case .insert: NewMail.insertion
    case .lease:
      // Queued, deferred, and leased ones with an expired lease: each is due at its time.
      """
      UPDATE mail SET \(Self.isLeased), attempts = attempts + 1, next_attempt_at = ?2
      WHERE id IN (
        SELECT id FROM mail INDEXED BY mail_urgent
        WHERE urgency = ?4 AND \(Self.isDue) AND next_attempt_at <= ?1
        ORDER BY next_attempt_at LIMIT ?3)
      RETURNING \(Self.columns)
      """
    case .release:
      """
      UPDATE mail INDEXED BY mail_state SET next_attempt_at = ?1
      WHERE \(Self.isLeased) AND next_attempt_at > ?1
      """
    case .postpone:
      """
      UPDATE mail SET state = \(QueuedMail.State.queued.literal), attempts = attempts - 1,
        next_attempt_at = ?3
      WHERE id = ?1 AND \(Self.isLeased) AND attempts = ?2
      """
    case .settle:
      """
      UPDATE mail SET state = ?3, next_attempt_at = ?4, delivered_at = ?5, last_error = ?6
      WHERE id = ?1 AND \(Self.isLeased) AND attempts = ?2
      """
    case .requeue:
      """
      UPDATE mail SET state = \(QueuedMail.State.queued.literal), next_attempt_at = ?2,
        tried_since = ?2
      WHERE id = ?1 AND state IN \(QueuedMail.State.retried.literal)
      """
    case .cancel:
      """
      UPDATE mail SET state = \(QueuedMail.State.obsolete.literal)
      WHERE id = ? AND state IN \(QueuedMail.State.cancellable.literal)
      """
    case .eraseTraces:
      """
      UPDATE mail SET address = '', last_error = NULL,
        state = CASE WHEN \(Self.isDue) THEN \(QueuedMail.State.obsolete.literal) ELSE state END
      WHERE account = ?
      """
    }
  }

  private static func page(_ index: String, _ condition: String) -> String {
    """
    SELECT \(Self.columns) FROM mail INDEXED BY \(index)
    WHERE \(condition) AND id < ?1 ORDER BY id DESC LIMIT ?2
    """
  }

  private static func delivered(_ index: String, _ condition: String) -> String {
    """
    SELECT count(*), min(delivered_at) FROM (
      SELECT delivered_at FROM mail INDEXED BY \(index)
      WHERE \(condition) delivered_at > ? ORDER BY delivered_at DESC LIMIT ?)
    """
  }
}
