internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about sessions.
enum SessionQuery: Int, Query {
  case standing
  case ofAccount
  case insert
  case touch
  case prove
  case rebind
  case delete
  case deleteOthers
  case removeEnded

  static let table = Table.session

  var changes: StoreChanges {
    switch self {
    // A new session changes none that is known, and when one was last seen decides nothing.
    case .insert, .touch: []
    case .standing, .ofAccount, .prove, .rebind, .delete, .deleteOthers, .removeEnded: .standings
    }
  }

  var sql: String {
    switch self {
    case .standing:
      """
      SELECT \(SessionColumn.selection), \(StandingColumn.selection)
      FROM session CROSS JOIN account ON account.id = session.account
        CROSS JOIN desk ON desk.id = 1
      WHERE session.digest = ?
      """
    case .ofAccount:
      """
      SELECT \(SessionColumn.selection) FROM session
      WHERE account = ? AND id < ? ORDER BY id DESC LIMIT ?
      """
    case .insert: NewSession.insertion
    case .touch:
      """
      UPDATE session SET last_seen_at = ?1, ends_at = min(?1 + idle_limit, expires_at)
      WHERE id = ?2
      """
    case .prove:
      "UPDATE session SET proved_at = ? WHERE id = ?"
    case .rebind:
      "UPDATE session SET epoch = ? WHERE id = ?"
    case .delete:
      "DELETE FROM session WHERE id = ? AND account = ?"
    case .deleteOthers:
      "DELETE FROM session WHERE account = ? AND id <> ?"
    case .removeEnded:
      """
      DELETE FROM session WHERE id IN (
        SELECT id FROM session WHERE ends_at < ? ORDER BY ends_at LIMIT ?)
      """
    }
  }
}
