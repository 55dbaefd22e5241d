import Foundation
import LatchkeyDeclarations
import LatchkeyGenerator
import LatchkeySchema
import Testing

@Suite("Schema text")
struct SchemaTextTests {
  @Test("What is generated is what the declarations say: ./dev generate writes it")
  func generatedFilesAreCurrent() throws {
    let files = try Generator(top: Golden.root).files()
    #expect(files.count > 150)
    for difference in GeneratedFile.differences(files, top: Golden.root) {
      Issue.record("\(difference)")
    }
  }

  @Test(
    "Fingerprints are those of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func fingerprint(text: String, hex: String) {
    #expect(SHA256.hex(of: Array(text.utf8)) == hex)
  }

  @Test("The fingerprint goes onto the wire as 32 bytes")
  func fingerprintBytes() {
    #expect(SchemaRevision.bytes.count == 32)
    let hex = SchemaRevision.bytes.map { String($0 / 16, radix: 16) + String($0 % 16, radix: 16) }
    #expect(hex.joined() == SchemaRevision.hex)
  }

  @Test("Keys are 1, 2, 3 in every record")
  func keysAscendWithoutGaps() throws {
    for record in try SchemaShape().records {
      #expect(record.fields.map(\.key) == Array(1..<(record.fields.count + 1)), "\(record.name)")
    }
  }

  @Test("Every request and every answer is described", arguments: Method.allCases)
  func everyMessageIsDescribed(method: Method) throws {
    let schema = try SchemaShape()
    #expect(schema.record(of: method.declaration.request) != nil)
    #expect(schema.record(of: method.declaration.response) != nil)
  }

  @Test("A reference to an account is one of four fields")
  func referenceIsExclusive() throws {
    let reference = try #require(try SchemaShape().record(of: AccountReference.self))
    #expect(reference.isExclusive)
    #expect(reference.fields.map(\.name) == ["id", "address", "loginName", "phone"])
  }

  @Test("Optional fields are told from required ones")
  func optionality() throws {
    let response = try #require(try SchemaShape().record(of: SignIn.SignIn.Response.self))
    #expect(response.fields.filter(\.isOptional).map(\.key) == [2, 3, 4, 7, 8])
  }
}
