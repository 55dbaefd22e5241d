/// The text of a key file, read strictly and without a copy of any key.
enum KeyFileText {
  /// One key's line.
  struct KeyLine {
    let id: KeyFile.KeyID
    /// Where the line is, without its line feed.
    let range: Range<Int>
    /// Whether the key verifies the audit only.
    let isForAuditOnly: Bool
    /// When another key took its place, in milliseconds since the Unix epoch, if the line says so.
    let replacedAt: Int64?

    /// Where its 64 digits begin.
    var keyOffset: Int { self.range.lowerBound + (self.isForAuditOnly ? 15 : 13) }
  }

  static let header = "latchkey-keys 1"

  /// Finds the keys in a file's text.
  static func keyLines(_ text: Span<UInt8>, path: String) throws(KeyFileError) -> [KeyLine] {
    var found: [KeyLine] = []
    var start = 0
    var number = 0
    func malformed(_ problem: String) -> KeyFileError {
      .malformed(path: path, line: number, problem: problem)
    }
    while start < text.count {
      number += 1
      guard let end = (start..<text.count).first(where: { text[$0] == 0x0A }) else {
        throw malformed("it does not end with a line feed.")
      }
      let line = text.extracting(start..<end)
      if number == 1 {
        guard self.equal(line, self.header) else {
          throw malformed("it must say \"\(self.header)\".")
        }
      } else if !line.isEmpty && line[0] != UInt8(ascii: "#") {
        guard let key = self.keyLine(line, at: start..<end) else {
          throw malformed(
            "a key is \"key\" or \"audit\", 8 and 64 small hexadecimal digits, and perhaps the "
              + "moment when it was replaced.")
        }
        guard !found.contains(where: { $0.id == key.id }) else {
          throw malformed("the id \(key.id) is there twice.")
        }
        guard found.count < KeyFile.keyCountMax else {
          throw malformed("there are more than \(KeyFile.keyCountMax) keys.")
        }
        guard key.isForAuditOnly || found.last?.isForAuditOnly != true else {
          throw malformed("keys for the audit only are older than the others and stand below them.")
        }
        found.append(key)
      }
      start = end + 1
    }
    guard found.first?.isForAuditOnly == false else {
      number += found.isEmpty ? 1 : 0
      throw malformed("there is no key that makes new digests.")
    }
    return found
  }

  /// "key ", eight digits, a space, 64 digits: 77 bytes; then perhaps a space and 1 to 15 decimal
  /// digits. Or "audit " in the place of "key ", without a moment.
  private static func keyLine(_ line: Span<UInt8>, at range: Range<Int>) -> KeyLine? {
    let isForAuditOnly = line.count == 79 && self.equal(line.extracting(0..<6), "audit ")
    let start = isForAuditOnly ? 6 : 4
    guard isForAuditOnly || line.count >= 77 && self.equal(line.extracting(0..<4), "key "),
      line[start + 8] == 0x20
    else { return nil }
    var id: UInt32 = 0
    for index in start..<(start + 8) {
      guard let digit = self.digit(line[index]) else { return nil }
      id = id << 4 | digit
    }
    for index in (start + 9)..<(start + 73) where self.digit(line[index]) == nil { return nil }
    var replacedAt: Int64?
    if line.count > start + 73 {
      guard 79...93 ~= line.count, line[77] == 0x20 else { return nil }
      var moment: Int64 = 0
      for index in 78..<line.count {
        guard 0x30...0x39 ~= line[index] else { return nil }
        moment = moment * 10 + Int64(line[index] - 0x30)
      }
      replacedAt = moment
    }
    return KeyLine(
      id: KeyFile.KeyID(rawValue: id), range: range, isForAuditOnly: isForAuditOnly,
      replacedAt: replacedAt)
  }

  private static func digit(_ character: UInt8) -> UInt32? {
    switch character {
    case 0x30...0x39: UInt32(character - 0x30)
    case 0x61...0x66: UInt32(character - 0x61 + 10)
    default: nil
    }
  }

  private static func equal(_ span: Span<UInt8>, _ literal: String) -> Bool {
    span.count == literal.utf8.count && zip(0..., literal.utf8).allSatisfy { span[$0] == $1 }
  }
}
