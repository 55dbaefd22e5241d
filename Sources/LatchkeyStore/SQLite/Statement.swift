internal import CSQLite

/// One prepared statement of one connection.
///
/// It must go before its connection does, which ``Connection`` sees to.
final class Statement {
  private let handle: latchkey_statement
  private let connection: latchkey_connection

  init(_ sql: String, on connection: latchkey_connection) throws(Fault) {
    var handle = latchkey_statement()
    // Unsafe: the text and the place for the handle are lent to the call.
    let status = unsafe latchkey_sqlite_prepare(connection, sql, &handle)
    guard status == SQLITE_OK else { throw Fault(status: status, of: connection) }
    self.handle = handle
    self.connection = connection
  }

  deinit {
    latchkey_sqlite_finalize(self.handle)
  }

  /// Binds every parameter, in order.
  func bind(_ values: [SQLValue]) throws(Fault) {
    var index: Int32 = 0
    for value in values {
      index += 1
      let status =
        switch value {
        case .null: latchkey_sqlite_bind_null(self.handle, index)
        case .integer(let number): latchkey_sqlite_bind_integer(self.handle, index, number)
        case .text(var text):
          text.withUTF8 { bytes in
            // Unsafe: SQLite copies the bytes before the call returns, here and below.
            unsafe latchkey_sqlite_bind_text(
              self.handle, index, bytes.baseAddress, Int32(clamping: bytes.count))
          }
        case .blob(let bytes):
          unsafe bytes.withUnsafeBytes { bytes in
            unsafe latchkey_sqlite_bind_blob(
              self.handle, index, bytes.baseAddress, Int32(clamping: bytes.count))
          }
        }
      guard status == SQLITE_OK else { throw Fault(status: status, of: self.connection) }
    }
  }

  /// Goes on to the next row; false at the end.
  func step() throws(Fault) -> Bool {
    let status = latchkey_sqlite_step(self.handle)
    switch status {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw Fault(status: status, of: self.connection)
    }
  }

  /// Ends it, so that it holds nothing and keeps no bound value.
  func reset() {
    latchkey_sqlite_reset(self.handle)
  }

  /// How many parameters it has.
  var parameters: Int { Int(latchkey_sqlite_parameters(self.handle)) }
}

// Columns of the row at which it stands.
extension Statement: SQLCursor {
  func isNull(at column: Int) -> Bool { self.type(of: column) == SQLITE_NULL }

  func integer(at column: Int) -> Int64? {
    guard self.type(of: column) == SQLITE_INTEGER else { return nil }
    return latchkey_sqlite_integer(self.handle, Int32(column))
  }

  func text(at column: Int) -> String? {
    guard self.type(of: column) == SQLITE_TEXT else { return nil }
    return unsafe self.withBytes(of: column) { unsafe String(validating: $0, as: UTF8.self) }
  }

  func blob(at column: Int) -> [UInt8]? {
    guard self.type(of: column) == SQLITE_BLOB else { return nil }
    return unsafe self.withBytes(of: column) { unsafe Array($0) }
  }

  private func type(of column: Int) -> Int32 {
    latchkey_sqlite_type(self.handle, Int32(column))
  }

  /// Lends the bytes of a column, which are SQLite's until the next step.
  private func withBytes<Value>(
    of column: Int, _ body: (UnsafeRawBufferPointer) -> Value
  ) -> Value {
    var count: Int32 = 0
    let start = unsafe latchkey_sqlite_bytes(self.handle, Int32(column), &count)
    return unsafe body(UnsafeRawBufferPointer(start: start, count: Int(count)))
  }
}

extension Fault {
  /// What a connection says about its last call.
  init(status: Int32, of connection: latchkey_connection) {
    // Unsafe: the message is copied before the connection is called again.
    let text = unsafe String(cString: latchkey_sqlite_message(connection))
    // An error number lingers from the last failed system call; it means something here only.
    let primary = status & 0xFF
    var systemError: Int32 = 0
    if primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN {
      systemError = latchkey_sqlite_system_error(connection)
      if systemError == 0 { systemError = latchkey_sqlite_journal_errno(connection) }
    }
    self.init(code: status, systemError: systemError, text: text)
  }
}
