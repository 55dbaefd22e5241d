internal import CSQLite

/// One prepared statement of one connection.
///
/// It must go before its connection does, which ``Connection`` sees to.
@safe
final class Statement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer

  init(_ sql: String, on connection: OpaquePointer) throws(Fault) {
    var handle: OpaquePointer?
    // Persistent: it stays as long as the connection, so it is kept out of the lookaside memory.
    let status = unsafe sqlite3_prepare_v3(
      connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard status == SQLITE_OK, let handle = unsafe handle else {
      throw unsafe Fault(status: status, of: connection)
    }
    unsafe self.handle = handle
    unsafe self.connection = connection
  }

  deinit {
    unsafe sqlite3_finalize(self.handle)
  }

  /// Binds every parameter, in order.
  func bind(_ values: [SQLValue]) throws(Fault) {
    var index: Int32 = 0
    for value in values {
      index += 1
      let status =
        switch value {
        case .null: unsafe sqlite3_bind_null(self.handle, index)
        case .integer(let number): unsafe sqlite3_bind_int64(self.handle, index, number)
        case .text(var text):
          text.withUTF8 { bytes in
            unsafe latchkey_sqlite_bind_text(
              self.handle, index, bytes.baseAddress, Int32(clamping: bytes.count))
          }
        case .blob(let bytes):
          unsafe bytes.withUnsafeBytes { bytes in
            unsafe latchkey_sqlite_bind_blob(
              self.handle, index, bytes.baseAddress, Int32(clamping: bytes.count))
          }
        }
      guard status == SQLITE_OK else { throw unsafe Fault(status: status, of: self.connection) }
    }
  }

  /// Goes on to the next row; false at the end.
  func step() throws(Fault) -> Bool {
    let status = unsafe sqlite3_step(self.handle)
    switch status {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw unsafe Fault(status: status, of: self.connection)
    }
  }

  /// Ends it, so that it holds nothing and keeps no bound value.
  func reset() {
    // The result repeats what the last step said, which has been heard.
    unsafe sqlite3_reset(self.handle)
    unsafe sqlite3_clear_bindings(self.handle)
  }

  /// How many parameters it has.
  var parameters: Int { Int(unsafe sqlite3_bind_parameter_count(self.handle)) }
}

// Columns of the row at which it stands.
extension Statement: SQLCursor {
  func isNull(at column: Int) -> Bool { self.type(of: column) == SQLITE_NULL }

  func integer(at column: Int) -> Int64? {
    guard self.type(of: column) == SQLITE_INTEGER else { return nil }
    return unsafe sqlite3_column_int64(self.handle, Int32(column))
  }

  func text(at column: Int) -> String? {
    guard self.type(of: column) == SQLITE_TEXT else { return nil }
    guard let start = unsafe sqlite3_column_text(self.handle, Int32(column)) else { return "" }
    return unsafe String(
      validating: UnsafeBufferPointer(start: start, count: self.byteCount(of: column)),
      as: UTF8.self)
  }

  func blob(at column: Int) -> [UInt8]? {
    guard self.type(of: column) == SQLITE_BLOB else { return nil }
    guard let start = unsafe sqlite3_column_blob(self.handle, Int32(column)) else { return [] }
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: self.byteCount(of: column)))
  }

  private func type(of column: Int) -> Int32 {
    unsafe sqlite3_column_type(self.handle, Int32(column))
  }

  private func byteCount(of column: Int) -> Int {
    Int(unsafe sqlite3_column_bytes(self.handle, Int32(column)))
  }
}

extension Fault {
  /// What a connection says about its last call.
  init(status: Int32, of connection: OpaquePointer) {
    let text = unsafe String(cString: sqlite3_errmsg(connection))
    // An error number lingers from the last failed system call; it means something here only.
    let primary = status & 0xFF
    var systemError: Int32 = 0
    if primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN {
      systemError = unsafe sqlite3_system_errno(connection)
      if systemError == 0 { systemError = unsafe latchkey_sqlite_journal_errno(connection) }
    }
    self.init(code: status, systemError: systemError, text: text)
  }
}
