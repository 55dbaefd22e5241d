import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing

@Suite("Secrets")
struct SecretTests {
  static let marker = "hunter2-Marker"

  struct Holder: Codable {
    var secret: Secret
  }

  @Test("A secret prints as nothing but a placeholder")
  func neverPrints() {
    let secret = Secret(Self.marker)
    var dumped = ""
    dump(Holder(secret: secret), to: &dumped)
    let texts = [
      "\(secret)", String(reflecting: secret), String(describing: Optional(secret)),
      "\([secret])", "\(Holder(secret: secret))", dumped,
      "\(SignIn.SignIn(population: .agent, identifier: "a", password: secret))",
    ]
    for text in texts {
      #expect(!text.contains("hunter2"))
      #expect(text.contains("‹secret›"))
    }
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test(
    "Two secrets are equal when all bytes are",
    arguments: [
      ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "aa", false), ("ab", "ac", false),
      ("cb", "ab", false),
    ])
  func equality(left: String, right: String, equal: Bool) {
    #expect((Secret(left) == Secret(right)) == equal)
  }

  @Test("Bytes that were copied stay with their owner")
  func copied() {
    let owned: [UInt8] = [1, 2, 3]
    let secret = Secret(copying: owned.span)
    #expect(owned == [1, 2, 3])
    #expect(secret == Secret(owned))
    let nothing: [UInt8] = []
    let empty = Secret(copying: nothing.span)
    #expect(empty.byteCount == 0)
  }

  @Test("The bytes that were taken over are lent out again")
  func lendsBytes() {
    let secret = Secret([1, 2, 3])
    let sum = secret.withBytes { bytes in bytes.indices.reduce(0) { $0 + Int(bytes[$1]) } }
    #expect(sum == 6)
    #expect(secret.byteCount == 3)
  }

  @Test("Wiping leaves no byte, in place")
  func wipes() {
    var bytes: [UInt8] = [1, 2, 3]
    wipe(&bytes)
    #expect(bytes == [0, 0, 0])
  }

  @Test("As text where the format is for people, as bytes elsewhere")
  func textOrBytes() throws {
    let encoder = JSONEncoder()
    let asBytes = try encoder.encode(Holder(secret: Secret("ab")))
    #expect(String(decoding: asBytes, as: UTF8.self) == #"{"secret":[97,98]}"#)
    encoder.userInfo[Secret.asTextKey] = true
    let asText = try encoder.encode(Holder(secret: Secret("ab")))
    #expect(String(decoding: asText, as: UTF8.self) == #"{"secret":"ab"}"#)
    let decoder = JSONDecoder()
    #expect(try decoder.decode(Holder.self, from: asBytes).secret == Secret("ab"))
    decoder.userInfo[Secret.asTextKey] = true
    #expect(try decoder.decode(Holder.self, from: asText).secret == Secret("ab"))
  }

  @Test(
    "4 096 bytes are read, one more is refused without a word of it",
    arguments: [4_095, 4_096, 4_097])
  func limit(count: Int) {
    let decoder = JSONDecoder()
    decoder.userInfo[Secret.asTextKey] = true
    let text = String(repeating: "x", count: count)
    let json = Data(#"{"secret":"\#(text)"}"#.utf8)
    do {
      #expect(try decoder.decode(Holder.self, from: json).secret.byteCount == count)
      #expect(count <= Secret.bytesMax)
    } catch {
      #expect(count > Secret.bytesMax)
      #expect(!"\(error)".contains("xxx"))
    }
  }
}
