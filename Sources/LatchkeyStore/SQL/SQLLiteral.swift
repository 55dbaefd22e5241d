// Numbers of states and kinds in the text of a statement: from the type that has them.

extension RawRepresentable where RawValue == UInt8 {
  /// Its stored number, for the text of a statement.
  var literal: String { "\(self.rawValue)" }
}

extension Array where Element: RawRepresentable, Element.RawValue == UInt8 {
  /// Their stored numbers in brackets, for IN.
  var literal: String { "(\(self.map(\.literal).joined(separator: ", ")))" }
}
