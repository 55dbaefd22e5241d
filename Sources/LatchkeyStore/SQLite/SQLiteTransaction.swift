internal import LatchkeyApplication
internal import Synchronization

/// One transaction on a connection to the file, as its closure sees it.
///
/// It ends with its closure: when it is used later it throws ``StoreError/closed``, instead of
/// reaching into another closure's transaction.
final class SQLiteTransaction: SQLTransaction {
  private let connection: Connection
  private let isOpen = Atomic(true)
  /// Set when SQLite gave up the whole transaction by itself, as on a full disk. Statements after
  /// that would each stand alone, so there are none.
  private(set) var loss: StoreError?
  /// What a statement said of the store as a whole, even when the closure went on.
  private(set) var trouble: StoreTrouble?
  private(set) var changes: StoreChanges = []
  var known = KnownAccounts()

  init(on connection: Connection) {
    self.connection = connection
  }

  /// Nothing works from here on.
  func end() {
    self.isOpen.store(false, ordering: .relaxed)
    self.known.forget()
  }

  /// How many rows were changed since the connection was opened, those of hidden tables included.
  var totalChanges: Int64 { self.connection.totalChanges }

  @discardableResult
  func run(_ query: some Query, _ values: [SQLValue]) throws(Failure) -> Int {
    self.register(query.changes)
    try self.mayGoOn()
    do throws(Fault) {
      return try self.connection.perform(query, values)
    } catch {
      throw self.failure(error)
    }
  }

  func add(_ query: some Query, _ values: [SQLValue]) throws(Failure) -> Int64 {
    try self.run(query, values)
    return self.connection.lastInsertedID
  }

  func first<Column: TableColumn, Value>(
    _ query: some Query, _ values: [SQLValue],
    _ read: (Row<Statement, Column>) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    let statement = try self.bound(query, values)
    defer { statement.reset() }
    return try self.isAtRow(statement)
      ? self.noting { () throws(Failure) in try read(Row(statement)) } : nil
  }

  func all<Column: TableColumn, Value>(
    _ query: some Query, _ values: [SQLValue],
    _ read: (Row<Statement, Column>) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let statement = try self.bound(query, values)
    defer { statement.reset() }
    var found: [Value] = []
    try self.noting { () throws(Failure) in
      while try self.isAtRow(statement) { found.append(try read(Row(statement))) }
    }
    return found
  }

  func together<Value>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    try self.run(TransactionQuery.innerSavepoint)
    do throws(Failure) {
      let value = try body()
      try self.run(TransactionQuery.innerRelease)
      return value
    } catch {
      // After a full disk the whole transaction is gone already, and the savepoint with it.
      if !self.connection.isAutocommit {
        try self.run(TransactionQuery.innerRollback)
        try self.run(TransactionQuery.innerRelease)
      }
      throw error
    }
  }

  private func register(_ changes: StoreChanges) {
    guard !changes.isEmpty else { return }
    self.changes.formUnion(changes)
    if changes.contains(.standings) { self.known.forget() }
  }

  private func mayGoOn() throws(Failure) {
    guard self.isOpen.load(ordering: .relaxed) else { throw .store(.closed) }
    if let loss = self.loss { throw .store(loss) }
  }

  private func bound(
    _ query: some Query, _ values: [SQLValue]
  ) throws(Failure) -> Statement {
    try self.mayGoOn()
    do throws(Fault) {
      return try self.connection.bound(query, values)
    } catch {
      throw self.failure(error)
    }
  }

  private func isAtRow(_ statement: Statement) throws(Failure) -> Bool {
    do throws(Fault) {
      return try statement.step()
    } catch {
      throw self.failure(error)
    }
  }

  func damaged(_ detail: String) -> Failure {
    self.noted(.corrupt(detail: detail))
  }

  /// Runs a closure that decodes rows, and notes when they are damaged.
  private func noting<Value>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    do throws(Failure) {
      return try body()
    } catch {
      guard case .store(let error) = error else { throw error }
      throw self.noted(error)
    }
  }

  private func failure(_ fault: Fault) -> Failure {
    self.noted(fault.storeError)
  }

  /// Notes what an error means for the transaction and for the store.
  private func noted(_ error: StoreError) -> Failure {
    if self.connection.isAutocommit { self.loss = error }
    if let trouble = error.trouble { self.trouble = trouble }
    return .store(error)
  }
}
