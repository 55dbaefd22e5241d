public import LatchkeyBase

/// The text form of tokens: a prefix that names the purpose, then 32 random bytes in 43 characters
/// of base64url without padding.
///
/// Neither "=" nor "." occurs, so that no mail encoding breaks a link. Every value has
/// exactly one accepted text: what is empty, short, long or foreign is refused here and never
/// reaches a query.
public enum TokenText {
  /// Random bytes in a token: 256 bits, above the 128 that OWASP ASVS 6.5.3 asks for.
  public static let secretByteCount = 32
  /// Characters of a whole token.
  public static let characterCount = 5 + 43

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Writes a token.
  public static func write(_ purpose: TokenPurpose, secret: [UInt8]) -> Secret {
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
    return Secret(copying: text)
  }

  /// Reads a token: its purpose and its 32 bytes, or nil when it is not exactly one of ours.
  public static func read(_ text: Secret) -> (purpose: TokenPurpose, secret: Secret)? {
    text.withBytes { Self.read($0) }
  }

  /// The same of bytes that are lent.
  public static func read(
    _ text: Span<UInt8>
  ) -> (purpose: TokenPurpose, secret: Secret)? {
    guard text.count == Self.characterCount, let purpose = Self.purpose(of: text) else {
      return nil
    }
    let values = Self.values
    let secret = Secret(byteCount: Self.secretByteCount) { secret in
      // Bytes outside the alphabet set one of the two upper bits, which are looked at once.
      var seen: UInt8 = 0
      var pool: UInt32 = 0
      var bits = 0
      var place = 0
      for index in 5..<Self.characterCount {
        let value = values[Int(text[index])]
        seen |= value
        pool = pool << 6 | UInt32(value)
        bits += 6
        if bits >= 8 {
          bits -= 8
          secret[place] = UInt8(truncatingIfNeeded: pool >> UInt32(bits))
          place += 1
        }
      }
      // 43 characters carry 258 bits; the two left over must be zero, or two texts would be one
      // token.
      return seen < 64 && pool & 0x3 == 0
    }
    return secret.map { (purpose, $0) }
  }

  /// Prefixes as numbers: this is on the path of every call.
  private static let prefixes = TokenPurpose.allCases.map { purpose in
    (purpose, purpose.prefix.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  private static func purpose(of text: Span<UInt8>) -> TokenPurpose? {
    var number: UInt64 = 0
    for index in 0..<5 { number = number << 8 | UInt64(text[index]) }
    for (purpose, prefix) in Self.prefixes where prefix == number { return purpose }
    return nil
  }

  /// The value of each character, by its number; 0xFF for those that are none of ours. A table: a
  /// branch for each kind of character would be guessed wrongly every other time.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in Self.alphabet.enumerated() {
      values[Int(character)] = UInt8(value)
    }
    return values
  }()
}
