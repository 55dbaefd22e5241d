import CColumns
import Glibc

/// How much room a text takes at a terminal: letters of Chinese and most emoji take two columns,
/// accents that stand on another letter none.
enum Columns {
  /// Names the character set, once, before there are other threads: the system's table of widths
  /// depends on it, and what is written is UTF-8 whatever the person's locale says.
  static func prepare() {
    _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
  }

  /// How many columns a text takes.
  static func count(_ text: String) -> Int {
    // Almost every text; and there a letter is a column.
    if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + Self.count($1) }
  }

  /// A text with spaces behind it, up to so many columns.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - Self.count(text)))
  }

  private static func count(_ scalar: Unicode.Scalar) -> Int {
    let width = wcwidth(wchar_t(bitPattern: scalar.value))
    // Unknown to the system, or a system without the character set: most letters take one.
    return width < 0 ? 1 : Int(width)
  }
}
