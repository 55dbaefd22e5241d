internal import CSQLite
internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The columns of one row, read from left to right.
///
/// A value of another type than expected means a damaged file: ``StoreError/corrupt(detail:)``.
struct Row {
  private let statement: Statement
  private var column: Int32 = 0

  init(of statement: Statement) {
    self.statement = statement
  }

  mutating func integer() throws(StoreError) -> Int64 {
    guard self.statement.type(at: self.column) == SQLITE_INTEGER else { throw self.unexpected() }
    defer { self.column += 1 }
    return self.statement.integer(at: self.column)
  }

  mutating func optionalInteger() throws(StoreError) -> Int64? {
    try self.skipNull() ? nil : self.integer()
  }

  /// A number that counts something.
  mutating func count() throws(StoreError) -> Int {
    let column = self.column
    guard let count = Int(exactly: try self.integer()), count >= 0 else {
      throw self.unexpected(column)
    }
    return count
  }

  mutating func flag() throws(StoreError) -> Bool {
    let column = self.column
    switch try self.integer() {
    case 0: return false
    case 1: return true
    default: throw self.unexpected(column)
    }
  }

  mutating func text() throws(StoreError) -> String {
    guard self.statement.type(at: self.column) == SQLITE_TEXT,
      let text = self.statement.text(at: self.column)
    else { throw self.unexpected() }
    self.column += 1
    return text
  }

  mutating func optionalText() throws(StoreError) -> String? {
    try self.skipNull() ? nil : self.text()
  }

  mutating func blob() throws(StoreError) -> [UInt8] {
    guard self.statement.type(at: self.column) == SQLITE_BLOB else { throw self.unexpected() }
    defer { self.column += 1 }
    return self.statement.blob(at: self.column)
  }

  mutating func optionalBlob() throws(StoreError) -> [UInt8]? {
    try self.skipNull() ? nil : self.blob()
  }

  mutating func moment() throws(StoreError) -> Timestamp {
    Timestamp(milliseconds: try self.integer())
  }

  mutating func optionalMoment() throws(StoreError) -> Timestamp? {
    try self.optionalInteger().map(Timestamp.init(milliseconds:))
  }

  /// A duration, which is never negative.
  mutating func lifetime() throws(StoreError) -> Lifetime {
    let column = self.column
    let milliseconds = try self.integer()
    guard milliseconds >= 0 else { throw self.unexpected(column) }
    return Lifetime(milliseconds: milliseconds)
  }

  mutating func account() throws(StoreError) -> AccountID {
    AccountID(rawValue: try self.integer())
  }

  mutating func optionalAccount() throws(StoreError) -> AccountID? {
    try self.optionalInteger().map(AccountID.init(rawValue:))
  }

  /// A value that is stored as its number.
  mutating func raw<Value: RawRepresentable>(
    _ type: Value.Type
  ) throws(StoreError) -> Value where Value.RawValue == UInt8 {
    let column = self.column
    guard let number = UInt8(exactly: try self.integer()), let value = Value(rawValue: number)
    else { throw self.unexpected(column) }
    return value
  }

  /// Leaves out columns that the case at hand does not have.
  mutating func skip(_ columns: Int32) { self.column += columns }

  /// The complaint about the column that was read last.
  func refused() -> StoreError { self.unexpected(self.column - 1) }

  private mutating func skipNull() -> Bool {
    guard self.statement.type(at: self.column) == SQLITE_NULL else { return false }
    self.column += 1
    return true
  }

  private func unexpected(_ column: Int32? = nil) -> StoreError {
    .corrupt(
      detail: "The column \(self.statement.name(of: column ?? self.column)) holds what it cannot.")
  }
}
