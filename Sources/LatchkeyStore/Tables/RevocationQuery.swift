internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of revocations.
enum RevocationColumn: Int, TableColumn {
  case cursor, kind, account, population, epoch, session

  static let table = "revocation"
  static let lastRead = Self.session
}

/// The number in the column `kind`.
enum RevocationKind: UInt8 {
  case session = 1
  case account = 2
  case everything = 3
}

extension SessionRevocation {
  init(reading row: Row<some SQLCursor, RevocationColumn>) throws(Failure) {
    let scope: Scope =
      switch try row.raw(.kind, as: RevocationKind.self) {
      case .session:
        .session(
          SessionID(rawValue: try row.integer(.session)), of: try row.account(.account),
          try row.raw(.population, as: Population.self))
      case .account:
        .account(
          try row.account(.account), try row.raw(.population, as: Population.self),
          epoch: try row.integer(.epoch))
      case .everything: .everything
      }
    self.init(cursor: try row.integer(.cursor), scope: scope)
  }
}

/// The statements about revocations. Changes of epochs are told by triggers, whichever statement makes
/// them; the end of single sessions is told here, so that the removal of expired ones is not.
enum RevocationQuery: Int, Query {
  case after
  case first
  case last
  case tellSession
  case tellOtherSessions
  case removeOldest

  static let table = Table.revocation

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .after:
      """
      SELECT \(RevocationColumn.selection) FROM revocation
      WHERE cursor > ? ORDER BY cursor LIMIT ?
      """
    case .first: "SELECT min(cursor) FROM revocation"
    case .last: "SELECT max(cursor) FROM revocation"
    case .tellSession: Self.tell("id = ? AND account = ?")
    case .tellOtherSessions: Self.tell("account = ? AND id <> ?")
    case .removeOldest:
      """
      DELETE FROM revocation WHERE cursor IN (
        SELECT cursor FROM revocation
        WHERE cursor <= (SELECT max(cursor) FROM revocation) - ? ORDER BY cursor LIMIT ?)
      """
    }
  }

  private static func tell(_ condition: String) -> String {
    """
    INSERT INTO revocation (kind, account, population, session)
    SELECT \(RevocationKind.session.literal), account, population, id FROM session
    WHERE \(condition)
    """
  }
}

extension SQLTransaction {
  func revocations(after cursor: Int64, limit: Int) throws(Failure) -> [SessionRevocation] {
    try self.all(
      RevocationQuery.after, [.integer(cursor), .limit(limit)], SessionRevocation.init(reading:))
  }

  func revocationBounds() throws(Failure) -> ClosedRange<Int64>? {
    guard let first = try self.optionalInteger(RevocationQuery.first),
      let last = try self.optionalInteger(RevocationQuery.last), first <= last
    else { return nil }
    return first...last
  }
}
