import LatchkeyWire
import Testing

@Suite("Types have one form on the wire")
struct CBORCodableTests {
  static let request = Request(
    id: .max, count: -500, name: "Zoë", token: [0, 255], active: false, note: nil, level: .high,
    word: .no, tags: ["", "b"],
    inner: Inner(least: .min, empty: Empty(), maybe: [1, nil], change: .some(nil)),
    attributes: ["aa": "1", "b": "2", "5": "3"], scores: [5: -1, -1: 1, 24: 127, 3: -128],
    chunks: [[1], []])

  @Test("A message is a map of numbers, ascending, nil left out")
  func golden() throws {
    let expected = bytes(
      """
      ac 01 1bffffffffffffffff 02 3901f3 03 645a6fc3ab 04 4200ff 05 f4 07 02 08 626e6f
      09 82606162 0a a4 00 3b7fffffffffffffff 17 a0 1818 8201f6 1a00011170 f6
      0b a3 6135 6133 6162 6132 626161 6131
      0c a4 03 387f 05 20 1818 187f 20 01 1903e8 82 4101 40
      """.filter { !$0.isWhitespace })
    #expect(hex(try CBOREncoder().encode(Self.request)) == hex(expected))
    #expect(try CBORDecoder().decode(Request.self, from: expected) == Self.request)
  }

  @Test("Members may be declared in any order")
  func shuffled() throws {
    let value = Shuffled(critical: 1, late: 2, first: 3, middle: 4)
    let encoded = try CBOREncoder().encode(value)
    #expect(hex(encoded) == "a400031818041901" + "2c022001")
    #expect(try CBORDecoder().decode(Shuffled.self, from: encoded) == value)
  }

  @Test("A type without members is the empty map, and ignores what is to come")
  func empty() throws {
    #expect(hex(try CBOREncoder().encode(Empty())) == "a0")
    #expect(hex(try CBOREncoder().encode([Empty(), Empty()])) == "82a0a0")
    for admitted in ["a0", "a10000", "a1182a8101"] {
      #expect(try CBORDecoder().decode(Empty.self, from: bytes(admitted)) == Empty())
    }
    #expect(kind(Empty.self, "00") == .typeMismatch)
    #expect(kind(Empty.self, "80") == .typeMismatch)
    #expect(kind([Empty].self, "81f6") == .typeMismatch)
    #expect(kind(Empty.self, "a12000") == .unknownCriticalKey)
    #expect(kind(Empty.self, "a1616100") == .unknownTextKey)
  }

  @Test("Dictionaries have the keys of their type", arguments: [0, 1, 23, 24, 25, 255, 256, 3000])
  func dictionaries(count: Int) throws {
    let texts = Dictionary(uniqueKeysWithValues: (0..<count).map { (String($0), $0) })
    let numbers = Dictionary(uniqueKeysWithValues: (0..<count).map { ($0 - count / 2, $0) })
    let encodedTexts = try CBOREncoder().encode(texts)
    let encodedNumbers = try CBOREncoder().encode(numbers)
    #expect(try CBORDecoder().decode([String: Int].self, from: encodedTexts) == texts)
    #expect(try CBORDecoder().decode([Int: Int].self, from: encodedNumbers) == numbers)
    if count > 0 {
      #expect(refused([Int: Int].self, encodedTexts)?.kind == .typeMismatch)
      #expect(refused([String: Int].self, encodedNumbers)?.kind == .typeMismatch)
    }
  }

  @Test(
    "Keys that are equal as text are duplicates, whatever their bytes",
    arguments: [
      ("a2 62c3a9 00 6365cc81 01", "two forms of é"), ("a2 614b 00 63e284aa 01", "K and kelvin"),
      ("a3 6141 00 614b 00 63e284aa 01", "K and kelvin, behind another"),
    ])
  func equalKeys(body: String, about: Comment) {
    let input = bytes(body)
    #expect(refusal { () throws(CBORError) in _ = try CBORItem(decoding: input) } == nil, about)
    #expect(refused([String: Int].self, input)?.kind == .duplicateKey, about)
  }

  @Test("Arrays of any length have the shortest header", arguments: [0, 23, 24, 255, 256, 65_536])
  func arrays(count: Int) throws {
    let value = [[Int]](repeating: [], count: count)
    let encoded = try CBOREncoder().encode(["a": value])
    #expect(try CBORItem(decoding: encoded).encoded == encoded)
    #expect(try CBORDecoder().decode([String: [[Int]]].self, from: encoded)["a"] == value)
  }

