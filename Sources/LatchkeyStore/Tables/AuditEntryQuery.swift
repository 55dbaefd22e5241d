internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about the audit.
///
/// A look at one account merges two short walks, over what it did and over what was done to it, so
/// that its cost is that of one page, however long the audit is.
enum AuditEntryQuery: Int, Query {
  case seal
  case setSeal
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
  case time
  case insert
  case lastOfTarget
  case checkpoint
  case setCheckpoint
  case trim

  static let table = Table.audit

  var changes: StoreChanges { [] }

  private static let columns = AuditColumn.selection
  private static let isRefused = "outcome = \(AuditRecord.Outcome.refused.literal)"

  var sql: String {
    switch self {
    case .seal: "SELECT audit_seal FROM desk WHERE id = 1"
    case .setSeal: "UPDATE desk SET audit_seal = ? WHERE id = 1"
    case .head:
      """
      SELECT \(AuditHeadColumn.selection) FROM audit
      WHERE sequence = (SELECT max(sequence) FROM audit)
      """
    case .after:
      "SELECT \(Self.columns) FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?"
    case .before:
      "SELECT \(Self.columns) FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?"
    case .beforeRefused:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_refused
      WHERE \(Self.isRefused) AND sequence < ? ORDER BY sequence DESC LIMIT ?
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
          WHERE \(Self.isRefused) AND actor_account = ?3 AND sequence < ?1
          ORDER BY sequence DESC LIMIT ?2)
        UNION
        SELECT * FROM (SELECT sequence FROM audit INDEXED BY audit_refused_target
          WHERE \(Self.isRefused) AND target = ?3 AND sequence < ?1
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
      WHERE \(Self.isRefused) AND actor_account = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
      """
    case .beforeOfTarget:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_target
      WHERE target = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
      """
    case .beforeRefusedOfTarget:
      """
      SELECT \(Self.columns) FROM audit INDEXED BY audit_refused_target
      WHERE \(Self.isRefused) AND target = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2
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
    case .time:
      "SELECT at FROM audit WHERE sequence = ?"
    case .insert:
      // Only at the end and without a gap.
      """
      INSERT INTO audit (\(AuditEntry.inserted.map(\.name).joined(separator: ", ")))
      SELECT \(AuditEntry.inserted.map { "?\($0.rawValue + 1)" }.joined(separator: ", "))
      WHERE ?1 = 1 + coalesce((SELECT max(sequence) FROM audit), 0)
      """
    case .checkpoint:
      "SELECT \(AuditCheckpointColumn.selection) FROM audit_checkpoint WHERE id = 1"
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
