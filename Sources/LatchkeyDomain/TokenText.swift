/// The text form of tokens: a prefix that names the purpose, then 32 random bytes in 43 characters
/// of base64url without padding.
///
/// Neither "=" nor "." occurs, so that no mail encoding breaks a link (failure 7). Every value has
/// exactly one accepted text: what is empty, short, long or foreign is refused here and never
/// reaches a query (I4).
public enum TokenText {
  /// Random bytes in a token: 256 bits, above the 128 that OWASP ASVS 6.5.3 asks for.
  public static let secretByteCount = 32
  /// Characters of a whole token.
  public static let characterCount = 5 + 43

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Writes a token.
  public static func write(_ purpose: TokenPurpose, secret: [UInt8]) -> SecretBytes {
    precondition(secret.count == Self.secretByteCount, "A token has 32 random bytes.")
    var text = Array(purpose.prefix.utf8)
    text.reserveCapacity(Self.characterCount)
    var pool: UInt32 = 0
    var bits = 0
    for byte in secret {
      pool = pool << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(Self.alphabet[Int(pool >> UInt32(bits) & 0x3F)])
      }
    }
    text.append(Self.alphabet[Int(pool << UInt32(6 - bits) & 0x3F)])
    defer { wipe(&text) }
    return SecretBytes(text)
  }

  /// Reads a token: its purpose and its 32 bytes, or nil when it is not exactly one of ours.
  public static func read(_ text: SecretBytes) -> (purpose: TokenPurpose, secret: SecretBytes)? {
    guard text.count == Self.characterCount else { return nil }
    return text.withBytes { bytes in
      guard let purpose = Self.purpose(of: bytes) else { return nil }
      var secret: [UInt8] = []
      secret.reserveCapacity(Self.secretByteCount)
      defer { wipe(&secret) }
      var pool: UInt32 = 0
      var bits = 0
      for index in 5..<Self.characterCount {
        guard let value = Self.value(of: bytes[index]) else { return nil }
        pool = pool << 6 | value
        bits += 6
        if bits >= 8 {
          bits -= 8
          secret.append(UInt8(truncatingIfNeeded: pool >> UInt32(bits)))
        }
      }
      // 43 characters carry 258 bits; the two left over must be zero, or two texts would be one
      // token.
      guard pool & 0x3 == 0 else { return nil }
      return (purpose, SecretBytes(secret))
    }
  }

  /// Prefixes as bytes: this is on the path of every call.
  private static let prefixes = TokenPurpose.allCases.map { ($0, Array($0.prefix.utf8)) }

  private static func purpose(of text: Span<UInt8>) -> TokenPurpose? {
    for (purpose, prefix) in Self.prefixes {
      var isThis = true
      for index in 0..<prefix.count where prefix[index] != text[index] { isThis = false }
      if isThis { return purpose }
    }
    return nil
  }

  private static func value(of character: UInt8) -> UInt32? {
    switch character {
    case 0x41...0x5A: UInt32(character - 0x41)
    case 0x61...0x7A: UInt32(character - 0x61 + 26)
    case 0x30...0x39: UInt32(character - 0x30 + 52)
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
