public import LatchkeyBase

/// Temporary passwords, made by the service: read out on the telephone, typed once.
///
/// Groups of four characters with hyphens between, such as "Kpt7-hXa4-Rmu9-wCe3". Of the
/// characters that look alike in common fonts (0 and O; 1, I, i, j and l; 2 and Z; 5 and S; 6 and G;
/// 8 and B; 9, g and q) one at most is used.
/// Capital and small letters differ.
public enum TemporaryPasswordText {
  /// The characters that are drawn from, each as likely as any other.
  public static let alphabet: [UInt8] = Array("ACDEFHJKLMNPRTUVWXYabcdefhkmnprtuvwxy23456789".utf8)
  /// Characters that are drawn at least: more than 87 bits, where OWASP ASVS 6.5.3 and NIST
  /// SP 800-63B-4 3.1.3.2 ask for 20 for a secret that is tried against a limit, and the desk for 64.
  public static let characterCountMin = 16
  /// Characters between two hyphens.
  static let groupCount = 4

  /// Makes a temporary password.
  ///
  /// - Parameters:
  ///   - length: Characters that the policy asks for, hyphens included; it never has fewer than
  ///     ``characterCountMin`` without them.
  ///   - random: Gives that many random bytes. They are wiped.
  /// - Returns: The password, with a capital letter, a small one, a digit and a hyphen at least.
  public static func make(length: Int = 0, random: (Int) -> [UInt8]) -> Secret {
    var count = self.characterCountMin
    while count + count / self.groupCount - 1 < length { count += self.groupCount }
    while true {
      var drawn = self.draw(count, random: random)
      defer { wipe(&drawn) }
      guard self.isMixed(drawn) else { continue }
      var text: [UInt8] = []
      // Room for all of it at once: growing would leave parts behind.
      text.reserveCapacity(count + count / self.groupCount)
      defer { wipe(&text) }
      for (place, character) in drawn.enumerated() {
        if place > 0 && place % self.groupCount == 0 { text.append(UInt8(ascii: "-")) }
        text.append(character)
      }
      return Secret(copying: text)
    }
  }

  /// Characters of the alphabet without bias: bytes beyond its last full multiple are drawn again.
  private static func draw(_ count: Int, random: (Int) -> [UInt8]) -> [UInt8] {
    let size = self.alphabet.count
    let bound = 256 / size * size
    var drawn: [UInt8] = []
    drawn.reserveCapacity(count)
    while drawn.count < count {
      var bytes = random(count)
      for byte in bytes where Int(byte) < bound && drawn.count < count {
        drawn.append(self.alphabet[Int(byte) % size])
      }
      wipe(&bytes)
    }
    return drawn
  }

  /// One in twenty has no digit and is drawn again, which costs less than a tenth of a bit.
  private static func isMixed(_ drawn: [UInt8]) -> Bool {
    drawn.contains { $0 >= 0x30 && $0 <= 0x39 } && drawn.contains { $0 >= 0x41 && $0 <= 0x5A }
      && drawn.contains { $0 >= 0x61 }
  }
}
