/// The text of a key file, read strictly and without a copy of any key.
enum KeyFileText {
  /// One key's line: its id, and where its 64 digits begin.
  struct KeyLine {
    let id: KeyFile.KeyID
    let keyOffset: Int
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
        guard let id = self.keyID(line) else {
          throw malformed("a key is \"key\", 8 and 64 small hexadecimal digits.")
        }
        guard !found.contains(where: { $0.id == id }) else {
          throw malformed("the id \(id) is there twice.")
        }
        guard found.count < KeyFile.keyCountMax else {
          throw malformed("there are more than \(KeyFile.keyCountMax) keys.")
        }
        found.append(KeyLine(id: id, keyOffset: start + 13))
      }
      start = end + 1
    }
    guard !found.isEmpty else {
      number += 1
      throw malformed("there is no key.")
    }
    return found
  }

  /// "key ", eight digits, a space, 64 digits: 77 bytes.
  private static func keyID(_ line: Span<UInt8>) -> KeyFile.KeyID? {
    guard line.count == 77, self.equal(line.extracting(0..<4), "key "), line[12] == 0x20 else {
      return nil
    }
    var id: UInt32 = 0
    for index in 4..<12 {
      guard let digit = self.digit(line[index]) else { return nil }
      id = id << 4 | digit
    }
    for index in 13..<77 where self.digit(line[index]) == nil { return nil }
    return KeyFile.KeyID(rawValue: id)
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
