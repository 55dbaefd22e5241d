extension CBORReader {
  /// Reads an integer of 0 through 2^64 - 1.
  ///
  /// - Returns: the integer.
  /// - Throws: ``CBORError``; kind `outOfRange` for a negative one.
  public mutating func readUnsigned() throws(CBORError) -> UInt64 {
    try self.readFixedWidth(UInt64.self)
  }

  /// Reads an integer of -2^63 through 2^63 - 1.
  ///
  /// - Returns: the integer.
  /// - Throws: ``CBORError``; kind `outOfRange` for one outside.
  public mutating func readInteger() throws(CBORError) -> Int64 {
    try self.readFixedWidth(Int64.self)
  }

  /// Reads an integer of any width.
  ///
  /// - Parameter type: what must hold it; `Int128` holds all that the profile has.
  /// - Returns: the integer.
  /// - Throws: ``CBORError``; kind `outOfRange` for one that the type cannot hold.
  @inline(__always)
  public mutating func readFixedWidth<Value: FixedWidthInteger>(
    _ type: Value.Type
  ) throws(CBORError) -> Value {
    let start = self.offset
    let head = try self.readHead()
    let value: Value?
    switch head.major {
    case .unsigned: value = Value(exactly: head.argument)
    // The integer is -1 - n, the complement of n, and a type that holds one holds the other.
    case .negative: value = Value.isSigned ? Value(exactly: head.argument).map { ~$0 } : nil
    case .bytes, .text, .array, .map, .simple: throw CBORError(.typeMismatch, at: start)
    }
    guard let value else { throw CBORError(.outOfRange, at: start) }
    return value
  }

  /// Reads text.
  ///
  /// - Returns: a copy of it.
  /// - Throws: ``CBORError``; kind `invalidText` if it is not UTF-8.
  public mutating func readText() throws(CBORError) -> String {
    let start = self.offset
    let range = try self.readContent(.text)
    guard let text = self.string(in: range) else { throw CBORError(.invalidText, at: start) }
    return text
  }

  /// Reads text without copying it.
  ///
  /// - Returns: where its UTF-8, which has been checked, stands.
  /// - Throws: ``CBORError``; kind `invalidText` if it is not UTF-8.
  public mutating func readTextRange() throws(CBORError) -> Range<Int> {
    let start = self.offset
    let range = try self.readContent(.text)
    guard self.isText(in: range) else { throw CBORError(.invalidText, at: start) }
    return range
  }

  /// Reads a byte string without copying it.
  ///
  /// - Returns: where its content stands.
  /// - Throws: ``CBORError``.
  public mutating func readBytes() throws(CBORError) -> Range<Int> {
    try self.readContent(.bytes)
  }

  /// Reads the head of a byte string; its content may not be here.
  mutating func readBytesLength() throws(CBORError) -> UInt64 {
    let start = self.offset
    let head = try self.readHead()
    guard head.major == .bytes else { throw CBORError(.typeMismatch, at: start) }
    return head.argument
  }

  /// Reads false or true.
  ///
  /// - Returns: which.
  /// - Throws: ``CBORError``.
  public mutating func readBool() throws(CBORError) -> Bool {
    let start = self.offset
    let head = try self.readHead()
    guard head.major == .simple, head.argument != UInt64(CBORByte.null & 0x1f) else {
      throw CBORError(.typeMismatch, at: start)
    }
    return head.argument == UInt64(CBORByte.yes & 0x1f)
  }

  /// Reads null.
  ///
  /// - Throws: ``CBORError``.
  public mutating func readNull() throws(CBORError) {
    let start = self.offset
    let head = try self.readHead()
    guard head.major == .simple, head.argument == UInt64(CBORByte.null & 0x1f) else {
      throw CBORError(.typeMismatch, at: start)
    }
  }

  /// Reads the head of a map.
  ///
  /// Prefer ``readMap()``, which also sees to the order of the keys.
  ///
  /// - Returns: the number of entries; at least two bytes are left for each.
  /// - Throws: ``CBORError``.
  public mutating func readMapHeader() throws(CBORError) -> Int {
    try self.readCount(.map, leastBytes: 2)
  }

  /// Reads the head of an array.
  ///
  /// - Returns: the number of items; at least one byte is left for each.
  /// - Throws: ``CBORError``.
  public mutating func readArrayHeader() throws(CBORError) -> Int {
    try self.readCount(.array, leastBytes: 1)
  }

  /// Copies part of the bytes.
  ///
  /// - Parameter range: what a read of this reader returned.
  /// - Returns: the copy.
  public func copy(_ range: Range<Int>) -> [UInt8] {
    [UInt8](copying: self.bytes.extracting(range))
  }

  /// Lends bytes of this reader to a closure.
  ///
  /// - Parameters:
  ///   - range: What a read returned.
  ///   - body: Gets the bytes for as long as it runs.
  /// - Returns: What the closure returns.
  public func withBytes<Value>(in range: Range<Int>, _ body: (Span<UInt8>) -> Value) -> Value {
    body(self.bytes.extracting(range))
  }

  private mutating func readCount(
    _ major: CBORMajor, leastBytes: Int
  ) throws(CBORError) -> Int {
    let start = self.offset
    let head = try self.readHead()
    guard head.major == major else { throw CBORError(.typeMismatch, at: start) }
    return try self.count(head, leastBytes: leastBytes, from: start)
  }

  /// Compares a declared count with the bytes that are left, before any memory is reserved.
  @inline(__always)
  func count(_ head: CBORHead, leastBytes: Int, from start: Int) throws(CBORError) -> Int {
    guard head.argument <= UInt64(self.remaining / leastBytes) else {
      throw CBORError(.truncated, at: start)
    }
    return Int(head.argument)
  }

  @inline(__always)
  mutating func readContent(_ major: CBORMajor) throws(CBORError) -> Range<Int> {
    let start = self.offset
    let head = try self.readHead()
    guard head.major == major else { throw CBORError(.typeMismatch, at: start) }
    return try self.content(head, from: start)
  }

  /// Passes the content of a string behind its head.
  @inline(__always)
  mutating func content(_ head: CBORHead, from start: Int) throws(CBORError) -> Range<Int> {
    let length = try self.count(head, leastBytes: 1, from: start)
    let first = self.offset
    self.offset = first + length
    return first..<self.offset
  }

  /// A copy of text; nil when its bytes are not UTF-8.
  func string(in range: Range<Int>) -> String? {
    do {
      return String(copying: try UTF8Span(validating: self.bytes.extracting(range)))
    } catch {
      return nil
    }
  }

  /// Whether some bytes are UTF-8. Most text of ours is ASCII and takes no closer look.
  @inline(__always)
  func isText(in range: Range<Int>) -> Bool {
    let end = self.endOfASCII(in: range)
    return end == range.upperBound || self.isUnicode(in: end..<range.upperBound)
  }

  /// Where the ASCII at the beginning of some bytes ends, eight bytes at a look.
  @inline(__always)
  func endOfASCII(in range: Range<Int>) -> Int {
    var position = range.lowerBound
    while range.upperBound - position >= 8 {
      let eight = self.bytes.bigEndian(UInt64.self, at: position)
      guard eight & 0x8080_8080_8080_8080 == 0 else { break }
      position += 8
    }
    while position < range.upperBound, self.bytes[position] < 0x80 { position += 1 }
    return position
  }

  @inline(never)
  private func isUnicode(in range: Range<Int>) -> Bool {
    do {
      _ = try UTF8Span(validating: self.bytes.extracting(range))
      return true
    } catch {
      return false
    }
  }
}
