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
      let isLiteral: Bool
      switch byte {
      case UInt8(ascii: "="): isLiteral = false
      case 0x20, 0x09: isLiteral = !isLast
      case UInt8(ascii: "."), UInt8(ascii: "F"): isLiteral = column > 0
      case 0x21...0x7E: isLiteral = true
      default: isLiteral = false
      }
      let width = isLiteral ? 1 : 3
      // One column stays free for the "=" of a soft break, unless the line ends here.
      if column + width > (isLast ? Self.lineLength : Self.lineLength - 1) {
        output.append(contentsOf: [UInt8(ascii: "="), 0x0D, 0x0A])
        column = 0
      }
      if isLiteral && !(column == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))) {
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
}
