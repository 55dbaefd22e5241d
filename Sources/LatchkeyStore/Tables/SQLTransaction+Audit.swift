internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

extension SQLTransaction {
  func auditHead() throws(Failure) -> (sequence: Int64, link: [UInt8])? {
    try self.first(AuditEntryQuery.head, []) {
      (row: Row<Cursor, AuditHeadColumn>) throws(Failure) in
      (sequence: try row.integer(.sequence), link: try row.blob(.link))
    }
  }

  func auditSeal() throws(Failure) -> [UInt8]? {
    try self.scalar(AuditEntryQuery.seal) { row throws(Failure) in
      try row.optionalBlob(.value)
    } ?? nil
  }

  func setAuditSeal(_ seal: [UInt8]) throws(Failure) {
    try self.run(AuditEntryQuery.setSeal, [.blob(seal)])
  }

  func auditEntries(after sequence: Int64, limit: Int) throws(Failure) -> [AuditEntry] {
    try self.all(
      AuditEntryQuery.after, [.integer(sequence), .limit(limit)], AuditEntry.init(reading:))
  }

  func auditCheckpoint() throws(Failure) -> AuditCheckpoint? {
    try self.first(AuditEntryQuery.checkpoint, [], AuditCheckpoint.init(reading:))
  }

  func lastEntry(_ action: AuditAction, on target: AccountID) throws(Failure) -> AuditEntry? {
    try self.first(
      AuditEntryQuery.lastOfTarget, [.account(target), .text(action.rawValue)],
      AuditEntry.init(reading:))
  }

  func trimAudit(to checkpoint: AuditCheckpoint) throws(Failure) -> Int {
    try self.run(AuditEntryQuery.setCheckpoint, checkpoint.values)
    return try self.run(AuditEntryQuery.trim, [.integer(checkpoint.sequence)])
  }

  func insert(_ entry: AuditEntry) throws(Failure) {
    // The statement inserts at the end only, and without a gap.
    guard try self.run(AuditEntryQuery.insert, entry.insertedValues) == 1 else {
      throw .store(.conflict(.other))
    }
  }
}
