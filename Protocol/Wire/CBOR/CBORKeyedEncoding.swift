/// Writes the entries of one map.
struct CBORKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let state: CBOREncodingState
  let handle: CBOREncodingState.Handle
  let style: CBORKeyStyle

  var codingPath: [any CodingKey] { [] }

  private func begin(_ key: Key) throws(CBORError) {
    switch self.style {
    case .members, .integers:
      guard let number = key.intValue else {
        throw self.state.record(.keyWithoutNumber).under(self.style.name(of: key))
      }
      try self.state.writeKey(number, in: self.handle)
    case .text:
      try self.state.writeKey(key.stringValue, in: self.handle)
    }
  }

  @inline(__always)
  private func leaf(_ value: some CBORLeaf, _ key: Key) throws(CBORError) {
    try self.begin(key)
    do throws(CBORError) {
      try value.write(to: &self.state.writer)
    } catch {
      throw self.state.record(error).under(self.style.name(of: key))
    }
  }

  func encodeNil(forKey key: Key) throws(CBORError) {
    try self.begin(key)
    self.state.writer.null()
  }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws(CBORError) {
    try self.begin(key)
    do throws(CBORError) {
      try self.state.encode(value)
    } catch {
      throw error.under(self.style.name(of: key))
    }
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    KeyedEncodingContainer(
      CBORKeyedEncoding<NestedKey>(
        state: self.state, handle: self.open(isMap: true, key), style: .members))
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    CBORUnkeyedEncoding(state: self.state, handle: self.open(isMap: false, key))
  }

  private func open(isMap: Bool, _ key: Key) -> CBOREncodingState.Handle {
    do throws(CBORError) {
      try self.begin(key)
    } catch {
      // Recorded: thrown at the next write.
      return .closed
    }
    return self.state.open(isMap: isMap, at: self.state.place)
  }

  // Inheritance has no form on the wire.
  func superEncoder() -> any Encoder {
    _ = self.state.record(.unsupportedType)
    return CBORItemEncoder(state: self.state)
  }

  func superEncoder(forKey key: Key) -> any Encoder { self.superEncoder() }

  func encode(_ value: Bool, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: String, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: Double, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: Float, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: Int, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: Int8, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: Int16, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: Int32, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: Int64, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: UInt, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: UInt8, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: UInt16, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: UInt32, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
  func encode(_ value: UInt64, forKey key: Key) throws(CBORError) { try self.leaf(value, key) }
}
