internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about sessions.
enum SessionQuery: Int, Query {
  case standing
  case ofAccount
  case insert
  case touch
  case prove
  case rebind
  case delete
  case deleteOthers
  case purge

  static let table = Table.session

  private static let columns = """
    session.id, session.account, session.population, session.epoch, session.global_epoch,
    session.principal, session.created_at, session.last_seen_at, session.expires_at,
    session.idle_limit, session.proved_at
    """

  var sql: String {
    switch self {
    case .standing:
      """
      SELECT \(Self.columns), account.epoch, account.standing, desk.global_epoch
      FROM session CROSS JOIN account ON account.id = session.account
        CROSS JOIN desk ON desk.id = 1
      WHERE session.digest = ?
      """
    case .ofAccount:
      """
      SELECT \(Self.columns) FROM session WHERE account = ? AND id < ? ORDER BY id DESC LIMIT ?
      """
    case .insert:
      """
      INSERT INTO session (
        digest, account, population, epoch, global_epoch, principal, created_at, last_seen_at,
        expires_at, idle_limit, ends_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10)
      """
    case .touch:
      """
      UPDATE session SET last_seen_at = ?1, ends_at = min(?1 + idle_limit, expires_at)
      WHERE id = ?2
      """
    case .prove:
      "UPDATE session SET proved_at = ? WHERE id = ?"
    case .rebind:
      "UPDATE session SET epoch = ? WHERE id = ?"
    case .delete:
      "DELETE FROM session WHERE id = ? AND account = ?"
    case .deleteOthers:
      "DELETE FROM session WHERE account = ? AND id <> ?"
    case .purge:
      """
      DELETE FROM session WHERE id IN (
        SELECT id FROM session WHERE ends_at < ? ORDER BY ends_at LIMIT ?)
      """
    }
  }
}

extension Connection {
  func session(_ digest: TokenDigest) throws(StoreError) -> SessionStanding? {
    try self.first(SessionQuery.standing, [.blob(digest.bytes)]) { row throws(StoreError) in
      let session = try Self.readSession(&row)
      let epoch = try row.integer()
      let isEnabled =
        switch try row.integer() {
        case 1: true
        case 2...4: false
        default: throw row.refused()
        }
      return SessionStanding(
        session: session, accountEpoch: epoch, isEnabled: isEnabled,
        globalEpoch: try row.integer())
    }
  }

  func sessions(
    of account: AccountID, before: SessionID?, limit: Int
  ) throws(StoreError) -> [Session] {
    try self.all(
      SessionQuery.ofAccount,
      [.account(account), .integer(before?.rawValue ?? .max), .limit(limit)], Self.readSession)
  }

  func insert(_ session: NewSession) throws(StoreError) -> SessionID {
    let endsAt = min(session.createdAt + session.idleLimit, session.expiresAt)
    try self.run(
      SessionQuery.insert,
      [
        .blob(session.digest.bytes), .account(session.account), .raw(session.population),
        .integer(session.epoch), .integer(session.globalEpoch), .text(session.principal),
        .moment(session.createdAt), .moment(session.expiresAt),
        .integer(session.idleLimit.milliseconds), .moment(endsAt),
      ])
    return SessionID(rawValue: self.lastInsertedID)
  }

  func touchSession(_ id: SessionID, at now: Timestamp) throws(StoreError) {
    try self.run(SessionQuery.touch, [.moment(now), .integer(id.rawValue)])
  }

  func proveSession(_ id: SessionID, at now: Timestamp) throws(StoreError) {
    try self.run(SessionQuery.prove, [.moment(now), .integer(id.rawValue)])
  }

  func rebindSession(_ id: SessionID, toEpoch epoch: Int64) throws(StoreError) {
    try self.run(SessionQuery.rebind, [.integer(epoch), .integer(id.rawValue)])
  }

  func deleteSession(_ id: SessionID, of account: AccountID) throws(StoreError) -> Bool {
    let values: [SQLValue] = [.integer(id.rawValue), .account(account)]
    try self.run(RevocationQuery.tellSession, values)
    return try self.run(SessionQuery.delete, values) == 1
  }

  func deleteSessions(of account: AccountID, except: SessionID?) throws(StoreError) -> Int {
    // No session has the number 0.
    let values: [SQLValue] = [.account(account), .integer(except?.rawValue ?? 0)]
    try self.run(RevocationQuery.tellOtherSessions, values)
    return try self.run(SessionQuery.deleteOthers, values)
  }

  private static func readSession(_ row: inout Row) throws(StoreError) -> Session {
    Session(
      id: SessionID(rawValue: try row.integer()), account: try row.account(),
      population: try row.raw(Population.self), epoch: try row.integer(),
      globalEpoch: try row.integer(), principal: try row.text(), createdAt: try row.moment(),
      lastSeenAt: try row.moment(), expiresAt: try row.moment(), idleLimit: try row.lifetime(),
      provedAt: try row.optionalMoment())
  }
}
