internal import CSQLite

/// A look at, or a stab into, the database's file behind the service's back.
public struct RawDatabase: Sendable {
  /// SQLite said no.
  public struct Failure: Error {
    /// Its words.
    public let text: String
  }

  private let path: String

  /// The database in this file.
  public init(path: String) {
    self.path = path
  }

  /// Runs statements.
  public func run(_ sql: String) throws {
    _ = try self.rows(sql)
  }

  /// Runs statements and returns the rows of all of them; blobs in hexadecimal digits.
  public func rows(_ sql: String) throws -> [[String]] {
    var connection: OpaquePointer?
    guard unsafe sqlite3_open_v2(self.path, &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK
    else { throw Failure(text: "It does not open.") }
    defer { unsafe sqlite3_close_v2(connection) }
    unsafe sqlite3_busy_timeout(connection, 5_000)
    var rows: [[String]] = []
    var rest = Array(sql.utf8CString)
    while rest.count > 1 {
      var statement: OpaquePointer?
      var consumed = 0
      let status = unsafe rest.withUnsafeBufferPointer { buffer in
        var tail: UnsafePointer<CChar>?
        let status = unsafe sqlite3_prepare_v2(
          connection, buffer.baseAddress, -1, &statement, &tail)
        if let tail = unsafe tail, let start = buffer.baseAddress { consumed = unsafe tail - start }
        return status
      }
      guard status == SQLITE_OK else {
        throw Failure(text: unsafe String(cString: sqlite3_errmsg(connection)))
      }
      rest.removeFirst(consumed)
      guard unsafe statement != nil else { break }
      defer { unsafe sqlite3_finalize(statement) }
      while true {
        let step = unsafe sqlite3_step(statement)
        if step == SQLITE_DONE { break }
        guard step == SQLITE_ROW else {
          throw Failure(text: unsafe String(cString: sqlite3_errmsg(connection)))
        }
        rows.append(
          unsafe (0..<sqlite3_column_count(statement)).map { unsafe Self.text(statement, $0) })
      }
    }
    return rows
  }

  private static func text(_ statement: OpaquePointer?, _ column: Int32) -> String {
    switch unsafe sqlite3_column_type(statement, column) {
    case SQLITE_NULL: return "NULL"
    case SQLITE_BLOB:
      let count = Int(unsafe sqlite3_column_bytes(statement, column))
      guard let bytes = unsafe sqlite3_column_blob(statement, column) else { return "" }
      return unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        .map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined()
    default:
      guard let text = unsafe sqlite3_column_text(statement, column) else { return "" }
      return unsafe String(cString: text)
    }
  }
}
