/// The row at which a statement stands, as an engine hands it out: columns by their places, from 0.
protocol SQLCursor: SendableMetatype {
  /// Whether the column holds NULL.
  func isNull(at column: Int) -> Bool
  /// The integer in a column; nil where it holds something else.
  func integer(at column: Int) -> Int64?
  /// The text in a column; nil where it holds something else, or no valid UTF-8.
  func text(at column: Int) -> String?
  /// The bytes in a column; nil where it holds something else.
  func blob(at column: Int) -> [UInt8]?
}
