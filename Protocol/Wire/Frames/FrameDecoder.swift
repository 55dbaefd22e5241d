/// Bytes in, frames out.
///
/// A value without I/O. Bytes are lent by the caller one read at a time; a frame that lies whole in
/// them is handed out where it lies, and only the beginning of an unfinished frame is kept. A
/// declared length is compared with the limits before a byte of the body is kept.
public struct FrameDecoder: Sendable {
  /// What ``next(in:at:)`` found.
  public enum Step: Hashable, Sendable {
    /// Every byte was taken and no frame is complete.
    case needsBytes
    /// A complete frame and where its body lies.
    case frame(FrameHeader, Body)
    /// A frame longer than the limit begins here; its body is being read over.
    case oversized(FrameHeader)
  }

  /// Where the body of a complete frame lies.
  public enum Body: Hashable, Sendable {
    /// In the caller's bytes.
    case input(Range<Int>)
    /// In the decoder, because the frame came in pieces: ``FrameDecoder/takeKept()`` is next.
    case kept
  }

  /// Longest body that is handed out, in bytes.
  public var bodyBytesMax: Int

  /// Longest body that is read over, in bytes; more ends the connection.
  public var skippedBytesMax: Int

  /// Whether bytes of a sensitive frame were seen since the caller last set this to false.
  public var sawSensitive = false

  /// The beginning of an unfinished frame, or the frame handed out last.
  private var kept: [UInt8] = []
  private var keptIsComplete = false
  /// Bytes of an oversized frame that are still to come.
  private var bytesToSkip = 0

  /// A decoder at the beginning of a frame.
  public init(bodyBytesMax: Int, skippedBytesMax: Int) {
    self.bodyBytesMax = bodyBytesMax
    self.skippedBytesMax = skippedBytesMax
  }

  /// Whether the bytes so far end in the middle of a frame.
  public var isMidFrame: Bool {
    self.bytesToSkip > 0 || !self.kept.isEmpty
  }

  /// Takes bytes from `offset` on until a frame is complete or none are left.
  ///
  /// - Parameters:
  ///   - input: The bytes of one read; the same at every step until `needsBytes`.
  ///   - offset: Where to go on; moved past what was taken.
  /// - Returns: The next frame, or that more bytes are needed.
  /// - Throws: ``ConnectionFault`` when the two zero bytes are not zero, a flag is unknown, or the
  ///   length is beyond what is read over.
  public mutating func next(
    in input: Span<UInt8>, at offset: inout Int
  ) throws(ConnectionFault) -> Step {
    precondition(!self.keptIsComplete, "A complete frame was not taken.")
    if self.bytesToSkip > 0 {
      let count = min(self.bytesToSkip, input.count - offset)
      offset += count
      self.bytesToSkip -= count
      if self.bytesToSkip > 0 { return .needsBytes }
    }
    guard self.kept.isEmpty else { return try self.nextKept(in: input, at: &offset) }
    let available = input.count - offset
    guard available >= FrameHeader.byteCount else {
      if available > 0 { self.keep(input, &offset, upTo: FrameHeader.byteCount) }
      return .needsBytes
    }
    let header = FrameHeader(reading: input.extracting(droppingFirst: offset))
    let length = try self.check(header)
    guard length <= self.bodyBytesMax else {
      offset += FrameHeader.byteCount
      self.bytesToSkip = length
      return .oversized(header)
    }
    let start = offset + FrameHeader.byteCount
    guard available - FrameHeader.byteCount >= length else {
      self.kept.reserveCapacity(FrameHeader.byteCount + length)
      self.keep(input, &offset, upTo: FrameHeader.byteCount + length)
      return .needsBytes
    }
    offset = start + length
    return .frame(header, .input(start..<start + length))
  }

  /// Gives away a frame that came in pieces: its header, then its body. Call it once, after a step
  /// that returned ``Body/kept``.
  public mutating func takeKept() -> [UInt8] {
    precondition(self.keptIsComplete, "There is no frame to take.")
    self.keptIsComplete = false
    var taken: [UInt8] = []
    swap(&taken, &self.kept)
    return taken
  }

  /// Goes on with a frame that began in an earlier read.
  private mutating func nextKept(
    in input: Span<UInt8>, at offset: inout Int
  ) throws(ConnectionFault) -> Step {
    if self.kept.count < FrameHeader.byteCount {
      self.keep(input, &offset, upTo: FrameHeader.byteCount)
      guard self.kept.count == FrameHeader.byteCount else { return .needsBytes }
    }
    let header = FrameHeader(reading: self.kept.span)
    let length = try self.check(header)
    guard length <= self.bodyBytesMax else {
      self.kept = []
      let count = min(length, input.count - offset)
      offset += count
      self.bytesToSkip = length - count
      return .oversized(header)
    }
    self.kept.reserveCapacity(FrameHeader.byteCount + length)
    self.keep(input, &offset, upTo: FrameHeader.byteCount + length)
    guard self.kept.count == FrameHeader.byteCount + length else { return .needsBytes }
    self.keptIsComplete = true
    return .frame(header, .kept)
  }

  private mutating func check(_ header: FrameHeader) throws(ConnectionFault) -> Int {
    guard header.zero == 0 else {
      throw ConnectionFault(.zeroBits, "Bytes 10 and 11 of a frame header must be zero.")
    }
    guard header.flags.isSubset(of: .known) else {
      throw ConnectionFault(.flags, "A frame has a flag that does not exist.")
    }
    guard header.length <= self.skippedBytesMax else {
      throw ConnectionFault(
        .length,
        "A frame declares more than \(self.skippedBytesMax) bytes; nothing that long is read.")
    }
    if header.flags.contains(.sensitive) { self.sawSensitive = true }
    return Int(header.length)
  }

  private mutating func keep(
    _ input: Span<UInt8>, _ offset: inout Int, upTo total: Int
  ) {
    let count = min(total - self.kept.count, input.count - offset)
    self.kept.append(copying: input.extracting(offset..<offset + count))
    offset += count
  }
}
