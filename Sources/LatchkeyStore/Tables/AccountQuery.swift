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

  static let columns = """
    account.id, account.population, account.display_name, account.locale, account.login_name,
    account.pending_email, account.phone, account.authentication_source, account.credential,
    account.password_hash, account.temporary_origin, account.temporary_issued_by,
    account.temporary_expires_at, account.change_cause, account.has_second_factor,
    account.is_password_known_to_others, account.invited_at,
    account.standing, account.standing_by, account.standing_at, account.standing_reason,
    account.merged_into, account.lock, account.lock_until, account.locked_by, account.locked_at, account.lock_reason,
    account.epoch, account.email_version, account.is_account_administrator, account.created_at,
    account.revision
    """

  var sql: String {
    switch self {
    case .one:
      "SELECT \(Self.columns) FROM account WHERE id = ?"
    case .emails:
      "SELECT text FROM email WHERE account = ? ORDER BY position"
    case .roles:
      "SELECT role FROM account_role WHERE account = ? ORDER BY role"
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
      WHERE population = ? AND id > ? AND standing <= 2 ORDER BY id LIMIT ?
      """
    case .search:
      // Walks the population from the cursor on: no index knows the inside of a name.
      """
      SELECT \(Self.columns) FROM account INDEXED BY account_population
      WHERE population = ?1 AND id > ?2 AND standing <= 2
        AND (display_name LIKE ?3 ESCAPE '\\' OR EXISTS (
          SELECT 1 FROM email WHERE email.account = account.id AND canonical LIKE ?3 ESCAPE '\\'))
      ORDER BY id LIMIT ?4
      """
    case .locked:
      """
      SELECT \(Self.columns) FROM account INDEXED BY account_lock
      WHERE lock <> 0 AND id > ? AND (lock = 2 OR lock_until > ?) ORDER BY id LIMIT ?
      """
    case .administrator:
      "SELECT id FROM account WHERE is_account_administrator = 1"
    case .insert:
      """
      INSERT INTO account (
        population, display_name, locale, login_name, login_name_canonical, phone,
        phone_canonical, authentication_source, credential, password_hash, temporary_origin,
        temporary_issued_by, temporary_expires_at, change_cause,
        is_password_known_to_others, invited_at,
        standing, lock, epoch, email_version, is_account_administrator, created_at, revision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 1, 0, 1, 1, ?, ?, 1)
      """
    case .insertEmail:
      """
      INSERT INTO email (account, position, population, text, canonical) VALUES (?, ?, ?, ?, ?)
      """
    case .insertRole:
      "INSERT INTO account_role (account, role) VALUES (?, ?)"
    case .update:
      """
      UPDATE account SET
        display_name = ?, locale = ?, login_name = ?, login_name_canonical = ?,
        pending_email = ?, phone = ?, phone_canonical = ?, authentication_source = ?,
        credential = ?, password_hash = ?, temporary_origin = ?, temporary_issued_by = ?,
        temporary_expires_at = ?, change_cause = ?, has_second_factor = ?,
        is_password_known_to_others = ?, invited_at = ?,
        standing = ?, standing_by = ?, standing_at = ?, standing_reason = ?, merged_into = ?,
        lock = ?, lock_until = ?, locked_by = ?, locked_at = ?, lock_reason = ?,
        epoch = ?, email_version = ?, is_account_administrator = ?, revision = revision + 1
      WHERE id = ? AND revision = ?
      """
    case .deleteEmails:
      "DELETE FROM email WHERE account = ?"
    case .deleteRoles:
      "DELETE FROM account_role WHERE account = ?"
    }
  }
}
