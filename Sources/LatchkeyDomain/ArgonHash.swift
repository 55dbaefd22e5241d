/// A PHC string of Argon2, read strictly.
///
/// One spelling for one hash: no leading zeros, no other order, no padding, no bytes after it.
/// What does not read here is never handed to the library that computes.
public struct ArgonHash: Hashable, Sendable {
  /// Which of the functions of RFC 9106.
  public enum Variant: String, CaseIterable, Hashable, Sendable {
    /// Argon2id: hashes of ours, and imported ones.
    case id = "argon2id"
    /// Argon2i: imported ones only.
    case i = "argon2i"
  }

  /// Bytes of a PHC string at most: libsodium's buffer of 128, less the final zero.
  public static let byteCountMax = 127

  /// Which function.
  public let variant: Variant
  /// What one evaluation costs. Whether it is too much is for the caller to ask.
  public let cost: HashCost

  /// Reads a PHC string, or nil when it is none of Argon2 version 19 in canonical form.
  public init?(phc: String) {
    var text = Array(phc.utf8)[...]
    guard text.count <= Self.byteCountMax,
      let variant = Variant.allCases.first(where: {
        Self.take("$\($0.rawValue)$v=19$m=", from: &text)
      }),
      let memoryKiB = Self.takeNumber(from: &text), Self.take(",t=", from: &text),
      let passes = Self.takeNumber(from: &text), Self.take(",p=", from: &text),
      let lanes = Self.takeNumber(from: &text), Self.take("$", from: &text),
      let salt = text.firstIndex(of: UInt8(ascii: "$")),
      // RFC 9106, 3.1: a salt of 8 bytes or more, a tag of 4 or more; 16 bytes of tag keep 128 bits.
      Self.isBase64(text[..<salt], byteCounts: 8...48),
      Self.isBase64(text[(salt + 1)...], byteCounts: 16...64)
    else { return nil }
    self.variant = variant
    self.cost = HashCost(memoryKiB: memoryKiB, passes: passes, lanes: lanes)
  }

  private static func take(_ literal: String, from text: inout ArraySlice<UInt8>) -> Bool {
    guard text.starts(with: literal.utf8) else { return false }
    text.removeFirst(literal.utf8.count)
    return true
  }

  /// A decimal number of one to nine digits that does not start with zero.
  private static func takeNumber(from text: inout ArraySlice<UInt8>) -> Int? {
    let digits = text.prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard 1...9 ~= digits.count, digits.first != UInt8(ascii: "0") else { return nil }
    text.removeFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Whether it is base64 without padding, with left-over bits of zero.
  private static func isBase64(
    _ text: ArraySlice<UInt8>, byteCounts: ClosedRange<Int>
  ) -> Bool {
    guard text.count % 4 != 1, byteCounts ~= text.count * 3 / 4 else { return false }
    var last = 0
    for character in text {
      switch character {
      case 0x41...0x5A: last = Int(character) - 0x41
      case 0x61...0x7A: last = Int(character) - 0x61 + 26
      case 0x30...0x39: last = Int(character) - 0x30 + 52
      case UInt8(ascii: "+"): last = 62
      case UInt8(ascii: "/"): last = 63
      default: return false
      }
    }
    switch text.count % 4 {
    case 2: return last & 0xF == 0
    case 3: return last & 0x3 == 0
    default: return true
    }
  }
}
