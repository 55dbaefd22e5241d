/// A strict cursor over borrowed bytes.
///
/// Every read checks the profile for what it passes: shortest form, definite length, no tag, no
/// float, valid UTF-8, and that declared lengths and counts fit into the bytes that are left. It
/// copies nothing but what a caller asks for. After an error its place is of no meaning. It cannot
/// outlive the bytes: the compiler checks that.
public struct CBORReader: ~Escapable {
  /// What the next item is.
  public enum ItemKind: Hashable, Sendable {
    /// An integer of 0 or more.
    case unsigned
    /// An integer below 0.
    case negative
    /// A byte string.
    case bytes
    /// Text.
    case text
    /// An array.
    case array
    /// A map.
    case map
    /// False or true.
    case bool
    /// Null.
    case null
  }

  let bytes: Span<UInt8>
  /// Offset in bytes of the next item.
  public internal(set) var offset: Int

  /// Reads from borrowed memory.
  ///
  /// - Parameters:
  ///   - bytes: What to read.
  ///   - offset: Where to begin, in bytes.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// Lends a reader of some bytes to a closure; it must not leave it.
  ///
  /// - Parameters:
  ///   - bytes: what to read; part of a larger array through `array.span.extracting(range)`.
  ///   - body: reads.
  /// - Returns: what the closure returns.
  /// - Throws: what the closure throws.
  @inlinable
  public static func reading<Value>(
    _ bytes: Span<UInt8>, _ body: (inout CBORReader) throws(CBORError) -> Value
  ) throws(CBORError) -> Value {
    var reader = CBORReader(bytes)
    return try body(&reader)
  }

  /// Bytes that are left.
  public var remaining: Int { self.bytes.count - self.offset }

  /// The kind of the next item.
  ///
  /// - Returns: the kind; nil at the end of the bytes.
  /// - Throws: ``CBORError`` if its first byte is outside of the profile.
  public func peekKind() throws(CBORError) -> ItemKind? {
    guard self.remaining > 0 else { return nil }
    let initial = self.bytes[self.offset]
    switch try Self.major(of: initial, at: self.offset) {
    case .unsigned: return .unsigned
    case .negative: return .negative
    case .bytes: return .bytes
    case .text: return .text
    case .array: return .array
    case .map: return .map
    case .simple: return initial == CBORByte.null ? .null : .bool
    }
  }

  /// The next item if it is an integer below 24, which is one byte.
  @inline(__always)
  var smallKey: UInt8? {
    guard self.remaining > 0 else { return nil }
    let initial = self.bytes[self.offset]
    return initial < 24 ? initial : nil
  }

  /// Passes an integer that is expected.
  ///
  /// - Parameter key: 0 through 23.
  /// - Returns: Whether it was there; otherwise nothing is passed.
  public mutating func passSmallKey(_ key: UInt8) -> Bool {
    guard self.smallKey == key else { return false }
    self.offset += 1
    return true
  }

  /// Refuses anything behind the item that was read.
  ///
  /// - Throws: ``CBORError`` of kind `trailingBytes`.
  public func expectEnd() throws(CBORError) {
    guard self.remaining == 0 else { throw CBORError(.trailingBytes, at: self.offset) }
  }

  /// Passes the head of an item, and nothing of its content.
  @inline(__always)
  mutating func readHead() throws(CBORError) -> CBORHead {
    let start = self.offset
    guard self.remaining > 0 else { throw CBORError(.truncated, at: start) }
    let initial = self.bytes[start]
    let major = try Self.major(of: initial, at: start)
    let information = initial & 0x1f
    self.offset = start + 1
    if information < 24 { return CBORHead(major: major, argument: UInt64(information)) }
    return CBORHead(major: major, argument: try self.longArgument(information, from: start))
  }

  /// The argument behind a first byte with information 24 to 27.
  private mutating func longArgument(
    _ information: UInt8, from start: Int
  ) throws(CBORError) -> UInt64 {
    let width = 1 << Int(information - 24)
    guard self.remaining >= width else { throw CBORError(.truncated, at: start) }
    let argument: UInt64 =
      switch width {
      case 1: UInt64(self.bytes[self.offset])
      case 2: UInt64(self.bytes.bigEndian(UInt16.self, at: self.offset))
      case 4: UInt64(self.bytes.bigEndian(UInt32.self, at: self.offset))
      default: self.bytes.bigEndian(UInt64.self, at: self.offset)
      }
    // Each width is for what the next narrower one cannot hold; one byte is for 24 and more.
    let least: UInt64 = width == 1 ? 24 : 1 << UInt64(width * 4)
    guard argument >= least else { throw CBORError(.notShortest, at: start) }
    self.offset += width
    return argument
  }

  /// Sorts a first byte, refusing what the profile leaves out.
  @inline(__always)
  static func major(of initial: UInt8, at offset: Int) throws(CBORError) -> CBORMajor {
    let information = initial & 0x1f
    if initial < 0xc0, information < 28, let major = CBORMajor(rawValue: initial >> 5) {
      return major
    }
    if initial >= CBORByte.no, initial <= CBORByte.null { return .simple }
    throw CBORError(Self.refusal(of: initial), at: offset)
  }

  private static func refusal(of initial: UInt8) -> CBORError.Kind {
    let information = initial & 0x1f
    switch (initial >> 5, information) {
    case (_, 28...30): return .reserved
    case (0...1, 31), (6, 31): return .reserved
    case (2...5, 31): return .indefiniteLength
    case (7, 31): return .unexpectedBreak
    case (6, _): return .tag
    case (7, 25...27): return .float
    default: return .simpleValue
    }
  }
}
