/// Texts in header fields (RFC 5322, RFC 2047).
///
/// Whatever comes in, no line end and no control character comes out: names are written by people.
enum HeaderText {
  /// RFC 2047, 2: a line with an encoded word has at most 76 characters.
  private static let lineLength = 76
  /// Bytes of text in one encoded word: with 52 characters it fits behind every field name of ours.
  private static let wordByteCount = 30

  /// A field with free text.
  static func field(_ name: String, text: String) -> String {
    let text = self.oneLine(text)
    let line = "\(name): \(text)"
    let isPlain = self.isPrintable(text) && !text.contains("=?") && !text.isEmpty
    guard isPlain, line.utf8.count <= Self.lineLength else {
      return "\(name): \(self.encodedWords(text))"
    }
    return line
  }

  /// A field with one mailbox: a person's or a desk's name, and an address.
  static func field(_ name: String, mailbox: String, address: String) -> String {
    let mailbox = self.oneLine(mailbox)
    // The address has passed the rules for addresses; what could end it early is left out once more.
    let address = String(
      String.UnicodeScalarView(
        address.unicodeScalars.filter {
          0x21...0x7E ~= $0.value && !"<>".unicodeScalars.contains($0)
        }
      ))
    guard !mailbox.isEmpty else { return "\(name): <\(address)>" }
    let phrase = self.phrase(mailbox)
    let line = "\(name): \(phrase) <\(address)>"
    // The last line of a folded phrase has at most 53 characters and is counted as a whole one.
    let isShort = !phrase.contains("\r\n") && line.utf8.count <= Self.lineLength
    return isShort ? line : "\(name): \(phrase)\r\n <\(address)>"
  }

  /// RFC 5322, 3.2.5: words as they are, quoted, or encoded.
  private static func phrase(_ text: String) -> String {
    let isWord = { (character: Unicode.Scalar) in
      character.isASCII
        && (character.properties.isAlphabetic
          || "0123456789 !#$%&'*+-/^_`{|}~".unicodeScalars
            .contains(character))
    }
    guard self.isPrintable(text), !text.contains("=?"), text.utf8.count <= 50 else {
      return self.encodedWords(text)
    }
    if text.unicodeScalars.allSatisfy(isWord) { return text }
    let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }

  /// The text with every control character and line separator replaced by a space.
  static func oneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: line.append(" ")
      default: line.append(scalar)
      }
    }
    let words = String(line).split(separator: " ")
    return words.joined(separator: " ")
  }

  /// ASCII capitals as small letters, everything else as it is.
  static func asciiSmall(_ text: String) -> String {
    String(decoding: text.utf8.map { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 }, as: UTF8.self)
  }

  private static func isPrintable(_ text: String) -> Bool {
    text.utf8.allSatisfy { 0x20...0x7E ~= $0 }
  }

  /// Encoded words of base64, folded. None of them splits a code point.
  private static func encodedWords(_ text: String) -> String {
    var chunks: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if chunks[chunks.count - 1].count + bytes.count > Self.wordByteCount { chunks.append([]) }
      chunks[chunks.count - 1] += bytes
    }
    return chunks.map { "=?UTF-8?B?\(self.base64($0))?=" }.joined(separator: "\r\n ")
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  private static func base64(_ bytes: [UInt8]) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(
          place <= group.count ? Self.alphabet[bits >> (18 - 6 * place) & 0x3F] : "=")
      }
    }
    return text
  }
}
