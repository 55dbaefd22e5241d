/// Lets one value read itself, as a container or as a single item.
struct CBORItemDecoder: Decoder, SingleValueDecodingContainer {
  let state: CBORDecodingState
  let offset: Int
  /// Containers around the item.
  let depth: Int

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { self.state.userInfo }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws(CBORError) -> KeyedDecodingContainer<Key> {
    let style = CBORKeyStyle(keyedBy: type, subject: self.state.subject)
    return KeyedDecodingContainer(
      try CBORKeyedDecoding(
        state: self.state, style: style, offset: self.offset, depth: self.depth))
  }

  func unkeyedContainer() throws(CBORError) -> any UnkeyedDecodingContainer {
    try CBORUnkeyedDecoding(state: self.state, offset: self.offset, depth: self.depth)
  }

  func singleValueContainer() throws(CBORError) -> any SingleValueDecodingContainer { self }

  // The protocol has no way to throw here; what follows throws.
  func decodeNil() -> Bool {
    do throws(CBORError) {
      return try self.state.isNull(at: self.offset)
    } catch {
      return false
    }
  }

  func decode<T: Decodable>(_ type: T.Type) throws(CBORError) -> T {
    try self.state.decode(type, at: self.offset, depth: self.depth)
  }

  func decode(_ type: Bool.Type) throws(CBORError) -> Bool {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: String.Type) throws(CBORError) -> String {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: Double.Type) throws(CBORError) -> Double {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: Float.Type) throws(CBORError) -> Float {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: Int.Type) throws(CBORError) -> Int {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: Int8.Type) throws(CBORError) -> Int8 {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: Int16.Type) throws(CBORError) -> Int16 {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: Int32.Type) throws(CBORError) -> Int32 {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: Int64.Type) throws(CBORError) -> Int64 {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: UInt.Type) throws(CBORError) -> UInt {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: UInt8.Type) throws(CBORError) -> UInt8 {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: UInt16.Type) throws(CBORError) -> UInt16 {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: UInt32.Type) throws(CBORError) -> UInt32 {
    try self.state.leaf(type, at: self.offset)
  }

  func decode(_ type: UInt64.Type) throws(CBORError) -> UInt64 {
    try self.state.leaf(type, at: self.offset)
  }
}
