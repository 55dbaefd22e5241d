internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about accounts, their addresses and their roles.
enum AccountQuery: Int, Query {
  case one
  case emails
  case roles
  case withPrimaryEmail
  case withAnyEmail
  case withLoginName
  case withPhone
  case page
  case search
  case locked
  case administrator
  case insert
  case insertEmail
  case insertRole
  case update
  case deleteEmails
  case deleteRoles

  static let table = Table.account

  var changes: StoreChanges { .standings }

  private static let columns = AccountColumn.selection

  var sql: String {
    switch self {
    case .one:
      "SELECT \(Self.columns) FROM account WHERE id = ?"
    case .emails:
      "SELECT \(EmailColumn.selection) FROM email WHERE account = ? ORDER BY position"
    case .roles:
      "SELECT \(AccountRoleColumn.selection) FROM account_role WHERE account = ? ORDER BY role"
    case .withPrimaryEmail:
      """
      SELECT \(Self.columns) FROM email CROSS JOIN account ON account.id = email.account
      WHERE email.population = ? AND email.canonical = ? AND email.position = 0
      ORDER BY email.account LIMIT ?
      """
    case .withAnyEmail:
      """
      SELECT \(Self.columns) FROM
        (SELECT DISTINCT email.account AS id FROM email
          WHERE email.population = ? AND email.canonical = ? ORDER BY email.account LIMIT ?) AS found
      CROSS JOIN account ON account.id = found.id
      """
    case .withLoginName:
      """
      SELECT \(Self.columns) FROM account
      WHERE population = ? AND login_name_canonical = ?
      """
    case .withPhone:
      """
      SELECT \(Self.columns) FROM account
      WHERE population = ? AND phone_canonical = ? ORDER BY id LIMIT ?
      """
    case .page:
      """
      SELECT \(Self.columns) FROM account INDEXED BY account_population
      WHERE population = ? AND id > ? AND \(AccountCondition.isKept) ORDER BY id LIMIT ?
      """
    case .search:
      // Walks the population from the cursor on: no index knows the inside of a name.
      """
      SELECT \(Self.columns) FROM account INDEXED BY account_population
      WHERE population = ?1 AND id > ?2 AND \(AccountCondition.isKept)
        AND (display_name LIKE ?3 ESCAPE '\\' OR EXISTS (
          SELECT 1 FROM email WHERE email.account = account.id AND canonical LIKE ?3 ESCAPE '\\'))
      ORDER BY id LIMIT ?4
      """
    case .locked:
      """
      SELECT \(Self.columns) FROM account INDEXED BY account_lock
      WHERE \(AccountCondition.hasLock) AND id > ?
        AND (\(AccountCondition.isLockedByStaff) OR lock_until > ?) ORDER BY id LIMIT ?
      """
    case .administrator:
      "SELECT id FROM account WHERE is_account_administrator = 1"
    case .insert: Account.insertion
    case .insertEmail: EmailRow.insertion
    case .insertRole: AccountRoleRow.insertion
    case .update:
      """
      UPDATE account SET \(AccountColumn.assignments(to: Account.updated)), revision = revision + 1
      WHERE id = ? AND revision = ?
      """
    case .deleteEmails:
      "DELETE FROM email WHERE account = ?"
    case .deleteRoles:
      "DELETE FROM account_role WHERE account = ?"
    }
  }
}
