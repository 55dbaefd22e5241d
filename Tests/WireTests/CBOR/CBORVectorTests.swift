import LatchkeyWire
import Testing

@Suite("Every shared vector is decoded to its value or refused")
struct CBORVectorTests {
  /// Reads nothing itself, so that what it throws is about the bytes.
  struct Anything: Decodable {
    init(from decoder: any Decoder) throws { _ = try decoder.singleValueContainer().decodeNil() }
  }

  @Test(
    "No file lost a row",
    arguments: [
      (.appendixA, 82, 37), (.appendixF, 94, 0), (.deterministic, 221, 62), (.attacks, 89, 12),
    ] as [(CBORVector.File, Int, Int)])
  func count(file: CBORVector.File, rows: Int, accepted: Int) throws {
    let vectors = try CBORVector.rows(file)
    #expect(vectors.count == rows)
    #expect(vectors.count(where: \.accept) == accepted)
    #expect(Set(vectors.map(\.name)).count == rows, "Names are unique in a file.")
  }

  @Test("Accepted rows have the value and this one form", arguments: CBORVector.File.allCases)
  func accepted(file: CBORVector.File) throws {
    for vector in try CBORVector.rows(file) where vector.accept {
      let item = try CBORItem(decoding: vector.input)
      #expect(item.description == vector.value, "\(vector.name)")
      #expect(item.encoded == vector.input, "\(vector.name)")
      #expect(
        refusal { () throws(CBORError) in
          _ = try CBORDecoder().decode(Anything.self, from: vector.input)
        } == nil, "\(vector.name)")
    }
  }

  @Test("Refused rows are refused for the reason given", arguments: CBORVector.File.allCases)
  func refused(file: CBORVector.File) throws {
    for vector in try CBORVector.rows(file) where !vector.accept {
      let kind = try #require(vector.error.flatMap(CBORError.Kind.init), "\(vector.name)")
      let byHand = refusal { () throws(CBORError) in _ = try CBORItem(decoding: vector.input) }
      #expect(byHand?.kind == kind, "\(vector.name)")
      let typed = refusal { () throws(CBORError) in
        _ = try CBORDecoder().decode(Anything.self, from: vector.input)
      }
      #expect(typed == byHand, "\(vector.name)")
      #expect(typed.map { (0...vector.input.count).contains($0.offset) } == true, "\(vector.name)")
    }
  }

  @Test(
    "Refused rows are refused in a member that nobody reads", arguments: CBORVector.File.allCases)
  func unread(file: CBORVector.File) throws {
    for vector in try CBORVector.rows(file) where !vector.accept {
      if vector.error == "trailingBytes" || vector.error == "tooDeep" { continue }
      let input = bytes("a201 07 1864") + vector.input
      // Bytes that are missing here may not be taken from elsewhere: this item is the last.
      #expect(
        refusal { () throws(CBORError) in
          _ = try CBORDecoder().decode(Small.self, from: input)
        }?.kind.rawValue == vector.error, "\(vector.name)")
    }
  }

  @Test("A body cut at any byte is refused", arguments: CBORVector.File.allCases)
  func truncated(file: CBORVector.File) throws {
    for vector in try CBORVector.rows(file) where vector.accept {
      for length in 0..<vector.input.count {
        let cut = Array(vector.input[..<length])
        #expect(
          refusal { () throws(CBORError) in _ = try CBORItem(decoding: cut) } != nil,
          "\(vector.name), \(length) bytes")
      }
    }
  }

  @Test("A body with any byte behind it is refused", arguments: CBORVector.File.allCases)
  func trailing(file: CBORVector.File) throws {
    for vector in try CBORVector.rows(file) where vector.accept {
      for extra in [0x00, 0xf6, 0xff] as [UInt8] {
        let error = refusal { () throws(CBORError) in
          _ = try CBORItem(decoding: vector.input + [extra])
        }
        #expect(error == CBORError(.trailingBytes, at: vector.input.count), "\(vector.name)")
      }
    }
  }

  @Test("Depth of 200,000 meets a limit and not the stack", arguments: ["81", "a100", "c1", "9f"])
  func deep(opening: String) {
    let input = Array(repeatElement(bytes(opening), count: 200_000).joined())
    #expect(refusal { () throws(CBORError) in _ = try CBORItem(decoding: input) } != nil)
    #expect(
      refusal { () throws(CBORError) in
        _ = try CBORDecoder().decode([Int].self, from: input)
      } != nil)
  }
}
