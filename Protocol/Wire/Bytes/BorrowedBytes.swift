// How this module reads and copies bytes that it does not own. A span is checked in every build, and the
// compiler sees to it that it does not outlive its bytes. Unsafe: the only lines for it are here, two
// copies that the standard library has for pointers and not yet for spans, and a cast between equal types.

extension Span<UInt8> {
  /// Reads an unsigned integer, most significant byte first.
  ///
  /// - Parameters:
  ///   - type: Its width.
  ///   - offset: Of its first byte. An integer that reaches behind the last byte is our own mistake, and stops.
  /// - Returns: The integer; one load and one look at the bounds.
  @inlinable
  @inline(__always)
  func bigEndian<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, at offset: Int
  ) -> Word {
    let width = Word.bitWidth / 8
    let part = self.extracting(droppingFirst: offset).extracting(first: width)
    var word: Word = 0
    for index in 0..<width { word = word << 8 | Word(truncatingIfNeeded: part[index]) }
    return word
  }
}

extension [UInt8] {
  /// A copy of borrowed bytes, in memory of their size.
  @inline(__always)
  package init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
  }

  /// Appends borrowed bytes.
  @inlinable
  @inline(__always)
  mutating func append(copying bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe self.append(contentsOf: $0) }
  }

  /// Appends the first bytes of a word, the most significant one first.
  ///
  /// - Parameters:
  ///   - word: What to append.
  ///   - byteCount: How many bytes of it, 0 through 8.
  @inline(__always)
  mutating func append(bigEndian word: UInt64, byteCount: Int) {
    var bytes = InlineArray<8, UInt8>(repeating: 0)
    for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * index)) }
    self.append(copying: bytes.span.extracting(first: byteCount))
  }

  /// Appends borrowed bytes. When the storage must move and holds a secret, the old place is wiped.
  mutating func append(copying more: Span<UInt8>, wiping: Bool) {
    if wiping, self.count + more.count > self.capacity {
      var larger: [UInt8] = []
      larger.reserveCapacity(Swift.max(2 * self.capacity, self.count + more.count))
      larger.append(contentsOf: self)
      Wiping.wipe(&self)
      self = larger
    }
    self.append(copying: more)
  }
}

/// A value as what it is: the types are compared before, where a cast through `any` would cost more than all
/// of the coding.
///
/// - Parameters:
///   - value: What the caller holds.
///   - type: What it may be.
/// - Returns: The same value; nil when its type is another one.
@inline(__always)
func identical<Value, Wanted>(_ value: Value, as type: Wanted.Type) -> Wanted? {
  Value.self == Wanted.self ? unsafe unsafeBitCast(value, to: Wanted.self) : nil
}
