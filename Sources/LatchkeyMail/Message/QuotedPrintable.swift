/// RFC 2045, 6.7: text in lines of at most 76 ASCII characters.
///
/// Everything that some mail software is known to change is encoded: white space at the end of a
/// line, a dot or "From " at its start. A soft line break may fall anywhere, in a link as well;
/// every decoder takes it out again.
enum QuotedPrintable {
  private static let lineLength = 76
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Appends a line of text and its line end.
  ///
  /// - Parameters:
  ///   - line: UTF-8 without line ends.
  ///   - output: Where it goes.
  static func append(line: Span<UInt8>, to output: inout [UInt8]) {
    var column = 0
    for index in line.indices {
      let byte = line[index]
      let isLast = index == line.count - 1
      // One column stays free for the "=" of a soft break, unless the line ends here.
      let room = (isLast ? Self.lineLength : Self.lineLength - 1) - column
      if room < (Self.isLiteral(line, at: index, inColumn: column) ? 1 : 3) {
        output.append(contentsOf: [UInt8(ascii: "="), 0x0D, 0x0A])
        column = 0
      }
      if Self.isLiteral(line, at: index, inColumn: column) {
        output.append(byte)
        column += 1
      } else {
        output.append(UInt8(ascii: "="))
        output.append(Self.digits[Int(byte >> 4)])
        output.append(Self.digits[Int(byte & 0xF)])
        column += 3
      }
    }
    output.append(contentsOf: [0x0D, 0x0A])
  }

  /// Whether a byte stands for itself in this column.
  private static func isLiteral(
    _ line: Span<UInt8>, at index: Int, inColumn column: Int
  ) -> Bool {
    switch line[index] {
    case UInt8(ascii: "="): return false
    case 0x20, 0x09: return index < line.count - 1
    case UInt8(ascii: "."): return column > 0
    case UInt8(ascii: "F"):
      guard column == 0, line.count - index >= 5 else { return true }
      return !zip((index + 1)..., "rom ".utf8).allSatisfy { line[$0] == $1 }
    case 0x21...0x7E: return true
    default: return false
    }
  }
}
