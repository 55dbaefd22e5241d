import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyTesting
import Testing

@Suite("Codes of devices, and the vault of their seeds")
struct SeedVaultTests {
  private static let digits = String(repeating: "0123456789abcdef", count: 4)
  private let folder: TemporaryFolder

  init() throws {
    self.folder = try TemporaryFolder()
  }

  private func keys(_ ids: String...) throws -> KeyFile {
    let lines = ids.map { "key \($0) \(Self.digits)\n" }.joined()
    return try KeyFile(at: try self.folder.write("keys", "latchkey-keys 1\n" + lines))
  }

  private static func secret(_ text: String) -> Secret { Secret(copying: text.utf8) }

  private static let nonce = (0..<UInt8(24)).map { $0 }
  private static let owner = AccountID(rawValue: 7)

  private static func code(_ seed: Secret, _ step: Int64, _ digits: Int) -> String? {
    OneTimeCodes.code(of: seed, at: TimeStep(number: step), digits: digits).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @Test(
    "RFC 4226, appendix D: the first ten codes of its seed",
    arguments: zip(
      [Int64](0...9),
      [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
      ]))
  func hotp(step: Int64, code: String) {
    #expect(Self.code(Self.secret("12345678901234567890"), step, 6) == code)
  }

  @Test(
    "RFC 6238, appendix B: the codes of SHA-1, eight digits",
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
      (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ] as [(Int64, String)])
  func totp(seconds: Int64, code: String) {
    let step = TimeStep(at: Timestamp(milliseconds: seconds * 1_000))
    #expect(Self.code(Self.secret("12345678901234567890"), step.number, 8) == code)
  }

  @Test("No code has fewer than six digits or more than eight", arguments: [0, 5, 9, -1])
  func digitCounts(count: Int) {
    #expect(Self.code(Self.secret("12345678901234567890"), 1, count) == nil)
  }

  @Test("A sealed seed shows the codes of its account's device, in the accepted steps only")
  func steps() throws {
    let vault = try SeedVaultBySodium(keys: try self.keys("00000001"))
    let seed = Self.secret("12345678901234567890")
    let sealed = vault.seal(seed, for: Self.owner, nonce: Self.nonce)
    #expect(sealed.key == 1)
    #expect(sealed.bytes.count == 60)
    #expect(sealed.bytes.prefix(24).elementsEqual(Self.nonce))
    let steps = [5, 6, 7].map { TimeStep(number: $0) }
    for step: Int64 in 3...9 {
      let code = Self.secret(try #require(Self.code(seed, step, 6)))
      let found = vault.step(of: code, from: sealed, of: Self.owner, among: steps)
      #expect(found?.number == ((5...7).contains(step) ? step : nil))
      #expect(
        vault.step(of: code, from: sealed, of: AccountID(rawValue: 8), among: steps) == nil,
        "It opens for its own account only.")
    }
  }

  @Test(
    "A seed that was changed by one bit anywhere, cut short or said to be another key's stays shut")
  func tampered() throws {
    let vault = try SeedVaultBySodium(keys: try self.keys("00000002", "00000001"))
    let seed = Self.secret("12345678901234567890")
    let sealed = vault.seal(seed, for: Self.owner, nonce: Self.nonce)
    let code = Self.secret(try #require(Self.code(seed, 5, 6)))
    func opens(_ sealed: SealedSeed) -> Bool {
      vault.step(of: code, from: sealed, of: Self.owner, among: [TimeStep(number: 5)]) != nil
    }
    #expect(opens(sealed))
    for index in sealed.bytes.indices {
      var bytes = sealed.bytes
      bytes[index] ^= 1
      #expect(!opens(SealedSeed(key: sealed.key, bytes: bytes)), "byte \(index)")
    }
    for count in [0, 24, 39, 40, 59] {
      #expect(!opens(SealedSeed(key: sealed.key, bytes: Array(sealed.bytes.prefix(count)))))
    }
    for key: UInt32 in [1, 3] { #expect(!opens(SealedSeed(key: key, bytes: sealed.bytes))) }
  }

  @Test("A seed sealed before a rotation opens after it, and is sealed again under the new key")
  func rotated() throws {
    let path = try self.folder.write("ring", "latchkey-keys 1\nkey 00000001 \(Self.digits)\n")
    let keys = try KeyFile(at: path)
    let vault = try SeedVaultBySodium(keys: keys)
    let ring = KeyRing(keys: keys, path: path, users: [vault])
    let seed = Self.secret("12345678901234567890")
    let old = vault.seal(seed, for: Self.owner, nonce: Self.nonce)
    #expect(vault.formerKeys == [])
    _ = try ring.rotate(at: Timestamp(milliseconds: 1))
    #expect(vault.formerKeys == [1])
    let code = Self.secret(try #require(Self.code(seed, 5, 6)))
    let steps = [TimeStep(number: 5)]
    #expect(vault.step(of: code, from: old, of: Self.owner, among: steps) != nil)
    let new = try #require(vault.reseal(old, for: Self.owner, nonce: Self.nonce.reversed()))
    #expect(new.key != 1)
    #expect(vault.step(of: code, from: new, of: Self.owner, among: steps) != nil)
    #expect(vault.reseal(old, for: AccountID(rawValue: 8), nonce: Self.nonce) == nil)
    _ = try ring.retire(replacedBefore: Timestamp(milliseconds: 2))
    #expect(vault.step(of: code, from: old, of: Self.owner, among: steps) == nil)
    #expect(vault.step(of: code, from: new, of: Self.owner, among: steps) != nil)
  }

  @Test("A recovery code has another digest for every account, and the same under all keys")
  func recoveryDigests() throws {
    let vault = try SeedVaultBySodium(keys: try self.keys("00000001"))
    let other = try SeedVaultBySodium(keys: try self.keys("00000002"))
    let code = Secret(copying: (0..<UInt8(15)).map { $0 })
    let digest = vault.digest(recoveryCode: code, of: Self.owner)
    #expect(digest.count == 32)
    #expect(digest == other.digest(recoveryCode: code, of: Self.owner))
    #expect(digest != vault.digest(recoveryCode: code, of: AccountID(rawValue: 8)))
  }
}
