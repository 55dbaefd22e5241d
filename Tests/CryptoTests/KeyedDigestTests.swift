import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyTesting
import Testing

@Suite("Keyed digests")
struct KeyedDigestTests {
  private let folder: TemporaryFolder

  init() throws {
    self.folder = try TemporaryFolder()
  }

  /// Digests under keys whose 32 bytes are all the same.
  private func digests(_ bytes: [UInt8]) throws -> KeyedDigestsBySodium {
    let lines = bytes.map { byte in
      let hex = String(byte, radix: 16)
      let digits = hex.count == 1 ? "0\(hex)" : hex
      return "key 000000\(digits) \(String(repeating: digits, count: 32))\n"
    }
    let path = try self.folder.write("keys", "latchkey-keys 1\n\(lines.joined())")
    return try KeyedDigestsBySodium(keys: KeyFile(at: path))
  }

  @Test("They are keyed BLAKE2b under subkeys of crypto_kdf, byte for byte")
  func knownAnswers() throws {
    let digests = try self.digests([0x11])
    let secret = Secret(copying: [UInt8](0..<32))
    #expect(
      hex(digests.digest(.agentReset, secret: secret).bytes)
        == "38d312d1f61615972701bae77fae5f0077bd840370a71f4a7ab548a55df7f910")
    #expect(
      hex(digests.requestDigest(Array("request".utf8)))
        == "5a2b63202f1da04a29b306e48123c4c2da2dc6784ae4fcc62960fda7a0e5488e")
    #expect(
      hex(digests.auditLink(Array("entry".utf8)))
        == "cd99b272e31d3597d20c0422799f7f45fb79e615f4b63e7a1fc0c7be51da0c7f")
    #expect(
      hex(digests.auditLink([]))
        == "9909e169c9f37c36a1aacb7c61ed0d21e943cf2c2c66666c8f5bbe87349e13a3")
  }

  @Test("The same secret has another digest for every purpose and every use")
  func purposes() throws {
    let digests = try self.digests([0x11])
    let bytes = [UInt8](0..<32)
    var seen = Set(
      TokenPurpose.allCases.map { digests.digest($0, secret: Secret(copying: bytes)).bytes })
    seen.insert(digests.requestDigest(bytes))
    seen.insert(digests.auditLink(bytes))
    // What a token's digest is taken over, under another use's key.
    seen.insert(digests.requestDigest([TokenPurpose.agentReset.rawValue] + bytes))
    #expect(seen.count == TokenPurpose.allCases.count + 3)
  }

  @Test("Keys rotate: what the older key made is found, what it did not make is not")
  func rotation() throws {
    let secret = Secret(copying: [UInt8](repeating: 7, count: 32))
    let old = try self.digests([0x11])
    let rotated = try self.digests([0x22, 0x11])
    let later = try self.digests([0x22])
    let made = old.digest(.agentSession, secret: secret)

    #expect(old.candidates(.agentSession, secret: secret) == [made])
    let candidates = rotated.candidates(.agentSession, secret: secret)
    #expect(candidates.count == 2)
    #expect(candidates[0] == rotated.digest(.agentSession, secret: secret))
    #expect(candidates[0] == later.digest(.agentSession, secret: secret))
    #expect(candidates[1] == made)
    #expect(!later.candidates(.agentSession, secret: secret).contains(made))
    #expect(rotated.auditGeneration(of: old.auditLink([1]), over: [1]) == 0)
    #expect(rotated.auditGeneration(of: later.auditLink([1]), over: [1]) == 1)
    #expect(rotated.auditGeneration(of: old.auditLink([1]), over: [2]) == nil)
    #expect(later.auditGeneration(of: old.auditLink([1]), over: [1]) == nil)
    #expect(rotated.olderRequestDigests([1]) == [old.requestDigest([1])])
  }

  @Test("Any change of the secret changes the digest", arguments: 0..<256)
  func oneBit(bit: Int) throws {
    let digests = try self.digests([0x11])
    var bytes = [UInt8](repeating: 0, count: 32)
    let before = digests.digest(.agentReset, secret: Secret(copying: bytes))
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    #expect(digests.digest(.agentReset, secret: Secret(copying: bytes)) != before)
  }

  @Test(
    "Comparison looks at every byte and at the length",
    arguments: [
      ([], [], true), ([1], [1], true), ([1], [2], false), ([1], [1, 0], false), ([0], [], false),
      ([1, 2, 3], [1, 2, 4], false), ([1, 2, 3], [0, 2, 3], false),
    ] as [([UInt8], [UInt8], Bool)])
  func comparison(left: [UInt8], right: [UInt8], equal: Bool) {
    #expect(constantTimeEqual(left, right) == equal)
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
