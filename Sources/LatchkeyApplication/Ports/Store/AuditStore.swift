public import LatchkeyBase
public import LatchkeyDomain

/// Reads the audit and what proves that it is whole.
public protocol AuditReading {
  /// The last entry's sequence and link; nil while the audit is empty.
  func auditHead() throws(Failure) -> (sequence: Int64, link: [UInt8])?
  /// The seal over the last entry, kept apart from the entries; nil before the first.
  func auditSeal() throws(Failure) -> [UInt8]?
  /// Entries by ascending sequence, from the one after.
  func auditEntries(after sequence: Int64, limit: Int) throws(Failure) -> [AuditEntry]
  /// The page of entries that fit the query.
  func auditPage(_ query: AuditQuery) throws(Failure) -> AuditPage
  /// What stands for the entries that retention removed; nil while none was.
  func auditCheckpoint() throws(Failure) -> AuditCheckpoint?
  /// The last entry of this action with this account as its target.
  func lastEntry(
    _ action: AuditAction, on target: AccountID
  ) throws(Failure) -> AuditEntry?
}

/// Appends to the audit, and removes entries behind a checkpoint.
public protocol AuditWriting: AuditReading {
  /// Adds an entry at the end of the audit.
  func insert(_ entry: AuditEntry) throws(Failure)
  /// Replaces the seal over the last entry.
  func setAuditSeal(_ seal: [UInt8]) throws(Failure)
  /// Sets a checkpoint that is behind the one before, removes the entries up to it, and returns how
  /// many went. The caller bounds them, and has looked at their links.
  func trimAudit(to checkpoint: AuditCheckpoint) throws(Failure) -> Int
}
