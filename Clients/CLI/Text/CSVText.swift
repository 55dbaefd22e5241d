/// Cells as RFC 4180 writes them, safe to open in a spreadsheet.
enum CSVText {
  /// A row with its line end.
  static func row(_ cells: [String]) -> String {
    cells.map(Self.cell).joined(separator: ",") + "\r\n"
  }

  /// A cell, with an apostrophe in front of text that a spreadsheet would evaluate as a formula: names
  /// in the audit come from strangers.
  static func cell(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, Self.formulaStarts.contains(first) {
      text = "'" + text
    }
    return Self.quoted(text)
  }

  /// A cell with its text unchanged, for files that this program reads again.
  static func quoted(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// OWASP, "CSV Injection".
  private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r"]
}
