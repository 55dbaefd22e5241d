/// The lines of a configuration file, whichever system wrote it.
///
/// A pure function of the bytes: a byte-order mark at the start is skipped, LF, CRLF and CR end a line, and
/// a comment is a `#` that begins a line or stands behind white space. A `#` inside a value belongs to the
/// value, so that a file takes the same values as a flag.
struct ConfigurationText {
  /// What one line says.
  enum Line: Equatable {
    /// `[NAME …]`, without the brackets.
    case section(String)
    /// `key = value`, both without white space at their ends.
    case assignment(key: String, value: String)
    /// Neither; the whole line.
    case other(String)
  }

  /// The lines that say something, with their numbers from 1.
  let lines: [(number: Int, line: Line)]

  /// Reads a file; nil when the bytes are not UTF-8.
  ///
  /// - Parameter bytes: The whole file.
  init?(_ bytes: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else { return nil }
    var found: [(Int, Line)] = []
    for (index, scalars) in Self.lines(of: text).enumerated() {
      if let line = Self.read(scalars) { found.append((index + 1, line)) }
    }
    self.lines = found
  }

  /// Splits at scalars: Swift takes CR LF for one character, which is neither of the two.
  private static func lines(of text: String) -> [Substring.UnicodeScalarView] {
    var lines: [Substring.UnicodeScalarView] = []
    var rest = text.unicodeScalars[...]
    while let end = rest.firstIndex(where: { $0 == "\n" || $0 == "\r" }) {
      lines.append(rest[..<end])
      var next = rest.index(after: end)
      if rest[end] == "\r", next < rest.endIndex, rest[next] == "\n" {
        next = rest.index(after: next)
      }
      rest = rest[next...]
    }
    lines.append(rest)
    return lines
  }

  private static func read(_ line: Substring.UnicodeScalarView) -> Line? {
    let content = Self.trimmed(Self.withoutComment(line))
    guard let first = content.first else { return nil }
    if first == "[" {
      guard content.last == "]", content.count > 1 else { return .other(String(content)) }
      return .section(String(content.dropFirst().dropLast()))
    }
    guard let equals = content.firstIndex(of: "=") else { return .other(String(content)) }
    return .assignment(
      key: String(Self.trimmed(content[..<equals])),
      value: String(Self.trimmed(content[content.index(after: equals)...])))
  }

  private static func withoutComment(
    _ line: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView {
    var isBehindSpace = true
    for index in line.indices {
      if line[index] == "#" && isBehindSpace { return line[..<index] }
      isBehindSpace = Self.isSpace(line[index])
    }
    return line
  }

  private static func trimmed(
    _ text: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView {
    guard let first = text.firstIndex(where: { !Self.isSpace($0) }),
      let last = text.lastIndex(where: { !Self.isSpace($0) })
    else { return text.prefix(0) }
    return text[first...last]
  }

  /// Spaces, tabs and the no-break spaces that editors and web pages bring along.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\u{A0}" || scalar == "\u{202F}"
  }
}
