/// The columns of one table: the one description by which its rows are selected, read and written.
///
/// SQL names a column by its case in snake case. Rows are selected in the order of the cases, so that the
/// number of a case is the place of its column. Columns that are only written stand behind the others.
protocol TableColumn: RawRepresentable<Int>, CaseIterable, Sendable {
  /// The table's name.
  static var table: String { get }
  /// The last column that a row is read from.
  static var lastRead: Self { get }
}

extension TableColumn {
  /// How many columns a row is read from.
  static var readCount: Int { Self.lastRead.rawValue + 1 }

  /// The columns that a row is read from, for SELECT and RETURNING.
  static var selection: String {
    Self.allCases.prefix(Self.readCount).map { "\(Self.table).\($0.name)" }
      .joined(separator: ", ")
  }

  /// The statement that inserts a row with a value for each of these columns, in their order.
  static func insertion(of columns: [Self]) -> String {
    """
    INSERT INTO \(Self.table) (\(columns.map(\.name).joined(separator: ", ")))
    VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
    """
  }

  /// A value for each of these columns, in their order, for UPDATE.
  static func assignments(to columns: [Self]) -> String {
    columns.map { "\($0.name) = ?" }.joined(separator: ", ")
  }

  /// Its name in SQL: `globalEpoch` is `global_epoch`.
  var name: String {
    var name: [UInt8] = []
    for byte in String(describing: self).utf8 {
      let isCapital = (0x41...0x5A).contains(byte)
      if isCapital { name.append(UInt8(ascii: "_")) }
      name.append(isCapital ? byte | 0x20 : byte)
    }
    return String(decoding: name, as: UTF8.self)
  }
}

/// A value of which a row of a table is made.
protocol TableRow {
  associatedtype Column: TableColumn
  /// The columns that are written when it is inserted.
  static var inserted: [Column] { get }
  /// What a column holds of it.
  func value(of column: Column) -> SQLValue
}

extension TableRow {
  /// The statement that inserts it.
  static var insertion: String { Column.insertion(of: Self.inserted) }

  /// The values for that statement.
  var insertedValues: [SQLValue] { self.values(of: Self.inserted) }

  /// The values of these columns, in their order.
  func values(of columns: [Column]) -> [SQLValue] { columns.map { self.value(of: $0) } }
}
