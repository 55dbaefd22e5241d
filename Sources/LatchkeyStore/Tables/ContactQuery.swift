internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about contacts alone: lists, and what shares an address. Every list has an index that
/// holds exactly its rows.
enum ContactQuery: Int, Query {
  case all
  case registered
  case notRegistered
  case forced
  case locked
  case deactivated
  case sharedEmail
  case hasTwin
  case holders
  case markShared
  case unmarkShared

  static let table = Table.contact

  // Which contacts share an address follows from accounts, and decides about no session.
  var changes: StoreChanges { [] }

  private static let columns = AccountColumn.selection

  var sql: String {
    switch self {
    case .all: Self.list("account_contact")
    case .registered: Self.list("account_registered", AccountCondition.hasPassword)
    case .notRegistered: Self.list("account_not_registered", AccountCondition.hasNoPassword)
    case .forced: Self.list("account_forced", AccountCondition.isForced)
    case .deactivated: Self.list("account_deactivated", AccountCondition.isDeactivated)
    case .locked:
      """
      SELECT \(Self.columns) FROM account INDEXED BY account_lock
      WHERE \(AccountCondition.hasLock) AND \(AccountCondition.isContact)
        AND \(AccountCondition.isKept) AND id > ?
        AND (\(AccountCondition.isLockedByStaff) OR lock_until > ?) ORDER BY id LIMIT ?
      """
    case .sharedEmail:
      """
      SELECT \(Self.columns) FROM email INDEXED BY email_shared
      CROSS JOIN account ON account.id = email.account
      WHERE email.is_shared = 1 AND email.account > ? ORDER BY email.account LIMIT ?
      """
    case .hasTwin:
      """
      SELECT 1 FROM email
      WHERE \(AccountCondition.isContact) AND canonical = ? AND position = 0 AND account <> ?
      LIMIT 1
      """
    case .holders:
      """
      SELECT count(*) FROM (
        SELECT 1 FROM email
        WHERE \(AccountCondition.isContact) AND canonical = ? AND position = 0 LIMIT 2)
      """
    case .markShared: Self.mark(shared: 1)
    case .unmarkShared: Self.mark(shared: 0)
    }
  }

  private static func list(_ index: String, _ condition: String? = nil) -> String {
    """
    SELECT \(Self.columns) FROM account INDEXED BY \(index)
    WHERE \(AccountCondition.isContact) AND \(AccountCondition.isKept)\
    \(condition.map { " AND \($0)" } ?? "") AND id > ? ORDER BY id LIMIT ?
    """
  }

  private static func mark(shared: Int) -> String {
    """
    UPDATE email SET is_shared = \(shared)
    WHERE \(AccountCondition.isContact) AND canonical = ? AND position = 0
      AND is_shared = \(1 - shared)
    """
  }
}

extension ContactSearch.Filter {
  /// The statement that lists such contacts.
  var query: ContactQuery {
    switch self {
    case .all: .all
    case .registered: .registered
    case .notRegistered: .notRegistered
    case .forced: .forced
    case .locked: .locked
    case .deactivated: .deactivated
    case .sharedEmail: .sharedEmail
    }
  }
}
