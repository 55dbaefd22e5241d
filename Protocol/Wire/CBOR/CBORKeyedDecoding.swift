/// Reads the entries of one map.
struct CBORKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let state: CBORDecodingState
  let style: CBORKeyStyle
  /// Offset of the map.
  let start: Int
  /// Offset of its first key.
  let first: Int
  let count: Int
  /// Containers around the map.
  let depth: Int

  init(
    state: CBORDecodingState, style: CBORKeyStyle, offset: Int, depth: Int
  ) throws(CBORError) {
    var reader = try state.reader(at: offset)
    self.count = try reader.readMapHeader()
    guard depth < CBORLimits.depthCeiling else { throw CBORError(.tooDeep, at: offset) }
    self.state = state
    self.style = style
    self.start = offset
    self.first = reader.offset
    self.depth = depth
    if self.count == 0 { state.finish(offset, end: reader.offset) }
    if style != .members || state.traits.hasUnusualKeys { try self.checkKeys() }
  }

  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] {
    var keys: [Key] = []
    do throws(CBORError) {
      try self.forEachKey { (mark, reader) throws(CBORError) in
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
    try self.forEachKey { (mark, reader) throws(CBORError) in
      let offset = reader.offset
      switch self.style {
      case .text:
        guard mark.isText else { throw CBORError(.typeMismatch, at: offset) }
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
  }

  /// Calls with each key and a reader that stands before it.
  private func forEachKey(
    _ body: (CBORKeyMark, CBORReader) throws(CBORError) -> Void
  ) throws(CBORError) {
    guard self.count > 0 else { return }
    var reader = try self.state.reader(at: self.first)
    for _ in 0..<self.count {
      let before = reader
      try body(try reader.readKeyMark(), before)
      try reader.skip()
    }
    self.state.finish(self.start, end: reader.offset)
  }

  private func key(_ mark: CBORKeyMark, _ reader: CBORReader) -> Key? {
    guard mark.isText else { return mark.integer.flatMap { Key(intValue: $0) } }
    return Key(
      stringValue: reader.string(in: mark.content..<mark.content + Int(mark.argument)))
  }

  // MARK: Search

  /// The offset of a key's value, nil if the map has no such key.
  private func find(_ key: Key) throws(CBORError) -> Int? {
    switch self.style {
    case .members, .integers:
      guard let number = key.intValue else {
        throw CBORError(.keyWithoutNumber, at: self.start).under(self.style.name(of: key))
      }
      return try self.find(CBORKeyMark(number), text: nil)
    case .text:
      let text = key.stringValue
      return try self.find(CBORKeyMark(textBytes: text.utf8.count), text: text)
    }
  }

  private func find(_ wanted: CBORKeyMark, text: String?) throws(CBORError) -> Int? {
    guard self.count > 0 else { return nil }
    if self.state.progress[self.depth].map != self.start { try self.moveToFirst() }
    var order = try self.compare(wanted, text)
    if order < 0 {
      let progress = self.state.progress[self.depth]
      if progress.entry == 0 { return nil }
      if text == nil, progress.previous.compareHead(wanted) < 0 { return nil }
      try self.moveToFirst()
      order = try self.compare(wanted, text)
    }
    while order > 0 {
      guard self.state.progress[self.depth].entry + 1 < self.count else { return nil }
      try self.moveToNext()
      order = try self.compare(wanted, text)
    }
    return order == 0 ? self.state.progress[self.depth].value : nil
  }

  /// Below zero, zero, above zero: how a key compares with that of the current entry.
  @inline(__always)
  private func compare(_ wanted: CBORKeyMark, _ text: String?) throws(CBORError) -> Int {
    let current = self.state.progress[self.depth].key
    let order = wanted.compareHead(current)
    guard order == 0, let text else { return order }
    let reader = try self.state.reader(at: self.start)
    return reader.compareText(text, at: current.content)
  }

  private func moveToFirst() throws(CBORError) {
    var reader = try self.state.reader(at: self.first)
    let key = try reader.readKeyMark()
    self.state.progress[self.depth] = CBORDecodingState.Progress(
      map: self.start, entry: 0, key: key, previous: key, value: reader.offset, valueEnd: 0)
  }

  private func moveToNext() throws(CBORError) {
    let progress = self.state.progress[self.depth]
    let end =
      progress.valueEnd > 0 ? progress.valueEnd : try self.state.end(of: progress.value)
    var reader = try self.state.reader(at: end)
    let key = try reader.readKeyMark()
    self.state.progress[self.depth] = CBORDecodingState.Progress(
      map: self.start, entry: progress.entry + 1, key: key, previous: progress.key,
      value: reader.offset, valueEnd: 0)
  }

  /// Remembers where a value that was just read ends, and the map with its last one.
  @inline(__always)
  private func settle(_ value: Int) {
    guard self.state.finished.start == value,
      self.state.progress[self.depth].map == self.start,
      self.state.progress[self.depth].value == value
    else { return }
    let end = self.state.finished.end
    self.state.progress[self.depth].valueEnd = end
    if self.state.progress[self.depth].entry + 1 == self.count {
      self.state.finish(self.start, end: end)
    }
  }

  // MARK: Values

  func contains(_ key: Key) -> Bool {
    do throws(CBORError) {
      return try self.find(key) != nil
    } catch {
      return false
    }
  }

  private func place(_ key: Key) throws(CBORError) -> Int {
    guard let value = try self.find(key) else {
      throw CBORError(.missingKey, at: self.start).under(self.style.name(of: key))
    }
    return value
  }

  @inline(__always)
  private func leaf<T: CBORLeaf>(_ type: T.Type, at place: Int, _ key: Key) throws(CBORError) -> T {
    do throws(CBORError) {
      let value = try self.state.leaf(type, at: place)
      self.settle(place)
      return value
    } catch {
      throw error.under(self.style.name(of: key))
    }
  }

  @inline(__always)
  private func leafIfPresent<T: CBORLeaf>(_ type: T.Type, _ key: Key) throws(CBORError) -> T? {
    guard let place = try self.find(key) else { return nil }
    return try self.leaf(type, at: place, key)
  }

  private func decode<T: Decodable>(
    _ type: T.Type, at place: Int, _ key: Key
  ) throws(CBORError) -> T {
    do throws(CBORError) {
      let value = try self.state.decode(type, at: place, depth: self.depth + 1)
      self.settle(place)
      return value
    } catch {
      throw error.under(self.style.name(of: key))
    }
  }

  func decodeNil(forKey key: Key) throws(CBORError) -> Bool {
    let place = try self.place(key)
    let isNull = try self.state.isNull(at: place)
    self.settle(place)
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
        state: self.state, style: .members, offset: try self.place(key), depth: self.depth + 1))
  }

  func nestedUnkeyedContainer(
    forKey key: Key
  ) throws(CBORError) -> any UnkeyedDecodingContainer {
    try CBORUnkeyedDecoding(
      state: self.state, offset: try self.place(key), depth: self.depth + 1)
  }

  // Inheritance has no form on the wire.
  func superDecoder() throws(CBORError) -> any Decoder {
    throw CBORError(.unsupportedType, at: self.start)
  }

  func superDecoder(forKey key: Key) throws(CBORError) -> any Decoder {
    throw CBORError(.unsupportedType, at: self.start)
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws(CBORError) -> Bool {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: String.Type, forKey key: Key) throws(CBORError) -> String {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Double.Type, forKey key: Key) throws(CBORError) -> Double {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Float.Type, forKey key: Key) throws(CBORError) -> Float {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int.Type, forKey key: Key) throws(CBORError) -> Int {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int8.Type, forKey key: Key) throws(CBORError) -> Int8 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int16.Type, forKey key: Key) throws(CBORError) -> Int16 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int32.Type, forKey key: Key) throws(CBORError) -> Int32 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int64.Type, forKey key: Key) throws(CBORError) -> Int64 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt.Type, forKey key: Key) throws(CBORError) -> UInt {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt8.Type, forKey key: Key) throws(CBORError) -> UInt8 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt16.Type, forKey key: Key) throws(CBORError) -> UInt16 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt32.Type, forKey key: Key) throws(CBORError) -> UInt32 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt64.Type, forKey key: Key) throws(CBORError) -> UInt64 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws(CBORError) -> Bool? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws(CBORError) -> String? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws(CBORError) -> Double? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws(CBORError) -> Float? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws(CBORError) -> Int? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws(CBORError) -> Int8? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws(CBORError) -> Int16? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws(CBORError) -> Int32? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws(CBORError) -> Int64? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws(CBORError) -> UInt? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws(CBORError) -> UInt8? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws(CBORError) -> UInt16? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws(CBORError) -> UInt32? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws(CBORError) -> UInt64? {
    try self.leafIfPresent(type, key)
  }
}
