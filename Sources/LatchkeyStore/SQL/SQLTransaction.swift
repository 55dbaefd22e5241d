internal import LatchkeyApplication

/// What the code of the tables needs of an engine: prepared statements in one open transaction.
///
/// The operations of the store are extensions of this protocol, each stated once for every engine. An
/// engine conforms with a class; the compiler then makes a version of each operation for that class, so
/// that the seam costs nothing.
protocol SQLTransaction: AnyObject, StoreWriting {
  /// A row as the engine hands it out.
  associatedtype Cursor: SQLCursor

  /// Accounts as they are in this transaction, a few of them.
  var known: KnownAccounts { get set }

  /// Runs a statement that returns no rows, and says how many rows it changed.
  @discardableResult
  func run(_ query: some Query, _ values: [SQLValue]) throws(Failure) -> Int

  /// Runs a statement that inserts one row, and returns the id that the row was given.
  func add(_ query: some Query, _ values: [SQLValue]) throws(Failure) -> Int64

  /// The first row of a statement, if there is one.
  func first<Column: TableColumn, Value>(
    _ query: some Query, _ values: [SQLValue],
    _ read: (Row<Cursor, Column>) throws(Failure) -> Value
  ) throws(Failure) -> Value?

  /// Every row of a statement, in order.
  func all<Column: TableColumn, Value>(
    _ query: some Query, _ values: [SQLValue],
    _ read: (Row<Cursor, Column>) throws(Failure) -> Value
  ) throws(Failure) -> [Value]

  /// Several statements that stand or fall together inside the transaction.
  ///
  /// So a caller may hear of a conflict and go on, without half of a change left behind.
  func together<Value>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value

  /// The error of rows that contradict one another; noted for the health of the store.
  func damaged(_ detail: String) -> Failure

  /// The contacts that match a text, as the engine's index of parts of names finds them.
  func contacts(
    matching text: String, _ search: ContactSearch
  ) throws(Failure) -> ContactPage

  /// Brings the index of parts of names up to date for one contact; nil stands for no text.
  func indexText(of contact: Int64, from old: String?, to new: String?) throws(Failure)

  /// Has the last traces of removed texts taken out of that index soon.
  func askForCompaction() throws(Failure)
}

/// The one column of a statement that asks for one number.
enum ScalarColumn: Int, TableColumn {
  case value

  static let table = "scalar"
  static let lastRead = Self.value
}

extension SQLTransaction {
  @discardableResult
  func run(_ query: some Query) throws(Failure) -> Int { try self.run(query, []) }

  /// The one value of a statement that asks for one; nil when it finds no row.
  func scalar<Value>(
    _ query: some Query, _ values: [SQLValue] = [],
    _ read: (Row<Cursor, ScalarColumn>) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    try self.first(query, values, read)
  }

  /// The integer of a statement that asks for one; nil when it finds no row.
  func integer(_ query: some Query, _ values: [SQLValue] = []) throws(Failure) -> Int64? {
    try self.scalar(query, values) { row throws(Failure) in try row.integer(.value) }
  }

  /// The least or greatest integer that a statement asks for; nil when there is none.
  func optionalInteger(_ query: some Query, _ values: [SQLValue] = []) throws(Failure) -> Int64? {
    try self.scalar(query, values) { row throws(Failure) in try row.optionalInteger(.value) } ?? nil
  }

  /// The number of rows that a statement counts.
  func count(_ query: some Query, _ values: [SQLValue] = []) throws(Failure) -> Int {
    try self.scalar(query, values) { row throws(Failure) in try row.count(.value) } ?? 0
  }
}
