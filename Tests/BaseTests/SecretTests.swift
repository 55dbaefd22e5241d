import LatchkeyBase
import Testing

/// Secrets that are held, lent and wiped.
@Suite("Secrets")
struct SecretTests {
  @Test("I16 a secret that is printed shows nothing of itself")
  func printed() {
    let secret = Secret(copying: "canary-7531".utf8)
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
    let secret = Secret(copying: [0, 1, 255])
    #expect(secret.byteCount == 3)
    #expect(secret.withBytes { span in span.indices.map { span[$0] } } == [0, 1, 255])
    #expect(Secret(copying: [UInt8]()).byteCount == 0)
  }

  @Test("Wiping overwrites bytes and characters")
  func wiped() {
    var bytes: [UInt8] = [1, 2, 3]
    wipe(&bytes)
    #expect(bytes == [0, 0, 0])
    var characters: [Unicode.Scalar] = ["a", "🐝"]
    wipe(&characters)
    #expect(characters == ["\0", "\0"])
    var nothing: [UInt8] = []
    wipe(&nothing)
    #expect(nothing.isEmpty)
  }

  @Test("A secret that is made in its place has what was written, or is none")
  func made() {
    let secret = Secret(byteCount: 3) { bytes in
      #expect(bytes.count == 3 && bytes[2] == 0)
      bytes[1] = 7
      return true
    }
    #expect(secret == Secret([0, 7, 0]))
    #expect(Secret(byteCount: 3) { _ in false } == nil)
  }
}
