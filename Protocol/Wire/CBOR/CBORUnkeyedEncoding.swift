/// Writes the items of one array.
struct CBORUnkeyedEncoding: UnkeyedEncodingContainer {
  let state: CBOREncodingState
  let handle: CBOREncodingState.Handle

  var codingPath: [any CodingKey] { [] }
  var count: Int { self.state.count(of: self.handle) }

  @inline(__always)
  private func leaf(_ value: some CBORLeaf) throws(CBORError) {
    try self.state.beginItem(in: self.handle)
    do throws(CBORError) {
      try value.write(to: &self.state.writer)
    } catch {
      throw self.state.record(error).under(index: self.count - 1)
    }
  }

  func encodeNil() throws(CBORError) {
    try self.state.beginItem(in: self.handle)
    self.state.writer.null()
  }

  func encode<T: Encodable>(_ value: T) throws(CBORError) {
    try self.state.beginItem(in: self.handle)
    do throws(CBORError) {
      try self.state.encode(value)
    } catch {
      throw error.under(index: self.count - 1)
    }
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    KeyedEncodingContainer(
      CBORKeyedEncoding<NestedKey>(
        state: self.state, handle: self.open(isMap: true), style: .members))
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    CBORUnkeyedEncoding(state: self.state, handle: self.open(isMap: false))
  }

  private func open(isMap: Bool) -> CBOREncodingState.Handle {
    do throws(CBORError) {
      try self.state.beginItem(in: self.handle)
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

  func encode(_ value: Bool) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: String) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: Double) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: Float) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: Int) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: Int8) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: Int16) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: Int32) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: Int64) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: UInt) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: UInt8) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: UInt16) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: UInt32) throws(CBORError) { try self.leaf(value) }
  func encode(_ value: UInt64) throws(CBORError) { try self.leaf(value) }
}
