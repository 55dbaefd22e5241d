internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The statements about places from which people have signed in.
enum KnownOriginQuery: Int, Query {
  case end
  case insert
  case trim
  case forget
  case removeEnded

  static let table = Table.knownOrigin

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .end:
      "SELECT ends_at FROM known_origin WHERE account = ? AND digest = ?"
    case .insert:
      """
      INSERT INTO known_origin AS known (account, digest, ends_at) VALUES (?, ?, ?)
      ON CONFLICT (account, digest) DO UPDATE SET ends_at = max(known.ends_at, excluded.ends_at)
      """
    case .trim:
      """
      DELETE FROM known_origin WHERE account = ?1 AND ends_at < (
        SELECT ends_at FROM known_origin WHERE account = ?1
        ORDER BY ends_at DESC LIMIT 1 OFFSET ?2)
      """
    case .forget:
      "DELETE FROM known_origin WHERE account = ?"
    case .removeEnded:
      """
      DELETE FROM known_origin WHERE (account, digest) IN (
        SELECT account, digest FROM known_origin WHERE ends_at < ? ORDER BY ends_at LIMIT ?)
      """
    }
  }
}

extension SQLTransaction {
  func isKnown(
    _ origin: OriginKey, to account: AccountID, at now: Timestamp
  ) throws(Failure) -> Bool {
    let end = try self.integer(KnownOriginQuery.end, [.account(account), .blob(origin.bytes)])
    return end.map { now.milliseconds < $0 } ?? false
  }

  func noteOrigin(
    _ origin: OriginKey, of account: AccountID, until end: Timestamp, keeping count: Int
  ) throws(Failure) {
    try self.run(KnownOriginQuery.insert, [.account(account), .blob(origin.bytes), .time(end)])
    try self.run(KnownOriginQuery.trim, [.account(account), .limit(count - 1)])
  }

  func forgetOrigins(of account: AccountID) throws(Failure) {
    try self.run(KnownOriginQuery.forget, [.account(account)])
  }
}
