/// The statements about the audit.
///
/// A look at one account merges two short walks, over what it did and over what was done to it, so
/// that its cost is that of one page, however long the audit is.
enum AuditEntryQuery: Int, Query {
  case head
  case after
  case before
  case beforeRefused
  case beforeOfAccount
  case beforeRefusedOfAccount
  case beforeOfActor
  case beforeRefusedOfActor
  case beforeOfTarget
  case beforeRefusedOfTarget
  case beforeOfAction
  case beforeOfPrincipal
  case inTime
  case moment
  case insert
  case lastOfTarget
  case checkpoint
  case setCheckpoint
  case trim

  static let table = Table.audit

  private static let columns = """
    sequence, at, principal, actor, actor_account, action, target, outcome, reason, details, link
    """

  var sql: String {
    switch self {
    case .head:
      "SELECT sequence, link FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)"
    case .after:
      "SELECT \(Self.columns) FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?"
    case .before:
      "SELECT \(Self.columns) FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?"
    case .beforeRefused:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_refused
      WHERE outcome = 2 AND sequence < ? ORDER BY sequence DESC LIMIT ?
      """
    case .beforeOfAccount:
      """
      SELECT \(Self.columns) FROM audit WHERE sequence IN (
        SELECT * FROM (SELECT sequence FROM audit INDEXED BY audit_actor
          WHERE actor_account = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2)
        UNION
        SELECT * FROM (SELECT sequence FROM audit INDEXED BY audit_target
          WHERE target = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2))
      ORDER BY sequence DESC LIMIT ?2
      """
    case .beforeRefusedOfAccount:
      """
      SELECT \(Self.columns) FROM audit WHERE sequence IN (
        SELECT * FROM (SELECT sequence FROM audit INDEXED BY audit_refused_actor
          WHERE outcome = 2 AND actor_account = ?3 AND sequence < ?1
          ORDER BY sequence DESC LIMIT ?2)
        UNION
        SELECT * FROM (SELECT sequence FROM audit INDEXED BY audit_refused_target
          WHERE outcome = 2 AND target = ?3 AND sequence < ?1
          ORDER BY sequence DESC LIMIT ?2))
      ORDER BY sequence DESC LIMIT ?2
      """
    case .lastOfTarget:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_target
      WHERE target = ? AND action = ? ORDER BY sequence DESC LIMIT 1
      """
    case .beforeOfActor:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_actor
      WHERE actor_account = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
      """
    case .beforeRefusedOfActor:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_refused_actor
      WHERE outcome = 2 AND actor_account = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
      """
    case .beforeOfTarget:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_target
      WHERE target = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
      """
    case .beforeRefusedOfTarget:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_refused_target
      WHERE outcome = 2 AND target = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
      """
    case .beforeOfAction:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_action
      WHERE action = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
      """
    case .beforeOfPrincipal:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_principal
      WHERE principal = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
      """
    case .inTime:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_at
      WHERE (at, sequence) < (?1, ?2) AND at >= ?3 ORDER BY at DESC, sequence DESC LIMIT ?4
      """
    case .moment:
      "SELECT at FROM audit WHERE sequence = ?"
    case .insert:
      // Only at the end and without a gap.
      """
      INSERT INTO audit (\(Self.columns))
      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
      WHERE ?1 = 1 + coalesce((SELECT max(sequence) FROM audit), 0)
      """
    case .checkpoint:
      "SELECT sequence, link, proof FROM audit_checkpoint WHERE id = 1"
    case .setCheckpoint:
      """
      INSERT INTO audit_checkpoint (id, sequence, link, proof) VALUES (1, ?1, ?2, ?3)
      ON CONFLICT (id) DO UPDATE SET sequence = ?1, link = ?2, proof = ?3
      """
    case .trim:
      "DELETE FROM audit WHERE sequence <= ?"
    }
  }
}
