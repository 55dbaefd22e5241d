struct ShapeDecoder: Decoder {
  let probe: ShapeProbe
  let frame: ShapeFrame
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(ShapeFields<Key>(probe: self.probe, frame: self.frame))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    ShapeElements(probe: self.probe, frame: self.frame)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    throw ShapeDecoder.unsupported("\(self.frame.name) is a single value of an unknown kind.")
  }

  static func unsupported(_ text: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: text))
  }
}

/// Notes the fields of a record.
private struct ShapeFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let probe: ShapeProbe
  let frame: ShapeFrame
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { true }

  /// Only optional fields are asked whether they are null, just before they are decoded.
  func decodeNil(forKey key: Key) throws -> Bool {
    let position = self.frame.optionalsSeen
    self.frame.optionalsSeen += 1
    self.nextIsOptional.value = true
    guard let only = self.frame.onlyOptional, only != position else { return false }
    self.nextIsOptional.value = false
    return true
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    guard let number = key.intValue else {
      throw ShapeDecoder.unsupported("\(self.frame.name).\(key.stringValue) has no number.")
    }
    let isOptional = self.nextIsOptional.value
    self.nextIsOptional.value = false
    let (shape, value) = try self.probe.value(type, field: key.stringValue, key: number)
    self.frame.fields[number] = FieldShape(
      key: number, name: key.stringValue, value: shape, isOptional: isOptional)
    return value
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    throw ShapeDecoder.unsupported("\(self.frame.name) reads a container of its own.")
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw ShapeDecoder.unsupported("\(self.frame.name) reads a container of its own.")
  }

  func superDecoder() throws -> any Decoder {
    throw ShapeDecoder.unsupported("\(self.frame.name) has a superclass.")
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    throw ShapeDecoder.unsupported("\(self.frame.name) has a superclass.")
  }

  init(probe: ShapeProbe, frame: ShapeFrame) {
    self.probe = probe
    self.frame = frame
  }

  private let nextIsOptional = Flag()
}

private final class Flag {
  var value = false
}

/// A list of one.
private struct ShapeElements: UnkeyedDecodingContainer {
  let probe: ShapeProbe
  let frame: ShapeFrame
  var codingPath: [any CodingKey] { [] }
  var count: Int? { 1 }
  var currentIndex = 0
  var isAtEnd: Bool { self.currentIndex == 1 }

  init(probe: ShapeProbe, frame: ShapeFrame) {
    self.probe = probe
    self.frame = frame
  }

  mutating func decodeNil() throws -> Bool { false }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    self.currentIndex += 1
    let (shape, value) = try self.probe.value(type, field: "entry", key: self.currentIndex)
    self.frame.element = shape
    return value
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    throw ShapeDecoder.unsupported("A list reads containers of its own.")
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw ShapeDecoder.unsupported("A list reads containers of its own.")
  }

  mutating func superDecoder() throws -> any Decoder {
    throw ShapeDecoder.unsupported("A list reads containers of its own.")
  }
}
