/// Writes items one after the other, each in its shortest form.
///
/// It allocates nothing but the growing output. It does not count and does not sort: who writes a
/// map by hand writes as many entries as the header says, with ascending keys.
public struct CBORWriter: Sendable {
  /// What has been written.
  public var output: [UInt8]

  /// Starts with nothing.
  ///
  /// - Parameter byteCapacity: bytes to make room for.
  public init(byteCapacity: Int = 0) {
    self.output = []
    self.output.reserveCapacity(byteCapacity)
  }

  /// Goes on behind what is there, a frame header for example.
  ///
  /// - Parameter output: bytes already written.
  public init(appendingTo output: consuming [UInt8]) {
    self.output = output
  }

  /// Writes an integer of 0 through 2^64 - 1.
  public mutating func unsigned(_ value: UInt64) {
    self.head(.unsigned, value)
  }

  /// Writes an integer of either sign.
  public mutating func integer(_ value: Int64) {
    if value < 0 {
      self.head(.negative, UInt64(bitPattern: ~value))
    } else {
      self.head(.unsigned, UInt64(bitPattern: value))
    }
  }

  /// Writes the integer -1 - n, which reaches down to -2^64.
  ///
  /// - Parameter n: as in ``CBORKey/negative(_:)``.
  public mutating func negative(_ n: UInt64) {
    self.head(.negative, n)
  }

  /// Writes text.
  public mutating func text(_ value: String) {
    let utf8 = value.utf8
    self.head(.text, UInt64(utf8.count))
    self.reserve(utf8.count)
    self.output.append(contentsOf: utf8)
  }

  /// Writes a byte string.
  public mutating func bytes(_ value: [UInt8]) {
    self.bytesHeader(value.count)
    self.raw(value)
  }

  /// Writes a byte string from part of an array.
  public mutating func bytes(_ value: ArraySlice<UInt8>) {
    self.bytesHeader(value.count)
    self.reserve(value.count)
    self.output.append(contentsOf: value)
  }

  /// Writes a byte string from borrowed memory.
  public mutating func bytes(_ value: Span<UInt8>) {
    self.bytesHeader(value.count)
    self.raw(value)
  }

  /// Writes false or true.
  public mutating func bool(_ value: Bool) {
    self.reserve(1)
    self.output.append(value ? CBORByte.yes : CBORByte.no)
  }

  /// Writes null.
  public mutating func null() {
    self.reserve(1)
    self.output.append(CBORByte.null)
  }

  /// Begins a map.
  ///
  /// - Parameter count: entries that follow, each a key and a value, keys ascending bytewise.
  public mutating func mapHeader(_ count: Int) {
    precondition(count >= 0, "A map has no negative number of entries.")
    self.head(.map, UInt64(count))
  }

  /// Begins an array.
  ///
  /// - Parameter count: items that follow.
  public mutating func arrayHeader(_ count: Int) {
    precondition(count >= 0, "An array has no negative number of items.")
    self.head(.array, UInt64(count))
  }

  /// Begins a byte string; the caller appends its content.
  ///
  /// - Parameter count: bytes that follow.
  public mutating func bytesHeader(_ count: Int) {
    precondition(count >= 0, "A byte string has no negative length.")
    self.head(.bytes, UInt64(count))
  }

  /// Appends bytes as they are: an encoded item, or the content behind ``bytesHeader(_:)``.
  public mutating func raw(_ bytes: [UInt8]) {
    self.reserve(bytes.count)
    self.output.append(contentsOf: bytes)
  }

  /// Appends borrowed bytes as they are.
  public mutating func raw(_ bytes: Span<UInt8>) {
    self.reserve(bytes.count)
    self.output.append(copying: bytes)
  }

  /// Writes the head of an item in the fewest bytes.
  mutating func head(_ major: CBORMajor, _ argument: UInt64) {
    self.reserve(9)
    guard argument >= 24 else {
      return self.output.append(major.rawValue << 5 | UInt8(truncatingIfNeeded: argument))
    }
    let top = major.rawValue << 5
    guard argument < 0x1_0000_0000 else {
      self.output.append(top | 27)
      return self.output.append(bigEndian: argument, byteCount: 8)
    }
    let width = argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : 4
    let information = UInt64(24 + width.trailingZeroBitCount)
    // Shifted to the front of a word; its first bytes are appended at once.
    self.output.append(
      bigEndian: (UInt64(top) | information) << 56 | argument << UInt64(56 - 8 * width),
      byteCount: width + 1)
  }

  /// Makes room without leaving a copy behind.
  @inline(__always)
  @usableFromInline
  mutating func reserve(_ additional: Int) {
    if self.output.capacity - self.output.count < additional { self.grow(by: additional) }
  }

  // An array that grows by itself gives its old memory back as it is, and that may hold a secret.
  @inline(never)
  @usableFromInline
  mutating func grow(by additional: Int) {
    var larger: [UInt8] = []
    larger.reserveCapacity(max(64, self.output.capacity * 2, self.output.count + additional))
    larger.append(contentsOf: self.output)
    swap(&larger, &self.output)
    Wiping.wipe(&larger)
  }
}
