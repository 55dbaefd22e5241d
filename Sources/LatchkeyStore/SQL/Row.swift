internal import LatchkeyApplication
internal import LatchkeyDomain

/// The columns of one table in one row, read by their names.
///
/// A value of another type than expected means damaged data: ``StoreError/corrupt(detail:)``.
struct Row<Cursor: SQLCursor, Column: TableColumn> {
  private let cursor: Cursor
  private let start: Int

  /// The columns of a table from a place in the row on.
  init(_ cursor: Cursor, from start: Int = 0) {
    self.cursor = cursor
    self.start = start
  }

  /// The columns of another table, which are selected behind these.
  func next<Other: TableColumn>(_ columns: Other.Type) -> Row<Cursor, Other> {
    Row<Cursor, Other>(self.cursor, from: self.start + Column.readCount)
  }

  func integer(_ column: Column) throws(Failure) -> Int64 {
    guard let value = self.cursor.integer(at: self.place(of: column)) else {
      throw self.refused(column)
    }
    return value
  }

  func optionalInteger(_ column: Column) throws(Failure) -> Int64? {
    self.isNull(column) ? nil : try self.integer(column)
  }

  /// A number that counts something.
  func count(_ column: Column) throws(Failure) -> Int {
    guard let count = Int(exactly: try self.integer(column)), count >= 0 else {
      throw self.refused(column)
    }
    return count
  }

  func flag(_ column: Column) throws(Failure) -> Bool {
    switch try self.integer(column) {
    case 0: false
    case 1: true
    default: throw self.refused(column)
    }
  }

  func text(_ column: Column) throws(Failure) -> String {
    guard let text = self.cursor.text(at: self.place(of: column)) else {
      throw self.refused(column)
    }
    return text
  }

  func optionalText(_ column: Column) throws(Failure) -> String? {
    self.isNull(column) ? nil : try self.text(column)
  }

  func blob(_ column: Column) throws(Failure) -> [UInt8] {
    guard let bytes = self.cursor.blob(at: self.place(of: column)) else {
      throw self.refused(column)
    }
    return bytes
  }

  func optionalBlob(_ column: Column) throws(Failure) -> [UInt8]? {
    self.isNull(column) ? nil : try self.blob(column)
  }

  /// A value that is stored as its number.
  func raw<Value: RawRepresentable>(
    _ column: Column, as type: Value.Type
  ) throws(Failure) -> Value where Value.RawValue == UInt8 {
    guard let number = UInt8(exactly: try self.integer(column)),
      let value = Value(rawValue: number)
    else { throw self.refused(column) }
    return value
  }

  func isNull(_ column: Column) -> Bool { self.cursor.isNull(at: self.place(of: column)) }

  /// The complaint about a column that holds what it must not.
  func refused(_ column: Column) -> Failure {
    .store(.corrupt(detail: "The column \(column.name) holds what it cannot."))
  }

  private func place(of column: Column) -> Int { self.start + column.rawValue }
}
