/// Lets one value write itself, as a container or as a single item.
struct CBORItemEncoder: Encoder, SingleValueEncodingContainer {
  let state: CBOREncodingState
  let place: CBOREncodingState.Place

  init(state: CBOREncodingState, place: CBOREncodingState.Place) {
    self.state = state
    self.place = place
  }

  init(state: CBOREncodingState) {
    self.init(state: state, place: state.place)
  }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { self.state.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(
      CBORKeyedEncoding(
        state: self.state, handle: self.state.open(isMap: true, at: self.place),
        style: CBORKeyStyle(keyedBy: type, subject: self.state.subject)))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if self.state.subject is any CBORUnordered.Type {
      _ = self.state.record(.unsupportedType)
    }
    return CBORUnkeyedEncoding(
      state: self.state, handle: self.state.open(isMap: false, at: self.place))
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  /// Refuses a second item in the place of one.
  @inline(__always)
  private func begin() throws(CBORError) {
    guard self.state.place.start == self.place.start else {
      throw self.state.record(.containerMisuse)
    }
  }

  @inline(__always)
  private func leaf(_ value: some CBORLeaf) throws(CBORError) {
    try self.begin()
    do throws(CBORError) {
      try value.write(to: &self.state.writer)
    } catch {
      throw self.state.record(error)
    }
  }

  func encodeNil() throws(CBORError) {
    try self.begin()
    self.state.writer.null()
  }

  func encode<T: Encodable>(_ value: T) throws(CBORError) {
    try self.begin()
    try self.state.encode(value)
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
