/// Heads of items, and short byte strings, in a row, gathered to be appended at once.
///
/// An array asks at every append for room and whether it has another owner, which takes longer than most
/// heads do. What is written here costs a store or two each, and one append in the end.
public struct CBORHeads: Sendable {
  /// Bytes that fit.
  public static let byteCountMax = 120
  /// The longest head, in bytes.
  private static let headBytesMax = 9

  // A store of eight bytes may reach behind the last byte that counts.
  private var bytes = InlineArray<128, UInt8>(repeating: 0)
  /// Bytes that were written.
  public private(set) var byteCount = 0

  /// Nothing yet.
  @inline(__always)
  public init() {}

  /// Bytes that are still free.
  public var room: Int { Self.byteCountMax - self.byteCount }

  /// Writes an integer of 0 through 2^64 - 1.
  @inline(__always)
  public mutating func unsigned(_ value: UInt64) { self.head(.unsigned, value) }

  /// Writes an integer of either sign.
  @inline(__always)
  public mutating func integer(_ value: Int64) {
    self.head(
      value < 0 ? .negative : .unsigned, UInt64(bitPattern: value < 0 ? ~value : value))
  }

  /// Begins a map.
  ///
  /// - Parameter count: Entries that follow, each a key and a value, keys ascending bytewise.
  @inline(__always)
  public mutating func mapHeader(_ count: Int) { self.head(.map, UInt64(count)) }

  /// Begins a byte string; its content follows.
  ///
  /// - Parameter count: Bytes that follow.
  @inline(__always)
  public mutating func bytesHeader(_ count: Int) { self.head(.bytes, UInt64(count)) }

  /// Writes a byte string that is known to fit.
  ///
  /// - Parameter value: At most ``room`` bytes with its head, which is for the caller to see to.
  @inline(__always)
  public mutating func bytes(_ value: Span<UInt8>) {
    self.bytesHeader(value.count)
    self.raw(value)
  }

  /// Leaves room for the header of a frame, which is known when its body is.
  @inline(__always)
  mutating func skipFrameHeader() { self.byteCount = FrameHeader.byteCount }

  /// Writes the header of a frame into the room that was left for it.
  @inline(__always)
  mutating func frameHeader(_ header: FrameHeader) {
    self.store(UInt64(header.length) << 32 | UInt64(header.stream), at: 0)
    self.store(
      UInt32(header.typeByte) << 24 | UInt32(header.flags.rawValue) << 16 | UInt32(header.zero),
      at: 8)
  }

  /// Writes the head of an item in the fewest bytes.
  @inline(__always)
  private mutating func head(_ major: CBORMajor, _ argument: UInt64) {
    precondition(self.room >= Self.headBytesMax, "More heads than are gathered at once.")
    let start = self.byteCount
    let top = major.rawValue << 5
    guard argument >= 24 else {
      self.store(top | UInt8(truncatingIfNeeded: argument), at: start)
      self.byteCount = start + 1
      return
    }
    let width =
      argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8
    self.store(top | UInt8(24 + width.trailingZeroBitCount), at: start)
    // Shifted to the front of a word; what of the word is behind it is written over or not used.
    self.store(argument << UInt64(64 - 8 * width), at: start + 1)
    self.byteCount = start + 1 + width
  }

  @inline(__always)
  private mutating func raw(_ source: Span<UInt8>) {
    precondition(source.count <= self.room, "More bytes than are gathered at once.")
    let start = self.byteCount
    var index = 0
    while source.count - index >= 8 {
      self.store(source.bigEndian(UInt64.self, at: index), at: start + index)
      index += 8
    }
    while index < source.count {
      self.bytes[start + index] = source[index]
      index += 1
    }
    self.byteCount = start + source.count
  }

  /// Stores a word, most significant byte first: one store, behind one look at the bounds.
  @inline(__always)
  private mutating func store<Word: FixedWidthInteger & UnsignedInteger>(
    _ word: Word, at offset: Int
  ) {
    let width = Word.bitWidth / 8
    precondition(offset >= 0 && offset <= 128 - width, "More heads than are gathered at once.")
    for index in 0..<width {
      self.bytes[offset + index] = UInt8(truncatingIfNeeded: word >> Word(8 * (width - 1 - index)))
    }
  }

  /// Appends what was written to an array.
  @inline(__always)
  func append(to output: inout [UInt8]) {
    output.append(copying: self.bytes.span.extracting(first: self.byteCount))
  }
}

extension CBORWriter {
  /// Appends heads that were gathered.
  ///
  /// - Parameters:
  ///   - heads: What to append.
  ///   - following: Bytes that the caller appends next, so that room is made once.
  @inline(__always)
  public mutating func append(_ heads: borrowing CBORHeads, reserving following: Int = 0) {
    self.reserve(heads.byteCount + following)
    heads.append(to: &self.output)
  }
}
