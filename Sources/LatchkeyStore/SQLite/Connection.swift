internal import CSQLite
internal import LatchkeyApplication

/// One connection to the file, with the statements that it has prepared.
///
/// Thread-confined: used by the one thread that holds it. SQLite is told to take no locks of its own.
final class Connection {
  private let handle: latchkey_connection
  private var statements: [Statement?]
  private var hasEnded = false

  /// Opens the file, which exists, for reading and writing.
  init(path: String) throws(Fault) {
    _ = Self.isLibraryReady
    var handle = latchkey_connection()
    let flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
      | SQLITE_OPEN_EXRESCODE
    // Unsafe: the path and the place for the handle are lent to the call.
    let status = unsafe latchkey_sqlite_open(path, flags, &handle)
    guard latchkey_sqlite_is_open(handle) else {
      throw Fault(code: SQLITE_NOMEM, systemError: 0, text: "out of memory")
    }
    guard status == SQLITE_OK else {
      let fault = Fault(status: status, of: handle)
      latchkey_sqlite_close(handle)
      throw fault
    }
    self.handle = handle
    self.statements = Array(
      repeating: nil, count: Table.allCases.count * Table.queriesMax)
    let hardened = latchkey_sqlite_harden(handle)
    guard hardened == SQLITE_OK else { throw Fault(status: hardened, of: handle) }
  }

  deinit {
    self.close()
  }

  /// Closes it now. Its only holder does, and asks nothing of it any more.
  func close() {
    guard !self.hasEnded else { return }
    self.hasEnded = true
    self.statements = []
    latchkey_sqlite_close(self.handle)
  }

  private static let isLibraryReady: Bool = latchkey_sqlite_prepare_process() == SQLITE_OK

  /// The id that the last insertion gave.
  var lastInsertedID: Int64 { latchkey_sqlite_last_id(self.handle) }

  /// How many rows were changed since it was opened, those of hidden tables included.
  var totalChanges: Int64 { latchkey_sqlite_total_changes(self.handle) }

  /// Whether no transaction is open: none was begun, or SQLite rolled it back by itself.
  var isAutocommit: Bool { latchkey_sqlite_is_autocommit(self.handle) != 0 }

  /// Whether SQLite could open the file for reading only.
  var isReadOnly: Bool { latchkey_sqlite_is_read_only(self.handle) != 0 }

  /// Runs a statement that returns no rows, and says how many rows it changed.
  @discardableResult
  func perform(_ query: some Query, _ values: [SQLValue] = []) throws(Fault) -> Int {
    let statement = try self.bound(query, values)
    defer { statement.reset() }
    while try statement.step() {}
    return Int(latchkey_sqlite_changes(self.handle))
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
    // Unsafe: the text is lent to the call.
    let status = unsafe latchkey_sqlite_execute(self.handle, sql)
    guard status == SQLITE_OK else { throw Fault(status: status, of: self.handle) }
  }

  /// The first column of every row of a text, as texts, for set-up.
  func texts(_ sql: String) throws(Fault) -> [String] {
    let statement = try Statement(sql, on: self.handle)
    var found: [String] = []
    while try statement.step() {
      found.append(statement.text(at: 0) ?? "")
    }
    return found
  }

  /// The first column of the first row of a text, for set-up; 0 without one.
  func number(_ sql: String) throws(Fault) -> Int64 {
    let statement = try Statement(sql, on: self.handle)
    return try statement.step() ? statement.integer(at: 0) ?? 0 : 0
  }

  /// Writes what one snapshot holds into an empty file, without the room that deleted rows left.
  func copy(to path: String) throws(Fault) {
    let statement = try Statement("VACUUM INTO ?", on: self.handle)
    try statement.bind([.text(path)])
    while try statement.step() {}
  }

  /// How long it waits for a lock of another program.
  func setBusyTimeout(milliseconds: Int) {
    latchkey_sqlite_busy_timeout(self.handle, Int32(clamping: milliseconds))
  }

  private func statement(_ query: some Query) throws(Fault) -> Statement {
    let place = query.place
    if let statement = self.statements[place] { return statement }
    let statement = try Statement(query.sql, on: self.handle)
    self.statements[place] = statement
    return statement
  }
}
