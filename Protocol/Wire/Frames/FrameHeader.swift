/// What a frame is. Numbers are frozen by LKP/1.
public enum FrameType: UInt8, Hashable, Sendable, CaseIterable {
  /// Version, limits and features; the first frame of each side.
  case hello = 1
  /// Opens a stream, or continues the request that opened it.
  case request = 2
  /// A message of a stream, or a part of one.
  case data = 3
  /// The good end of a stream.
  case response = 4
  /// The bad end of a stream; on stream 0, of the connection.
  case error = 5
  /// The client no longer wants the answer of a stream.
  case cancel = 6
  /// More bytes of ``data`` may be sent on a stream.
  case credit = 7
  /// Asks for the same eight bytes back.
  case ping = 8
  /// The eight bytes of a ``ping``.
  case pong = 9
  /// No stream above a number will be served on this connection.
  case goAway = 10
}

/// Bits of a frame's flags byte. Bits that have no name here must be zero.
public struct FrameFlags: OptionSet, Hashable, Sendable {
  /// The byte as it is on the wire.
  public let rawValue: UInt8

  /// Flags from the byte on the wire.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The sender sends no message after this one.
  public static let end = FrameFlags(rawValue: 0x01)
  /// The message continues in the next frame of the same type and stream.
  public static let more = FrameFlags(rawValue: 0x02)
  /// The body is wiped after use and never logged.
  public static let sensitive = FrameFlags(rawValue: 0x04)
  /// A receiver that does not know the frame's type must not skip it.
  public static let critical = FrameFlags(rawValue: 0x80)

  /// Every bit that has a name.
  public static let known: FrameFlags = [.end, .more, .sensitive, .critical]
}

/// The twelve bytes before every frame's body.
///
///     length u32 | stream u32 | type u8 | flags u8 | zero u16        big endian
public struct FrameHeader: Hashable, Sendable {
  /// Bytes of a header.
  public static let byteCount = 12

  /// Bytes of the body that follows.
  public var length: UInt32
  /// The stream; 0 is the connection itself.
  public var stream: UInt32
  /// The number of the type, known or not.
  public var typeByte: UInt8
  /// The flags, named or not.
  public var flags: FrameFlags
  /// Must be zero.
  public var zero: UInt16

  /// The type, or nil when this version does not know the number.
  public var type: FrameType? { FrameType(rawValue: self.typeByte) }

  /// A header to be written.
  public init(length: Int, stream: UInt32, type: FrameType, flags: FrameFlags) {
    self.length = UInt32(length)
    self.stream = stream
    self.typeByte = type.rawValue
    self.flags = flags
    self.zero = 0
  }

  /// Reads a header. The bytes must be ``byteCount`` or more; anything less is our own mistake.
  @inlinable
  public init(reading bytes: Span<UInt8>) {
    precondition(bytes.count >= Self.byteCount, "A header was read before it was there.")
    let first = bytes.bigEndian(UInt64.self, at: 0)
    let second = bytes.bigEndian(UInt32.self, at: 8)
    self.length = UInt32(truncatingIfNeeded: first >> 32)
    self.stream = UInt32(truncatingIfNeeded: first)
    self.typeByte = UInt8(truncatingIfNeeded: second >> 24)
    self.flags = FrameFlags(rawValue: UInt8(truncatingIfNeeded: second >> 16))
    self.zero = UInt16(truncatingIfNeeded: second)
  }

  /// Appends the twelve bytes.
  public func write(to output: inout [UInt8]) {
    // At once: a byte at a time asks twelve times for room.
    let first = UInt64(self.length) << 32 | UInt64(self.stream)
    let second =
      UInt32(self.typeByte) << 24 | UInt32(self.flags.rawValue) << 16 | UInt32(self.zero)
    var bytes = InlineArray<12, UInt8>(repeating: 0)
    for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: first >> UInt64(56 - 8 * index)) }
    for index in 0..<4 {
      bytes[8 + index] = UInt8(truncatingIfNeeded: second >> UInt32(24 - 8 * index))
    }
    output.append(copying: bytes.span)
  }
}
