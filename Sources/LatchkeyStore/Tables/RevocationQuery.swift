internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about what died. Changes of epochs are told by triggers, whoever makes them; the end
/// of single sessions is told here, so that the removal of expired ones is not.
enum RevocationQuery: Int, Query {
  case after
  case bounds
  case tellSession
  case tellOtherSessions
  case purge

  static let table = Table.revocation

  var sql: String {
    switch self {
    case .after:
      """
      SELECT cursor, kind, account, population, epoch, session FROM revocation
      WHERE cursor > ? ORDER BY cursor LIMIT ?
      """
    case .bounds:
      "SELECT (SELECT min(cursor) FROM revocation), (SELECT max(cursor) FROM revocation)"
    case .tellSession:
      """
      INSERT INTO revocation (kind, account, population, session)
      SELECT 1, account, population, id FROM session WHERE id = ? AND account = ?
      """
    case .tellOtherSessions:
      """
      INSERT INTO revocation (kind, account, population, session)
      SELECT 1, account, population, id FROM session WHERE account = ? AND id <> ?
      """
    case .purge:
      """
      DELETE FROM revocation WHERE cursor IN (
        SELECT cursor FROM revocation
        WHERE cursor <= (SELECT max(cursor) FROM revocation) - ? ORDER BY cursor LIMIT ?)
      """
    }
  }
}

extension Connection {
  func revocations(after cursor: Int64, limit: Int) throws(StoreError) -> [SessionRevocation] {
    try self.all(
      RevocationQuery.after, [.integer(cursor), .limit(limit)], Self.readRevocation)
  }

  func revocationBounds() throws(StoreError) -> ClosedRange<Int64>? {
    try self.first(RevocationQuery.bounds) { row throws(StoreError) in
      guard let first = try row.optionalInteger(), let last = try row.optionalInteger(),
        first <= last
      else { return ClosedRange<Int64>?.none }
      return first...last
    } ?? nil
  }

  func purgeRevocations(limit: Int) throws(StoreError) -> Int {
    try self.run(
      RevocationQuery.purge, [.integer(SessionRevocation.keptCount), .limit(limit)])
  }

  private static func readRevocation(_ row: inout Row) throws(StoreError) -> SessionRevocation {
    let cursor = try row.integer()
    switch try row.integer() {
    case 1:
      let account = try row.account()
      let population = try row.raw(Population.self)
      row.skip(1)
      return SessionRevocation(
        cursor: cursor,
        scope: .session(SessionID(rawValue: try row.integer()), of: account, population))
    case 2:
      let account = try row.account()
      let population = try row.raw(Population.self)
      return SessionRevocation(
        cursor: cursor, scope: .account(account, population, epoch: try row.integer()))
    case 3:
      return SessionRevocation(cursor: cursor, scope: .everything)
    default:
      throw row.refused()
    }
  }
}
