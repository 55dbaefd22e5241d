import CColumns
import Glibc

/// Display width of a text at a terminal: letters of Chinese and most emoji take two columns,
/// combining accents none.
enum Columns {
  /// Sets the character set to UTF-8, once and before there are other threads: the table of widths of
  /// the C library depends on it, and the output is UTF-8 in every locale.
  static func prepare() {
    // Unsafe: a call of C that takes a pointer, to a literal here.
    _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
  }

  /// How many columns a text takes.
  static func count(_ text: String) -> Int {
    // The common case: in ASCII a letter is a column.
    if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + Self.count($1) }
  }

  /// A text with spaces behind it, up to so many columns.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - Self.count(text)))
  }

  private static func count(_ scalar: Unicode.Scalar) -> Int {
    let width = wcwidth(wchar_t(bitPattern: scalar.value))
    // Letters unknown to the C library, and all letters where it lacks the character set, count as one.
    return width < 0 ? 1 : Int(width)
  }
}
