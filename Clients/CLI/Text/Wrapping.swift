/// Paragraphs wrapped at a width, and definitions in two columns.
enum Wrapping {
  /// Two columns, the right one wrapped at 80 characters.
  static func columns(_ rows: [(String, String)]) -> [String] {
    let width = min(28, rows.map(\.0.count).max() ?? 0)
    return rows.flatMap { left, right in
      let indent = String(repeating: " ", count: width + 4)
      let wrapped = right.split(separator: "\n").flatMap {
        Self.wrap(String($0), to: 80 - width - 4)
      }
      guard left.count <= width else { return ["  \(left)"] + wrapped.map { indent + $0 } }
      let head = "  " + left + String(repeating: " ", count: width - left.count + 2)
      return [head + (wrapped.first ?? "")] + wrapped.dropFirst().map { indent + $0 }
    }
  }

  /// Lines of at most `width` characters. Line breaks of the text stay; a longer word has its own line.
  static func wrap(_ text: String, to width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      var lines = [""]
      for word in paragraph.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if last.count + 1 + word.count <= width {
          lines[lines.count - 1] = last + " " + word
        } else {
          lines.append(String(word))
        }
      }
      return lines
    }
  }
}
