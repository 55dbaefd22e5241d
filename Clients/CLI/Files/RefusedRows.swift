import LatchkeySchema

/// Report of the refused rows of an import: the rows as they stood, with the reasons.
struct RefusedRows {
  private let path: String?
  private let titles: [String]?
  private var sink: FileSink?

  /// - Parameters:
  ///   - path: A file that does not exist yet, created with the first row; nil for no report.
  ///   - titles: Titles of the table; nil for JSON lines.
  init(path: String?, titles: [String]?) {
    self.path = path
    self.titles = titles
  }

  /// Writes a row, by the cells that it had.
  mutating func write(_ cells: [String], _ result: ImportResult) throws(Refusal) {
    guard let path else { return }
    if self.sink == nil {
      self.sink = try FileSink(path: path)
      if let titles {
        try self.sink?.write(CSVText.row(titles + ["reason", "field", "detail"]))
      }
    }
    guard let titles else {
      // Unchanged: a reason in it would be an unknown field of the next import.
      try self.sink?.write((cells.first ?? "") + "\n")
      return
    }
    let padding = Array(repeating: "", count: max(0, titles.count - cells.count))
    let why = [result.reason, result.field, result.detail].map { $0 ?? "" }
    try self.sink?.write(
      cells.map { CSVText.quoted($0) }.joined(separator: ",") + "," + CSVText.row(padding + why))
  }

  /// Syncs the file, if there is one.
  func finish() throws(Refusal) {
    try self.sink?.finish()
  }
}
