/// Reads the entries of one map.
struct CBORKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let map: CBORMapSearch
  let style: CBORKeyStyle

  init(
    state: CBORDecodingState, style: CBORKeyStyle, offset: Int, depth: Int
  ) throws(CBORError) {
    self.map = try CBORMapSearch(state: state, offset: offset, depth: depth)
    self.style = style
    if style != .members || state.traits.hasUnusualKeys { try self.checkKeys() }
  }

  private var state: CBORDecodingState { self.map.state }

  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] {
    var keys: [Key] = []
    do throws(CBORError) {
      try self.map.forEachKey { (mark, reader) throws(CBORError) in
        if let key = self.key(mark, reader) { keys.append(key) }
      }
    } catch {
      // Checked when the container was made; only a decoder that outlived its bytes comes here.
      return []
    }
    return keys
  }

  /// Refuses keys that the style has no place for, and critical ones that the type does not know.
  private func checkKeys() throws(CBORError) {
    var isASCII = true
    try self.map.forEachKey { (mark, reader) throws(CBORError) in
      let offset = reader.offset
      switch self.style {
      case .text:
        guard mark.isText else { throw CBORError(.typeMismatch, at: offset) }
        if reader.endOfASCII(in: mark.text) != mark.text.upperBound { isASCII = false }
      case .integers:
        guard !mark.isText else { throw CBORError(.typeMismatch, at: offset) }
        guard mark.integer != nil else { throw CBORError(.outOfRange, at: offset) }
      case .members:
        guard !mark.isText else { throw CBORError(.unknownTextKey, at: offset) }
        guard !mark.isNegative || self.key(mark, reader) != nil else {
          throw CBORError(.unknownCriticalKey, at: offset)
        }
      }
    }
    if !isASCII { try self.checkDistinct() }
  }

  // Different bytes may be equal text, the letter K and the sign of the kelvin for example. A
  // dictionary would keep one of the two, and which one would be for the sender to know.
  private func checkDistinct() throws(CBORError) {
    var texts: Set<String> = []
    try self.map.forEachKey { (mark, reader) throws(CBORError) in
      guard let text = reader.string(in: mark.text), texts.insert(text).inserted else {
        throw CBORError(.duplicateKey, at: reader.offset)
      }
    }
  }

  private func key(_ mark: CBORKeyMark, _ reader: CBORReader) -> Key? {
    guard mark.isText else { return mark.integer.flatMap { Key(intValue: $0) } }
    return reader.string(in: mark.text).flatMap { Key(stringValue: $0) }
  }

  /// The offset of a key's value, nil if the map has no such key.
  private func find(_ key: Key) throws(CBORError) -> Int? {
    switch self.style {
    case .members, .integers:
      guard let number = key.intValue else {
        throw CBORError(.keyWithoutNumber, at: self.map.start).under(self.style.name(of: key))
      }
      return try self.map.find(CBORKeyMark(number))
    case .text:
      let text = key.stringValue
      return try self.map.find(CBORKeyMark(textBytes: text.utf8.count), text: text)
    }
  }

  func contains(_ key: Key) -> Bool {
    do throws(CBORError) {
      return try self.find(key) != nil
    } catch {
      return false
    }
  }

  func place(_ key: Key) throws(CBORError) -> Int {
    guard let value = try self.find(key) else {
      throw CBORError(.missingKey, at: self.map.start).under(self.style.name(of: key))
    }
    return value
  }

  @inline(__always)
  func leaf<T: CBORLeaf>(_ type: T.Type, at place: Int, _ key: Key) throws(CBORError) -> T {
    do throws(CBORError) {
      let value = try self.state.leaf(type, at: place)
      self.map.settle(place)
      return value
    } catch {
      throw error.under(self.style.name(of: key))
    }
  }

  @inline(__always)
  func leafIfPresent<T: CBORLeaf>(_ type: T.Type, _ key: Key) throws(CBORError) -> T? {
    guard let place = try self.find(key) else { return nil }
    return try self.leaf(type, at: place, key)
  }

  private func decode<T: Decodable>(
    _ type: T.Type, at place: Int, _ key: Key
  ) throws(CBORError) -> T {
    do throws(CBORError) {
      let value = try self.state.decode(type, at: place, depth: self.map.depth + 1)
      self.map.settle(place)
      return value
    } catch {
      throw error.under(self.style.name(of: key))
    }
  }

  func decodeNil(forKey key: Key) throws(CBORError) -> Bool {
    let place = try self.place(key)
    let isNull = try self.state.isNull(at: place)
    self.map.settle(place)
    return isNull
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws(CBORError) -> T {
    try self.decode(type, at: try self.place(key), key)
  }

  // Null does not stand for an absent member, or one value would have two forms.
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws(CBORError) -> T? {
    guard let place = try self.find(key) else { return nil }
    return try self.decode(type, at: place, key)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws(CBORError) -> KeyedDecodingContainer<NestedKey> {
    KeyedDecodingContainer(
      try CBORKeyedDecoding<NestedKey>(
        state: self.state, style: .members, offset: try self.place(key), depth: self.map.depth + 1))
  }

  func nestedUnkeyedContainer(
    forKey key: Key
  ) throws(CBORError) -> any UnkeyedDecodingContainer {
    try CBORUnkeyedDecoding(
      state: self.state, offset: try self.place(key), depth: self.map.depth + 1)
  }

  // Inheritance has no form on the wire.
  func superDecoder() throws(CBORError) -> any Decoder {
    throw CBORError(.unsupportedType, at: self.map.start)
  }

  func superDecoder(forKey key: Key) throws(CBORError) -> any Decoder {
    throw CBORError(.unsupportedType, at: self.map.start)
  }
}
