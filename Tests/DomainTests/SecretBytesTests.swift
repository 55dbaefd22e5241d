import LatchkeyDomain
import Testing

/// Secrets that are held, lent and wiped.
struct SecretBytesTests {
  @Test("I16 a secret that is printed shows nothing of itself")
  func printed() {
    let secret = SecretBytes("canary-7531".utf8)
    var dumped = ""
    dump(secret, to: &dumped)
    dump((1, secret), to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
      #expect(!text.contains("canary"))
      #expect(!text.contains("99, 97"), "Nor its bytes.")
    }
  }

  @Test("The bytes are lent as they were given")
  func lent() {
    let secret = SecretBytes([0, 1, 255])
    #expect(secret.count == 3)
    #expect(secret.withBytes { span in span.indices.map { span[$0] } } == [0, 1, 255])
    #expect(SecretBytes([UInt8]()).count == 0)
  }

  @Test("Wiping overwrites bytes and characters")
  func wiped() {
    var bytes: [UInt8] = [1, 2, 3]
    wipe(&bytes)
    #expect(bytes == [0, 0, 0])
    var characters: [Unicode.Scalar] = ["a", "🐝"]
    wipe(&characters)
    #expect(characters == ["\0", "\0"])
  }
}
