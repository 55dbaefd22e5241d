import LatchkeyWire
import Testing

@Suite("Our own mistakes are errors with a name, never traps")
struct CBORMisuseTests {
  enum Named: String, CodingKey { case name }
  enum Numbered: Int, CodingKey { case one = 1, two = 2 }

  struct Closure: Encodable {
    let body: @Sendable (any Encoder) throws -> Void
    func encode(to encoder: any Encoder) throws { try self.body(encoder) }
  }

  struct Reading: Decodable {
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Numbered.self)
      _ = try container.superDecoder()
    }
  }

  private func kind(_ body: @escaping @Sendable (any Encoder) throws -> Void) -> CBORError.Kind? {
    refusal { () throws(CBORError) in _ = try CBOREncoder().encode([Closure(body: body)]) }?.kind
  }

  @Test("A key without a number is refused, and named")
  func keys() throws {
    struct Loose: Encodable { var name = "x" }
    let error = refusal { () throws(CBORError) in _ = try CBOREncoder().encode(Loose()) }
    #expect(error?.kind == .keyWithoutNumber)
    #expect(error?.path == "name")
    struct Sought: Decodable { var name: String }
    let sought = refusal { () throws(CBORError) in
      _ = try CBORDecoder().decode(Sought.self, from: bytes("a0"))
    }
    #expect(sought?.kind == .keyWithoutNumber)
  }

  @Test("Floating-point numbers have no form")
  func floats() {
    #expect(
      refusal { () throws(CBORError) in _ = try CBOREncoder().encode(1.0) }?.kind
        == .unsupportedType)
    #expect(
      refusal { () throws(CBORError) in _ = try CBOREncoder().encode([Float(1)]) }?.kind
        == .unsupportedType)
    #expect(
      refusal { () throws(CBORError) in _ = try CBOREncoder().encode([1: 1.5]) }?.kind
        == .unsupportedType)
    for body in ["01", "f93c00"] {
      #expect(
        refusal { () throws(CBORError) in
          _ = try CBORDecoder().decode(Double.self, from: bytes(body))
        } != nil)
    }
  }

  @Test("Collections without an order have no form")
  func unordered() {
    struct Key: Codable, Hashable { var part = 1 }
    for error in [
      refusal { () throws(CBORError) in _ = try CBOREncoder().encode(Set([1, 2])) },
      refusal { () throws(CBORError) in _ = try CBOREncoder().encode([[Key(): 1]]) },
      refusal { () throws(CBORError) in _ = try CBOREncoder().encode([1: [UInt8(1): 1]]) },
    ] { #expect(error?.kind == .unsupportedType) }
  }

  @Test("Two items in the place of one are refused")
  func twice() {
    #expect(
      self.kind { encoder in
        var container = encoder.singleValueContainer()
        try container.encode(1)
        try container.encode(2)
      } == .containerMisuse)
    #expect(
      self.kind { encoder in
        var container = encoder.container(keyedBy: Numbered.self)
        try container.encode(1, forKey: .one)
        var other = encoder.unkeyedContainer()
        try other.encode(1)
      } == .containerMisuse)
  }

  @Test("A container that was left is closed")
  func left() {
    #expect(
      self.kind { encoder in
        var container = encoder.container(keyedBy: Numbered.self)
        var nested = container.nestedUnkeyedContainer(forKey: .one)
        try nested.encode(1)
        try container.encode(2, forKey: .two)
        try nested.encode(3)
      } == .containerMisuse)
  }

  @Test("A container asked for twice is the same one, nested ones have their place")
  func nested() throws {
    let value = Closure { encoder in
      var first = encoder.container(keyedBy: Numbered.self)
      var list = first.nestedUnkeyedContainer(forKey: .two)
      var inner = list.nestedContainer(keyedBy: Numbered.self)
      try inner.encode(true, forKey: .two)
      try inner.encodeNil(forKey: .one)
      try list.encode("x")
      var second = encoder.container(keyedBy: Numbered.self)
      try second.encode(7, forKey: .one)
    }
    #expect(hex(try CBOREncoder().encode(value)) == "a201070282a201f602f56178")
  }

  @Test("Of an error that a type throws only the kind is kept")
  func foreign() {
    struct Foreign: Error { var secret = "hunter2" }
    let context = EncodingError.Context(codingPath: [], debugDescription: "hunter2")
    #expect(self.kind { _ in throw Foreign() } == .invalidValue)
    #expect(self.kind { _ in throw EncodingError.invalidValue(1, context) } == .unsupportedType)
    let error = refusal { () throws(CBORError) in
      _ = try CBOREncoder().encode(Closure { _ in throw Foreign() })
    }
    #expect(error?.description == "invalidValue at byte 0")
  }

  @Test("A type that asks for no container is the empty map")
  func nothing() throws {
    #expect(hex(try CBOREncoder().encode([Closure { _ in }])) == "81a0")
  }

  @Test("A key written twice is refused, next to itself or not")
  func duplicates() {
    #expect(
      self.kind { encoder in
        var container = encoder.container(keyedBy: Numbered.self)
        try container.encode(1, forKey: .one)
        try container.encode(2, forKey: .one)
      } == .duplicateKey)
    #expect(
      self.kind { encoder in
        var container = encoder.container(keyedBy: Numbered.self)
        try container.encode(1, forKey: .one)
        try container.encode(2, forKey: .two)
        try container.encode(3, forKey: .one)
      } == .duplicateKey)
  }

  @Test("Super coders are refused")
  func supers() {
    #expect(
      self.kind { encoder in
        var container = encoder.container(keyedBy: Numbered.self)
        try 1.encode(to: container.superEncoder())
      } == .unsupportedType)
    #expect(
      refusal { () throws(CBORError) in
        _ = try CBORDecoder().decode(Reading.self, from: bytes("a0"))
      }?.kind == .unsupportedType)
  }

  @Test("An error that a type swallows is thrown in the end")
  func swallowed() {
    #expect(
      self.kind { encoder in
        var container = encoder.container(keyedBy: Numbered.self)
        try? container.encode(1.5, forKey: .one)
      } == .unsupportedType)
  }

  @Test("What was written before stays as it was when a value is refused")
  func into() throws {
    var writer = CBORWriter(appendingTo: [1, 2])
    let error = refusal { () throws(CBORError) in
      try CBOREncoder().encode([[1]: ["secret": 1.5]].first.map { [$0.value] }, into: &writer)
    }
    #expect(error?.kind == .unsupportedType)
    #expect(writer.output == [1, 2])
    try CBOREncoder().encode(Small(number: 3), into: &writer)
    #expect(writer.output == bytes("0102a10103"))
  }

  @Test("A type that reads on behind an array does not find what follows it")
  func behind() {
    struct Pair: Decodable {
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        _ = try container.decode(Int.self)
        _ = try container.decode(Int.self)
      }
    }
    let error = refusal { () throws(CBORError) in
      _ = try CBORDecoder().decode([Pair].self, from: bytes("828201028101"))
    }
    #expect(error?.kind == .missingKey)
    #expect(error?.path == "[1][1]")
    #expect(
      refusal { () throws(CBORError) in
        _ = try CBORDecoder().decode([Pair].self, from: bytes("828101820102"))
      }?.path == "[0][1]")
  }

  @Test("A decoder that outlives its bytes finds none")
  func escaped() throws {
    final class Kept: Decodable {
      let decoder: any Decoder
      let container: KeyedDecodingContainer<Numbered>
      init(from decoder: any Decoder) throws {
        self.decoder = decoder
        self.container = try decoder.container(keyedBy: Numbered.self)
      }
    }
    let kept = try CBORDecoder().decode(Kept.self, from: bytes("a10105"))
    #expect(throws: CBORError.self) { try kept.container.decode(Int.self, forKey: .one) }
    #expect(throws: CBORError.self) { try kept.decoder.container(keyedBy: Numbered.self) }
    #expect(kept.container.allKeys.isEmpty)
    #expect(!kept.container.contains(.one))
  }

  @Test("User info reaches the types")
  func userInfo() throws {
    struct Asking: Codable {
      static let key = CodingUserInfoKey(rawValue: "asked")
      var number = 0
      init() {}
      init(from decoder: any Decoder) throws {
        self.number = Self.key.flatMap { decoder.userInfo[$0] as? Int } ?? 0
        _ = try decoder.container(keyedBy: Numbered.self)
      }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.key.flatMap { encoder.userInfo[$0] as? Int } ?? 0)
      }
    }
    let key = try #require(Asking.key)
    var encoder = CBOREncoder()
    encoder.userInfo[key] = 9
    #expect(try encoder.encode(Asking()) == [9])
    var decoder = CBORDecoder()
    decoder.userInfo[key] = 8
    #expect(try decoder.decode(Asking.self, from: [0xa0]).number == 8)
  }
}
