public import LatchkeyBase

/// A code for when the device is lost. Each is used once.
///
/// 24 characters of 5 random bits, in groups of four: 120 bits, so that the store may hold a plain
/// digest (OWASP ASVS 6.5.2: from 112 bits on).
public enum RecoveryCode {
  /// Codes that are given out together.
  public static let count = 10
  /// Random bytes of one code.
  public static let byteCount = 15

  /// RFC 4648, 6, in small letters: without 0, 1, 8 and 9, which look like letters.
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
  private static let groupLength = 4

  /// The text of a code: "k3vd-…", six groups.
  public static func write(_ bytes: [UInt8]) -> Secret {
    precondition(bytes.count == Self.byteCount, "A recovery code has \(Self.byteCount) bytes.")
    var text: [UInt8] = []
    text.reserveCapacity(30)
    defer { wipe(&text) }
    var written = 0
    Base32.write(bytes, alphabet: Self.alphabet) { character in
      if written > 0, written % Self.groupLength == 0 { text.append(UInt8(ascii: "-")) }
      text.append(character)
      written += 1
    }
    return Secret(copying: text)
  }

  /// The bytes in what was typed; nil when it is no code. Case, spaces and hyphens do not matter.
  public static func read(_ typed: Secret) -> Secret? {
    guard typed.byteCount <= 100 else { return nil }
    return typed.withBytes { text in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Self.byteCount)
      defer { wipe(&bytes) }
      var bits: UInt32 = 0
      var bitCount = 0
      var characters = 0
      for index in text.indices where text[index] != 0x20 && text[index] != UInt8(ascii: "-") {
        let letter = 0x41...0x5A ~= text[index] ? text[index] | 0x20 : text[index]
        guard let value = Self.alphabet.firstIndex(of: letter),
          characters < Self.byteCount * 8 / 5
        else { return nil }
        characters += 1
        bits = bits << 5 | UInt32(value)
        bitCount += 5
        if bitCount >= 8 {
          bitCount -= 8
          bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        }
      }
      return bytes.count == Self.byteCount ? Secret(copying: bytes) : nil
    }
  }
}
