/// Cards and tables, as lines for people.
enum Layout {
  /// A title, then names and values below each other. Values that are nil are left out.
  static func card(_ title: String, _ rows: [(String, String?)]) -> [String] {
    let rows = rows.compactMap { name, value in value.map { (name, Self.visible($0)) } }
    let width = rows.map { Columns.count($0.0) }.max() ?? 0
    return [Self.visible(title)]
      + rows.map { name, value in "  \(Columns.padded(name, to: width))  \(value)" }
  }

  /// A table with a line of titles, as narrow as its content.
  static func table(_ titles: [String], _ rows: [[String]]) -> [String] {
    let cells = [titles] + rows.map { $0.map(Self.visible) }
    let widths = titles.indices.map { column in
      cells.map { Columns.count($0[column]) }.max() ?? 0
    }
    return cells.map { row in
      let padded = zip(row, widths).map { Columns.padded($0, to: $1) }
      let line = padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Replaces control and format characters by dots, so that a stored text cannot steer the terminal.
  static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: Self.isSteering) else { return text }
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { Self.isSteering($0) ? "·" : $0 }))
  }

  private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension String {
  /// The text itself, or another one in place of an empty text.
  func ifEmpty(_ other: String) -> String { self.isEmpty ? other : self }
}
