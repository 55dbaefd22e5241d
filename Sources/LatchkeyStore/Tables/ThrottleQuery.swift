internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of counted attempts.
enum ThrottleColumn: Int, TableColumn {
  case attempts, windowStart, key

  static let table = "throttle"
  static let lastRead = Self.windowStart
}

extension Throttle {
  init(reading row: Row<some SQLCursor, ThrottleColumn>) throws(Failure) {
    self.init(attempts: try row.count(.attempts), windowStart: try row.time(.windowStart))
  }
}

/// The statements about counted attempts.
enum ThrottleQuery: Int, Query {
  case one
  case reserve
  case giveBack
  case clear
  case removeEnded

  static let table = Table.throttle

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .one: "SELECT \(ThrottleColumn.selection) FROM throttle WHERE key = ?"
    case .reserve:
      // Says in SQL what `Throttle.reserve(under:at:)` says: a window that is over begins anew, one that
      // seems to begin in the future begins now. No row changes when the limit is reached. Parameters:
      // key, now, length of a window, limit.
      """
      INSERT INTO throttle AS known (key, attempts, window_start) VALUES (?1, 1, ?2)
      ON CONFLICT (key) DO UPDATE SET
        attempts = CASE WHEN \(Self.isOver) THEN 1 ELSE known.attempts + 1 END,
        window_start = CASE WHEN \(Self.isOver) OR known.window_start > ?2 THEN ?2
          ELSE known.window_start END
      WHERE \(Self.isOver) OR known.attempts < ?4
      """
    case .giveBack:
      "UPDATE throttle SET attempts = attempts - 1 WHERE key = ? AND attempts > 0"
    case .clear:
      "DELETE FROM throttle WHERE key = ?"
    case .removeEnded:
      """
      DELETE FROM throttle WHERE key IN (
        SELECT key FROM throttle WHERE window_start < ? ORDER BY window_start LIMIT ?)
      """
    }
  }

  private static let isOver = "(known.attempts = 0 OR ?2 >= known.window_start + ?3)"
}

extension SQLTransaction {
  func throttle(_ key: ThrottleKey) throws(Failure) -> Throttle? {
    try self.first(ThrottleQuery.one, [.text(key.text)], Throttle.init(reading:))
  }

  func reserve(
    _ key: ThrottleKey, under rule: ThrottleRule, at now: Timestamp
  ) throws(Failure) -> (isAllowed: Bool, retryAfter: Lifetime) {
    if rule.limit > 0 {
      let counted = try self.run(
        ThrottleQuery.reserve,
        [
          .text(key.text), .time(now), .integer(rule.window.milliseconds), .integer(rule.limit),
        ])
      if counted == 1 { return (true, Lifetime(milliseconds: 0)) }
    }
    // Refused, and nothing was changed: the rule itself says how long to wait.
    var throttle = try self.throttle(key) ?? Throttle(attempts: 0, windowStart: now)
    return throttle.reserve(under: rule, at: now)
  }

  func giveBack(_ key: ThrottleKey) throws(Failure) {
    try self.run(ThrottleQuery.giveBack, [.text(key.text)])
  }

  func clearThrottle(_ key: ThrottleKey) throws(Failure) {
    try self.run(ThrottleQuery.clear, [.text(key.text)])
  }
}
