/// Frames in, bytes out: envelopes are written right behind their headers, into one buffer.
public struct FrameWriter: Sendable {
  /// Writes the envelopes; its output is what goes to the socket.
  @usableFromInline var writer: CBORWriter

  /// A writer that goes on behind some bytes, usually none.
  public init(appendingTo bytes: consuming [UInt8] = []) {
    self.writer = CBORWriter(appendingTo: bytes)
  }

  /// The bytes so far.
  public var bytes: [UInt8] {
    _read { yield self.writer.output }
    _modify { yield &self.writer.output }
  }

  /// Writes one frame; a closure writes its body.
  @inline(__always)
  public mutating func frame(
    _ type: FrameType, stream: UInt32, flags: FrameFlags = [], body: (inout CBORWriter) -> Void
  ) {
    let start = self.writer.output.count
    self.writer.reserve(FrameHeader.byteCount)
    FrameHeader(length: 0, stream: stream, type: type, flags: flags).write(to: &self.writer.output)
    body(&self.writer)
    let length = UInt32(self.writer.output.count - start - FrameHeader.byteCount)
    var output = self.writer.output.mutableSpan
    for index in 0..<4 {
      output[start + index] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * index))
    }
  }

  /// Writes one frame of bytes that are there already.
  public mutating func frame(
    _ type: FrameType, stream: UInt32, flags: FrameFlags, bytes: ArraySlice<UInt8>
  ) {
    self.header(type, stream: stream, flags: flags, length: bytes.count)
    self.part(bytes)
  }

  /// The header of a frame; the caller sends the body behind it.
  ///
  /// - Parameters:
  ///   - type: Of the frame.
  ///   - stream: Of the frame.
  ///   - flags: Of the frame.
  ///   - length: Of the body, in bytes.
  public mutating func header(
    _ type: FrameType, stream: UInt32, flags: FrameFlags, length: Int
  ) {
    self.writer.reserve(FrameHeader.byteCount)
    FrameHeader(length: length, stream: stream, type: type, flags: flags)
      .write(to: &self.writer.output)
  }

  /// A part of a frame's body, behind its header.
  public mutating func part(_ bytes: ArraySlice<UInt8>) {
    self.writer.reserve(bytes.count)
    self.writer.output.append(contentsOf: bytes)
  }

  /// A HELLO.
  public mutating func hello(_ hello: Hello) {
    self.frame(.hello, stream: 0) { hello.write(to: &$0) }
  }

  /// A whole REQUEST in one frame; the caller has seen that it fits.
  ///
  /// - Parameters:
  ///   - envelope: The request.
  ///   - stream: A new one.
  ///   - isSensitive: Whether the body is wiped after use.
  ///   - isOpenEnded: Whether messages follow.
  public mutating func request(
    _ envelope: RequestEnvelope, stream: UInt32, isSensitive: Bool, isOpenEnded: Bool = false
  ) {
    self.request(
      envelope.head, remaining: envelope.remainingMilliseconds, body: envelope.body, stream: stream,
      isSensitive: isSensitive, isOpenEnded: isOpenEnded)
  }

  /// The same from the parts of an envelope.
  public mutating func request(
    _ head: RequestHead, remaining: UInt64?, body: [UInt8], stream: UInt32, isSensitive: Bool,
    isOpenEnded: Bool = false
  ) {
    var flags: FrameFlags = isOpenEnded ? [] : .end
    if isSensitive { flags.insert(.sensitive) }
    var heads = CBORHeads()
    heads.skipFrameHeader()
    guard head.writeCommonForm(remaining: remaining, bodyBytes: body.count, to: &heads) else {
      return self.frame(.request, stream: stream, flags: flags) {
        head.write(remaining: remaining, bodyBytes: body.count, to: &$0)
        $0.raw(body)
      }
    }
    self.frame(.request, stream: stream, flags: flags, &heads, body)
  }

  // Heads stand behind the room of the header, and the bytes behind them.
  @inline(__always)
  private mutating func frame(
    _ type: FrameType, stream: UInt32, flags: FrameFlags, _ heads: inout CBORHeads, _ bytes: [UInt8]
  ) {
    let length = heads.byteCount - FrameHeader.byteCount + bytes.count
    heads.frameHeader(FrameHeader(length: length, stream: stream, type: type, flags: flags))
    self.writer.append(heads, reserving: bytes.count)
    self.writer.output.append(contentsOf: bytes)
  }

  /// A whole RESPONSE in one frame; the caller has seen that it fits.
  public mutating func response(_ envelope: ResponseEnvelope, stream: UInt32, isSensitive: Bool) {
    let flags: FrameFlags = isSensitive ? [.end, .sensitive] : [.end]
    guard envelope.metadata.isEmpty, let body = envelope.body else {
      return self.frame(.response, stream: stream, flags: flags) { envelope.write(to: &$0) }
    }
    var heads = CBORHeads()
    heads.skipFrameHeader()
    heads.mapHeader(1)
    heads.unsigned(7)
    heads.bytesHeader(body.count)
    self.frame(.response, stream: stream, flags: flags, &heads, body)
  }

  /// An ERROR; on stream 0, of the connection.
  public mutating func error(_ failure: CallFailure, stream: UInt32) {
    self.frame(.error, stream: stream, flags: .end) { failure.write(to: &$0) }
  }

  /// A CANCEL.
  public mutating func cancel(_ reason: CancelReason, stream: UInt32) {
    self.frame(.cancel, stream: stream) { $0.output.append(reason.rawValue) }
  }

  /// A CREDIT.
  public mutating func credit(_ bytes: UInt32, stream: UInt32) {
    self.frame(.credit, stream: stream) { writer in
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        writer.output.append(UInt8(truncatingIfNeeded: bytes >> shift))
      }
    }
  }

  /// The end of a direction, behind its last message.
  public mutating func end(stream: UInt32) {
    self.frame(.data, stream: stream, flags: .end, bytes: [])
  }

  /// A GOAWAY.
  public mutating func goAway(_ goAway: GoAway) {
    self.frame(.goAway, stream: 0) { goAway.write(to: &$0) }
  }

  /// A PING.
  public mutating func ping(_ opaque: UInt64) { self.eight(.ping, opaque) }

  /// A PONG.
  public mutating func pong(_ opaque: UInt64) { self.eight(.pong, opaque) }

  private mutating func eight(_ type: FrameType, _ opaque: UInt64) {
    self.frame(type, stream: 0) { writer in
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        writer.output.append(UInt8(truncatingIfNeeded: opaque >> shift))
      }
    }
  }
}
