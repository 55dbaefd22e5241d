internal import LatchkeyApplication
import LatchkeyBase
internal import LatchkeyDomain

extension Connection {
  func auditHead() throws(StoreError) -> (sequence: Int64, link: [UInt8])? {
    try self.first(AuditEntryQuery.head) { row throws(StoreError) in
      (sequence: try row.integer(), link: try row.blob())
    }
  }

  func auditEntries(after sequence: Int64, limit: Int) throws(StoreError) -> [AuditEntry] {
    try self.all(
      AuditEntryQuery.after, [.integer(sequence), .limit(limit)], Self.readAuditEntry)
  }

  func auditCheckpoint() throws(StoreError) -> AuditCheckpoint? {
    try self.first(AuditEntryQuery.checkpoint) { row throws(StoreError) in
      AuditCheckpoint(
        sequence: try row.integer(), link: try row.blob(), proof: try row.blob())
    }
  }

  func lastEntry(
    _ action: AuditAction, on target: AccountID
  ) throws(StoreError) -> AuditEntry? {
    try self.first(
      AuditEntryQuery.lastOfTarget, [.account(target), .text(action.rawValue)],
      Self.readAuditEntry)
  }

  func trimAudit(to checkpoint: AuditCheckpoint) throws(StoreError) -> Int {
    try self.run(
      AuditEntryQuery.setCheckpoint,
      [.integer(checkpoint.sequence), .blob(checkpoint.link), .blob(checkpoint.proof)])
    return try self.run(AuditEntryQuery.trim, [.integer(checkpoint.sequence)])
  }

  func insert(_ entry: AuditEntry) throws(StoreError) {
    let record = entry.record
    let changed = try self.run(
      AuditEntryQuery.insert,
      [
        .integer(entry.sequence), .moment(record.at), .text(record.principal),
        .integer(record.actor.number), .account(record.actor.account),
        .text(record.action.rawValue), .account(record.target), .raw(record.outcome),
        .text(record.reason), .text(AuditDetails.text(of: record.details)), .blob(entry.link),
      ])
    guard changed == 1 else { throw .conflict(.other) }
  }

  static func readAuditEntry(_ row: inout Row) throws(StoreError) -> AuditEntry {
    let sequence = try row.integer()
    let at = try row.moment()
    let principal = try row.text()
    let actor = try AuditActor(reading: &row)
    guard let action = AuditAction(rawValue: try row.text()) else { throw row.refused() }
    let target = try row.optionalAccount()
    let outcome = try row.raw(AuditRecord.Outcome.self)
    let reason = try row.optionalText()
    guard let details = AuditDetails.details(in: try row.text()) else { throw row.refused() }
    return AuditEntry(
      sequence: sequence,
      record: AuditRecord(
        at: at, principal: principal, actor: actor, action: action, target: target,
        outcome: outcome, reason: reason, details: details),
      link: try row.blob())
  }
}

extension AuditActor {
  /// The number in the column `actor`.
  fileprivate var number: Int64 {
    switch self {
    case .nobody: 0
    case .hostOperator: 1
    case .account: 2
    case .service: 3
    }
  }

  /// The account in the column `actor_account`.
  fileprivate var account: AccountID? {
    if case .account(let id) = self { id } else { nil }
  }

  fileprivate init(reading row: inout Row) throws(StoreError) {
    switch try row.integer() {
    case 0: self = .nobody
    case 1: self = .hostOperator
    case 2:
      self = .account(try row.account())
      return
    case 3: self = .service
    default: throw row.refused()
    }
    row.skip(1)
  }
}