  @Test("A value that stands alone is its own item")
  func alone() throws {
    #expect(hex(try CBOREncoder().encode(Token([1, 2]))) == "420102")
    #expect(hex(try CBOREncoder().encode([Token([]), Token([9])])) == "82404109")
    #expect(hex(try CBOREncoder().encode(["k": Token([7])])) == "a1616b4107")
    #expect(hex(try CBOREncoder().encode([UInt8]([3]))) == "4103")
    #expect(hex(try CBOREncoder().encode([Int8]([3]))) == "8103")
    #expect(hex(try CBOREncoder().encode("é")) == "62c3a9")
    #expect(hex(try CBOREncoder().encode(Int?.none)) == "f6")
    #expect(hex(try CBOREncoder().encode(Level.high)) == "02")
    #expect(
      try CBORDecoder().decode([Token].self, from: bytes("82404109")) == [Token([]), Token([9])])
    #expect(try CBORDecoder().decode([UInt8].self, from: bytes("4103")) == [3])
    #expect(try CBORDecoder().decode(Int?.self, from: bytes("f6")) == nil)
    #expect(kind([UInt8].self, "8103") == .typeMismatch)
    #expect(kind([Int8].self, "4103") == .typeMismatch)
    #expect(kind(Token.self, "6161") == .typeMismatch)
    #expect(kind(Level.self, "03") == .invalidValue)
    #expect(kind(Word.self, "6161") == .invalidValue)
  }

  @Test("Absent, null and present are three things")
  func null() throws {
    for (body, change) in [
      ("a3000017a0181880", nil), ("a4000017a01818801a00011170f6", .some(nil)),
      ("a4000017a01818801a000111706178", "x"),
    ] as [(String, String??)] {
      let inner = Inner(least: 0, empty: Empty(), maybe: [], change: change)
      #expect(hex(try CBOREncoder().encode(inner)) == body)
      #expect(try CBORDecoder().decode(Inner.self, from: bytes(body)) == inner)
    }
    // A member that is nil has one form: it is left out.
    #expect(kind(Chain.self, "a101f6") == .typeMismatch)
  }

  @Test("Unknown keys of 0 and more are ignored wherever they stand")
  func unknownKeys() throws {
    for body in [
      "a10105", "a200f60105", "a201051864a0", "a2010519ffff8101", "a201051bffffffffffffffff00",
    ] {
      #expect(try CBORDecoder().decode(Small.self, from: bytes(body)).number == 5)
    }
  }

  @Test("A negative key that the type does not name is refused, a named one is read")
  func criticalKeys() throws {
    #expect(refused(Small.self, bytes("a201052000")) == CBORError(.unknownCriticalKey, at: 3))
    #expect(kind(Small.self, "a201053bffffffffffffffff00") == .unknownCriticalKey)
    #expect(kind([Small].self, "82a10105a201053800") == .notShortest)
    #expect(kind([Small].self, "82a10105a201052000") == .unknownCriticalKey)
    #expect(kind(Shuffled.self, "a3000020012101") == .unknownCriticalKey)
    // What an ignored member holds is nobody's.
    #expect(try CBORDecoder().decode(Small.self, from: bytes("a2010502a12000")).number == 5)
    #expect(kind(Small.self, "a20105616100") == .unknownTextKey)
  }

  @Test("An error names the members on the way and no value")
  func paths() throws {
    struct Outer: Codable {
      var rows: [Small]
      var names: [String: Small]?
      enum CodingKeys: Int, CodingKey { case rows = 1, names = 2 }
    }
    let array = try #require(refused(Outer.self, bytes("a10182a10105a1016173")))
    #expect(array.description == "typeMismatch at byte 8, in rows[1].number")
    let missing = try #require(refused(Outer.self, bytes("a10181a0")))
    #expect(missing.description == "missingKey at byte 3, in rows[0].number")
    let dictionary = try #require(refused(Outer.self, bytes("a2018002a16673656372657420")))
    #expect(dictionary.path == "names.*")
    let whole = try #require(refused(Outer.self, bytes("a0")))
    #expect(whole.description == "missingKey at byte 0, in rows")
  }

  private func refused<T: Decodable>(_ type: T.Type, _ input: [UInt8]) -> CBORError? {
    refusal { () throws(CBORError) in _ = try CBORDecoder().decode(type, from: input) }
  }

  private func kind<T: Decodable>(_ type: T.Type, _ input: String) -> CBORError.Kind? {
    self.refused(type, bytes(input))?.kind
  }
}
