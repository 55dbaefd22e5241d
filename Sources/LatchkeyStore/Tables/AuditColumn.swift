internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of the audit.
enum AuditColumn: Int, TableColumn {
  case sequence, at, principal, actor, actorAccount, action, target, outcome, reason, details, link

  static let table = "audit"
  static let lastRead = Self.link
}

/// The number in the column `actor`.
enum AuditActorKind: UInt8 {
  case nobody = 0
  case hostOperator = 1
  case account = 2
  case service = 3
}

extension AuditActor {
  fileprivate var kind: AuditActorKind {
    switch self {
    case .nobody: .nobody
    case .hostOperator: .hostOperator
    case .account: .account
    case .service: .service
    }
  }

  fileprivate var account: AccountID? {
    if case .account(let id) = self { id } else { nil }
  }

  fileprivate init(reading row: Row<some SQLCursor, AuditColumn>) throws(Failure) {
    self =
      switch try row.raw(.actor, as: AuditActorKind.self) {
      case .nobody: .nobody
      case .hostOperator: .hostOperator
      case .account: .account(try row.account(.actorAccount))
      case .service: .service
      }
  }
}

extension AuditEntry: TableRow {
  static let inserted = AuditColumn.allCases

  func value(of column: AuditColumn) -> SQLValue {
    switch column {
    case .sequence: .integer(self.sequence)
    case .at: .time(self.record.at)
    case .principal: .text(self.record.principal)
    case .actor: .raw(self.record.actor.kind)
    case .actorAccount: .account(self.record.actor.account)
    case .action: .text(self.record.action.rawValue)
    case .target: .account(self.record.target)
    case .outcome: .raw(self.record.outcome)
    case .reason: .text(self.record.reason)
    case .details: .text(AuditDetails.text(of: self.record.details))
    case .link: .blob(self.link)
    }
  }

  init(reading row: Row<some SQLCursor, AuditColumn>) throws(Failure) {
    guard let action = AuditAction(rawValue: try row.text(.action)) else {
      throw row.refused(.action)
    }
    guard let details = AuditDetails.details(in: try row.text(.details)) else {
      throw row.refused(.details)
    }
    self.init(
      sequence: try row.integer(.sequence),
      record: AuditRecord(
        at: try row.time(.at), principal: try row.text(.principal),
        actor: try AuditActor(reading: row), action: action,
        target: try row.optionalAccount(.target),
        outcome: try row.raw(.outcome, as: AuditRecord.Outcome.self),
        reason: try row.optionalText(.reason), details: details),
      link: try row.blob(.link))
  }
}

/// What is read of the last entry when another is added.
enum AuditHeadColumn: Int, TableColumn {
  case sequence, link

  static let table = "audit"
  static let lastRead = Self.link
}

/// The table with the one row that stands for removed entries.
enum AuditCheckpointColumn: Int, TableColumn {
  case sequence, link, proof

  static let table = "audit_checkpoint"
  static let lastRead = Self.proof
}

extension AuditCheckpoint {
  init(reading row: Row<some SQLCursor, AuditCheckpointColumn>) throws(Failure) {
    self.init(
      sequence: try row.integer(.sequence), link: try row.blob(.link),
      proof: try row.blob(.proof))
  }

  /// The parameters that store it.
  var values: [SQLValue] { [.integer(self.sequence), .blob(self.link), .blob(self.proof)] }
}
