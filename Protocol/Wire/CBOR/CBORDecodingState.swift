/// One decoding in progress: the bytes, and how far each map on the way has been read.
///
/// Members usually come in the order of the wire, so each level of nesting remembers its last entry
/// and the search for the next key begins there. The memory is only a shortcut: a container that
/// finds another's place in it starts over.
final class CBORDecodingState {
  /// How far the map at one level has been read.
  struct Progress {
    /// Offset of the map; -1 before the first.
    var map = -1
    /// Number of the entry, from 0.
    var entry = 0
    var key = CBORKeyMark(0)
    /// Head of the key before, for keys that are integers.
    var previous = CBORKeyMark(0)
    var value = 0
    /// End of the value; 0 while it has not been read.
    var valueEnd = 0
  }

  let traits: CBORTraits
  /// The type that is reading itself.
  private(set) var subject: Any.Type = Never.self
  let userInfo: [CodingUserInfoKey: any Sendable]
  var progress = InlineArray<16, Progress>(repeating: Progress())
  /// The item that was read to its end last.
  private(set) var finished = (start: -1, end: 0)
  private var isTouched = false
  private var isClosed = false
  private let bytes: [UInt8]

  init(_ bytes: [UInt8], _ traits: CBORTraits, userInfo: [CodingUserInfoKey: any Sendable]) {
    self.bytes = bytes
    self.traits = traits
    self.userInfo = userInfo
  }

  /// Nothing is read any more: the value is decoded.
  func close() { self.isClosed = true }

  /// Lends a reader that stands before an item.
  @inline(__always)
  func read<Value>(
    at offset: Int, _ body: (inout CBORReader) throws(CBORError) -> Value
  ) throws(CBORError) -> Value {
    self.isTouched = true
    let bytes = self.bytes
    guard bytes.count > offset, !self.isClosed else {
      throw CBORError(.containerMisuse, at: offset)
    }
    var reader = CBORReader(bytes.span, at: offset)
    return try body(&reader)
  }

  /// Remembers where an item ends, so that it is not passed once more.
  @inline(__always)
  func finish(_ start: Int, end: Int) { self.finished = (start, end) }

  /// Where the item behind another one begins.
  @inline(__always)
  func end(of start: Int) throws(CBORError) -> Int {
    if self.finished.start == start { return self.finished.end }
    return try self.read(at: start) { (reader) throws(CBORError) in
      try reader.skip()
      return reader.offset
    }
  }

  @inline(__always)
  func leaf<T: CBORLeaf>(_ type: T.Type, at offset: Int) throws(CBORError) -> T {
    let (value, end) = try self.read(at: offset) { (reader) throws(CBORError) in
      (try T.read(from: &reader), reader.offset)
    }
    self.finish(offset, end: end)
    return value
  }

  func isNull(at offset: Int) throws(CBORError) -> Bool {
    let kind = try self.read(at: offset) { (reader) throws(CBORError) in try reader.peekKind() }
    guard kind == .null else { return false }
    self.finish(offset, end: offset + 1)
    return true
  }

  /// Reads one value.
  func decode<T: Decodable>(
    _ type: T.Type, at offset: Int, depth: Int
  ) throws(CBORError) -> T {
    // Compared before the reading; each is the type itself then.
    if T.self == [UInt8].self,
      let value = identical(try self.leaf([UInt8].self, at: offset), as: T.self)
    {
      return value
    }
    if T.self == String.self,
      let value = identical(try self.leaf(String.self, at: offset), as: T.self)
    {
      return value
    }
    self.subject = T.self
    self.isTouched = false
    let value: T
    do {
      value = try T(from: CBORItemDecoder(state: self, offset: offset, depth: depth))
    } catch {
      throw CBORError(error, at: offset)
    }
    if !self.isTouched { try self.expectMembers(NoMember.self, at: offset, depth: depth) }
    return value
  }

  // A type without members asks for nothing, and still has one form only: a map.
  private func expectMembers<Key: CodingKey>(
    _ key: Key.Type, at offset: Int, depth: Int
  ) throws(CBORError) {
    _ = try CBORKeyedDecoding<Key>(
      state: self, style: .members, offset: offset, depth: depth)
  }

  private struct NoMember: CodingKey {
    var intValue: Int? { nil }
    var stringValue: String { "" }
    init?(intValue: Int) { nil }
    init?(stringValue: String) { nil }
  }
}
