internal import LatchkeyApplication
internal import LatchkeyDomain

/// The statements about counted attempts.
enum ThrottleQuery: Int, Query {
  case one
  case set
  case clear
  case purge

  static let table = Table.throttle

  var sql: String {
    switch self {
    case .one:
      "SELECT attempts, window_start FROM throttle WHERE key = ?"
    case .set:
      """
      INSERT INTO throttle (key, attempts, window_start) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET
        attempts = excluded.attempts, window_start = excluded.window_start
      """
    case .clear:
      "DELETE FROM throttle WHERE key = ?"
    case .purge:
      """
      DELETE FROM throttle WHERE key IN (
        SELECT key FROM throttle WHERE window_start < ? ORDER BY window_start LIMIT ?)
      """
    }
  }
}

extension Connection {
  func throttle(_ key: ThrottleKey) throws(StoreError) -> Throttle? {
    try self.first(ThrottleQuery.one, [.text(key.text)]) { row throws(StoreError) in
      Throttle(attempts: try row.count(), windowStart: try row.moment())
    }
  }

  func setThrottle(_ key: ThrottleKey, _ throttle: Throttle) throws(StoreError) {
    try self.run(
      ThrottleQuery.set,
      [.text(key.text), .integer(throttle.attempts), .moment(throttle.windowStart)])
  }

  func clearThrottle(_ key: ThrottleKey) throws(StoreError) {
    try self.run(ThrottleQuery.clear, [.text(key.text)])
  }
}
