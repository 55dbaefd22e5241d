internal import CSQLite
internal import LatchkeyApplication

/// One connection to the file, with the statements that it has prepared.
///
/// Thread-confined: used by the one thread that holds it. SQLite is told to take no locks of its own.
@safe
final class Connection {
  private let handle: OpaquePointer
  private var statements: [Statement?]
  private var hasEnded = false

  /// Opens the file, which exists, for reading and writing.
  init(path: String) throws(Fault) {
    _ = Self.isLibraryReady
    var handle: OpaquePointer?
    let flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
      | SQLITE_OPEN_EXRESCODE
    let status = unsafe sqlite3_open_v2(path, &handle, flags, nil)
    guard let handle = unsafe handle else {
      throw Fault(code: SQLITE_NOMEM, systemError: 0, text: "out of memory")
    }
    guard status == SQLITE_OK else {
      let fault = unsafe Fault(status: status, of: handle)
      unsafe sqlite3_close_v2(handle)
      throw fault
    }
    unsafe self.handle = handle
    self.statements = Array(
      repeating: nil, count: Table.allCases.count * Table.queriesMax)
    let hardened = unsafe latchkey_sqlite_harden(handle)
    guard hardened == SQLITE_OK else { throw unsafe Fault(status: hardened, of: handle) }
  }

  deinit {
    self.close()
  }

  /// Closes it now. Its only holder does, and asks nothing of it any more.
  func close() {
    guard !self.hasEnded else { return }
    self.hasEnded = true
    self.statements = []
    unsafe sqlite3_close_v2(self.handle)
  }

  private static let isLibraryReady: Bool = latchkey_sqlite_prepare_process() == SQLITE_OK

  /// The id that the last insertion gave.
  var lastInsertedID: Int64 { unsafe sqlite3_last_insert_rowid(self.handle) }

  /// How many rows were changed since it was opened, those of hidden tables included.
  var totalChanges: Int64 { unsafe sqlite3_total_changes64(self.handle) }

  /// Whether no transaction is open: none was begun, or SQLite rolled it back by itself.
  var isAutocommit: Bool { unsafe sqlite3_get_autocommit(self.handle) != 0 }

  /// Whether SQLite could open the file for reading only.
  var isReadOnly: Bool { unsafe sqlite3_db_readonly(self.handle, "main") != 0 }

  /// Runs a statement that returns no rows, and says how many rows it changed.
  @discardableResult
  func perform(_ query: some Query, _ values: [SQLValue] = []) throws(Fault) -> Int {
    let statement = try self.bound(query, values)
    defer { statement.reset() }
    while try statement.step() {}
    return Int(unsafe sqlite3_changes64(self.handle))
  }

  /// A statement before its first row. It is reset behind the last one that is wanted.
  func bound(_ query: some Query, _ values: [SQLValue]) throws(Fault) -> Statement {
    let statement = try self.statement(query)
    assert(statement.parameters == values.count, "A value for every parameter: \(query)")
    try statement.bind(values)
    return statement
  }

  /// Runs a text of any number of statements, for set-up.
  func execute(_ sql: String) throws(Fault) {
    let status = unsafe sqlite3_exec(self.handle, sql, nil, nil, nil)
    guard status == SQLITE_OK else { throw unsafe Fault(status: status, of: self.handle) }
  }

  /// The first column of every row of a text, as texts, for set-up.
  func texts(_ sql: String) throws(Fault) -> [String] {
    let statement = try unsafe Statement(sql, on: self.handle)
    var found: [String] = []
    while try statement.step() {
      found.append(statement.text(at: 0) ?? "")
    }
    return found
  }

  /// The first column of the first row of a text, for set-up; 0 without one.
  func number(_ sql: String) throws(Fault) -> Int64 {
    let statement = try unsafe Statement(sql, on: self.handle)
    return try statement.step() ? statement.integer(at: 0) ?? 0 : 0
  }

  /// Writes what one snapshot holds into an empty file, without the room that deleted rows left.
  func copy(to path: String) throws(Fault) {
    let statement = try unsafe Statement("VACUUM INTO ?", on: self.handle)
    try statement.bind([.text(path)])
    while try statement.step() {}
  }

  /// How long it waits for a lock of another program.
  func setBusyTimeout(milliseconds: Int) {
    unsafe sqlite3_busy_timeout(self.handle, Int32(clamping: milliseconds))
  }

  private func statement(_ query: some Query) throws(Fault) -> Statement {
    let place = query.place
    if let statement = self.statements[place] { return statement }
    let statement = try unsafe Statement(query.sql, on: self.handle)
    self.statements[place] = statement
    return statement
  }
}
