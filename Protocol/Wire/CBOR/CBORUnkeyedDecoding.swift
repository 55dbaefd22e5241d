/// Reads the items of one array.
struct CBORUnkeyedDecoding: UnkeyedDecodingContainer {
  let state: CBORDecodingState
  /// Offset of the array.
  let start: Int
  /// Containers around the array.
  let depth: Int
  let count: Int?
  private(set) var currentIndex = 0
  private let items: Int
  /// Offset of the next item.
  private var next: Int

  init(state: CBORDecodingState, offset: Int, depth: Int) throws(CBORError) {
    (self.items, self.next) = try state.read(at: offset) { (reader) throws(CBORError) in
      (try reader.readArrayHeader(), reader.offset)
    }
    guard depth < CBORLimits.depthCeiling else { throw CBORError(.tooDeep, at: offset) }
    self.count = self.items
    self.state = state
    self.start = offset
    self.depth = depth
    if self.items == 0 { state.finish(offset, end: self.next) }
  }

  var codingPath: [any CodingKey] { [] }
  var isAtEnd: Bool { self.currentIndex >= self.items }

  private func place() throws(CBORError) -> Int {
    guard !self.isAtEnd else {
      throw CBORError(.missingKey, at: self.start).under(index: self.currentIndex)
    }
    return self.next
  }

  /// Goes on behind the item that was read.
  private mutating func advance() throws(CBORError) {
    self.next = try self.state.end(of: self.next)
    self.currentIndex += 1
    if self.isAtEnd { self.state.finish(self.start, end: self.next) }
  }

  @inline(__always)
  private mutating func leaf<T: CBORLeaf>(_ type: T.Type) throws(CBORError) -> T {
    let place = try self.place()
    do throws(CBORError) {
      let value = try self.state.leaf(type, at: place)
      try self.advance()
      return value
    } catch {
      throw error.under(index: self.currentIndex)
    }
  }

  mutating func decodeNil() throws(CBORError) -> Bool {
    guard try self.state.isNull(at: try self.place()) else { return false }
    try self.advance()
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws(CBORError) -> T {
    let place = try self.place()
    do throws(CBORError) {
      let value = try self.state.decode(type, at: place, depth: self.depth + 1)
      try self.advance()
      return value
    } catch {
      throw error.under(index: self.currentIndex)
    }
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws(CBORError) -> KeyedDecodingContainer<NestedKey> {
    let nested = try CBORKeyedDecoding<NestedKey>(
      state: self.state, style: .members, offset: try self.place(), depth: self.depth + 1)
    try self.advance()
    return KeyedDecodingContainer(nested)
  }

  mutating func nestedUnkeyedContainer() throws(CBORError) -> any UnkeyedDecodingContainer {
    let nested = try CBORUnkeyedDecoding(
      state: self.state, offset: try self.place(), depth: self.depth + 1)
    try self.advance()
    return nested
  }

  // Inheritance has no form on the wire.
  mutating func superDecoder() throws(CBORError) -> any Decoder {
    throw CBORError(.unsupportedType, at: self.start)
  }

  mutating func decode(_ type: Bool.Type) throws(CBORError) -> Bool {
    try self.leaf(type)
  }

  mutating func decode(_ type: String.Type) throws(CBORError) -> String {
    try self.leaf(type)
  }

  mutating func decode(_ type: Double.Type) throws(CBORError) -> Double {
    try self.leaf(type)
  }

  mutating func decode(_ type: Float.Type) throws(CBORError) -> Float {
    try self.leaf(type)
  }

  mutating func decode(_ type: Int.Type) throws(CBORError) -> Int {
    try self.leaf(type)
  }

  mutating func decode(_ type: Int8.Type) throws(CBORError) -> Int8 {
    try self.leaf(type)
  }

  mutating func decode(_ type: Int16.Type) throws(CBORError) -> Int16 {
    try self.leaf(type)
  }

  mutating func decode(_ type: Int32.Type) throws(CBORError) -> Int32 {
    try self.leaf(type)
  }

  mutating func decode(_ type: Int64.Type) throws(CBORError) -> Int64 {
    try self.leaf(type)
  }

  mutating func decode(_ type: UInt.Type) throws(CBORError) -> UInt {
    try self.leaf(type)
  }

  mutating func decode(_ type: UInt8.Type) throws(CBORError) -> UInt8 {
    try self.leaf(type)
  }

  mutating func decode(_ type: UInt16.Type) throws(CBORError) -> UInt16 {
    try self.leaf(type)
  }

  mutating func decode(_ type: UInt32.Type) throws(CBORError) -> UInt32 {
    try self.leaf(type)
  }

  mutating func decode(_ type: UInt64.Type) throws(CBORError) -> UInt64 {
    try self.leaf(type)
  }
}
