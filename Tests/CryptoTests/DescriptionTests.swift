import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyTesting
import Testing

@Suite("Secrets and descriptions")
struct DescriptionTests {
  @Test("No description, dump or error shows a password, a hash or a key")
  func nothingShown() async throws {
    let folder = try TemporaryFolder()
    let marked = String(repeating: "5e", count: 32)
    let path = try folder.write("keys", "latchkey-keys 1\nkey 0000002a \(marked)\n")
    let keys = try KeyFile(at: path)
    let password = Secret(copying: "canary-password".utf8)
    let hasher = try Argon2idHasher()
    let hash = try await hasher.hash(password)
    let tag = try #require(hash.phc.split(separator: "$").last)

    var dumped = ""
    for value in [keys, password, hash, hasher, try KeyedDigestsBySodium(keys: keys)] as [Any] {
      dumped += "\(value) \(String(reflecting: value)) "
      dump(value, to: &dumped)
    }
    let broken = try folder.write("broken", "latchkey-keys 1\nkey 0000002a \(marked)x\n")
    do { _ = try KeyFile(at: broken) } catch { dumped += "\(error) \(String(reflecting: error))" }
    for secret in [marked, "canary-password", String(tag)] {
      #expect(!dumped.contains(secret))
    }
    #expect(dumped.contains("0000002a"))
  }
}
