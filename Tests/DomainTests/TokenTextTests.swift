import LatchkeyBase
import LatchkeyDomain
import LatchkeyTestBasics
import Testing

/// The text form of tokens: one text for each value, nothing foreign ever read (I4).
struct TokenTextTests {
  private static func bytes(_ secret: Secret) -> [UInt8] {
    secret.withBytes { span in span.indices.map { span[$0] } }
  }

  private static func read(_ text: [UInt8]) -> (purpose: TokenPurpose, secret: [UInt8])? {
    TokenText.read(Secret(copying: text)).map { ($0.purpose, self.bytes($0.secret)) }
  }

  private static func secret(seed: UInt64) -> [UInt8] {
    var numbers = SeededNumbers(seed: seed)
    return (0..<32).map { _ in UInt8.random(in: 0...255, using: &numbers) }
  }

  @Test("I4 every purpose is written and read back", arguments: TokenPurpose.allCases)
  func roundTrip(purpose: TokenPurpose) throws {
    let patterns: [[UInt8]] = [
      [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xFF, count: 32),
      Array(0..<32), Self.secret(seed: 1), Self.secret(seed: 2),
    ]
    for secret in patterns {
      let text = Self.bytes(TokenText.write(purpose, secret: secret))
      #expect(text.count == TokenText.characterCount)
      #expect(String(decoding: text, as: UTF8.self).hasPrefix(purpose.prefix))
      #expect(text.allSatisfy { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ".") })
      let read = try #require(Self.read(text))
      #expect(read.purpose == purpose)
      #expect(read.secret == secret)
    }
  }

  @Test("The text of a token is what RFC 4648 says of base64url")
  func knownAnswer() {
    let secret = Array("The quick brown fox jumps over t".utf8)
    let text = Self.bytes(TokenText.write(.agentReset, secret: secret))
    #expect(
      String(decoding: text, as: UTF8.self) == "lkar_VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHQ")
  }

  @Test(
    "I4 whatever one character is changed to, the token is refused or another one",
    arguments: TokenPurpose.allCases)
  func corrupted(purpose: TokenPurpose) {
    let secret = Self.secret(seed: UInt64(purpose.rawValue))
    let text = Self.bytes(TokenText.write(purpose, secret: secret))
    for position in text.indices {
      for byte in UInt8.min...UInt8.max where byte != text[position] {
        var changed = text
        changed[position] = byte
        guard let read = Self.read(changed) else { continue }
        let isSame = read.purpose == purpose && read.secret == secret
        let isCanonical = Self.bytes(TokenText.write(read.purpose, secret: read.secret)) == changed
        if isSame || !isCanonical {
          Issue.record("Byte \(byte) at \(position) reads as a token with two texts.")
        }
        if position < 5 && read.secret != secret {
          Issue.record("The prefix changed the secret.")
        }
      }
    }
  }

  @Test("I4 the two bits that are left over must be zero")
  func leftOverBits() {
    let text = Self.bytes(TokenText.write(.agentReset, secret: Self.secret(seed: 3)))
    var accepted = 0
    for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    where Self.read(text.dropLast() + [character]) != nil {
      accepted += 1
    }
    #expect(accepted == 16, "Six bits, of which four count.")
  }

  @Test("I4 every length but the right one is refused", arguments: Array(0...96))
  func length(count: Int) {
    let text = Self.bytes(TokenText.write(.agentSession, secret: Self.secret(seed: 4)))
    let other = (0..<count).map { $0 < text.count ? text[$0] : UInt8(ascii: "A") }
    #expect((Self.read(other) != nil) == (count == TokenText.characterCount))
  }

  @Test(
    "I4 what only looks like a token is refused",
    arguments: [
      "", "lkar_", String(repeating: "A", count: 48), "lkar-" + String(repeating: "A", count: 43),
      "LKAR_" + String(repeating: "A", count: 43), "lkxx_" + String(repeating: "A", count: 43),
      " lkar_" + String(repeating: "A", count: 42), "lkar_" + String(repeating: "A", count: 42),
      "lkar_" + String(repeating: "A", count: 42) + "=",
      "lkar_" + String(repeating: "A", count: 42) + "\n",
      "lkar_+" + String(repeating: "A", count: 42), "lkar_/" + String(repeating: "A", count: 42),
      "lkar_" + String(repeating: "é", count: 21) + "A",
    ])
  func foreign(text: String) {
    #expect(Self.read(Array(text.utf8)) == nil)
  }

  @Test("I3 no purpose shares its prefix, population or place with another")
  func purposes() {
    #expect(Set(TokenPurpose.allCases.map(\.prefix)).count == TokenPurpose.allCases.count)
    #expect(TokenPurpose.allCases.allSatisfy { $0.prefix.utf8.count == 5 })
    for population in Population.allCases {
      let own: [TokenPurpose] = [
        .reset(population), .activation(population), .passwordChange(population),
        .session(population), .staffReset(population), .emailChange(population),
        .secondFactorTicket(population), .enrollment(population),
      ]
      #expect(Set(own).count == 8)
      #expect(own.allSatisfy { $0.population == population })
      #expect(
        Set(TokenPurpose.allCases.filter { $0.population == population }) == Set(own),
        "A purpose that no call asks for.")
    }
  }
}
