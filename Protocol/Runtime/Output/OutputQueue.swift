import LatchkeySocket
import LatchkeyWire

/// What waits to be written to one socket: small frames in order, long messages in turns.
///
/// A frame that fits is written straight into one buffer that goes out with one system call a turn.
/// A message longer than a frame waits beside it and gives one frame at a time, round-robin with its
/// like, so that it delays nobody by more than a frame of each.
struct OutputQueue {
  /// A message that takes several frames.
  private struct LongMessage {
    var type: FrameType
    var stream: UInt32
    var isSensitive: Bool
    var bytes: [UInt8]
    var offset: Int
  }

  /// What ``flush(to:buffers:)`` left behind.
  enum State {
    /// Everything is in the kernel's hands.
    case drained
    /// The socket is full; go on when it is writable.
    case blocked
    /// The socket takes more, but it is the turn of others; go on in the loop's next turn.
    case interrupted
  }

  private var frames = FrameWriter()
  private var sent = 0
  private var long: [LongMessage] = []
  private var turn = 0
  private var isSensitive = false
  /// Bytes of long messages that have not become frames.
  private var longBytes = 0
  /// Bytes that the kernel has taken since the beginning.
  private(set) var totalSent: UInt64 = 0
  /// Largest body of a frame that the peer accepts.
  var frameBytesMax = WireLimits().frameBytesMax

  /// Long messages become frames up to about this many bytes at a time.
  private static let batchBytes = 131_072
  /// A peer that reads as fast as we write leaves room for others after so many batches.
  private static let batchesMax = 8

  /// Bytes that wait.
  var bytesWaiting: Int { self.frames.bytes.count - self.sent + self.longBytes }

  /// Whether nothing waits.
  var isEmpty: Bool { self.frames.bytes.count == self.sent && self.long.isEmpty }

  /// Where in the stream of bytes the next small frame will begin, counted from the beginning.
  var position: UInt64 { self.totalSent + UInt64(self.frames.bytes.count - self.sent) }

  /// Lends the writer of small frames.
  @inline(__always)
  mutating func write(_ buffers: LoopBuffers, _ body: (inout FrameWriter) -> Void) {
    if self.frames.bytes.capacity == 0 { self.frames.bytes = buffers.takeSpare() }
    body(&self.frames)
  }

  /// Writes a request, in one frame where it fits.
  mutating func request(
    _ envelope: RequestEnvelope, stream: UInt32, isSensitive: Bool, _ buffers: LoopBuffers
  ) {
    if isSensitive { self.isSensitive = true }
    if envelope.encodedBytesBound <= self.frameBytesMax {
      self.write(buffers) {
        $0.request(envelope, stream: stream, isSensitive: isSensitive)
      }
      return
    }
    var writer = CBORWriter(byteCapacity: envelope.encodedBytesBound)
    envelope.write(to: &writer)
    self.enqueue(writer.output, .request, stream, isSensitive)
    // At once: the numbers of streams must increase, whatever else is written in this turn.
    self.makeFrame(of: self.long.count - 1, buffers)
  }

  /// Writes a response, in one frame where it fits.
  mutating func response(
    _ envelope: ResponseEnvelope, stream: UInt32, isSensitive: Bool, _ buffers: LoopBuffers
  ) {
    if isSensitive { self.isSensitive = true }
    if envelope.encodedBytesBound <= self.frameBytesMax {
      self.write(buffers) {
        $0.response(envelope, stream: stream, isSensitive: isSensitive)
      }
      return
    }
    var writer = CBORWriter(byteCapacity: envelope.encodedBytesBound)
    envelope.write(to: &writer)
    self.enqueue(writer.output, .response, stream, isSensitive)
  }

  /// Forgets what is left of a long message.
  mutating func withdraw(_ stream: UInt32) {
    guard let index = self.long.firstIndex(where: { $0.stream == stream }) else { return }
    self.remove(at: index)
  }

  /// Writes what waits until the socket is full or nothing is left.
  mutating func flush(
    to socket: borrowing UnixConnection, buffers: LoopBuffers
  ) throws(SocketError) -> State {
    for _ in 0..<Self.batchesMax {
      self.compact()
      self.refill(buffers)
      let waiting = self.frames.bytes.count - self.sent
      guard waiting > 0 else {
        self.release(to: buffers)
        return .drained
      }
      let outcome = try socket.write(self.frames.bytes.span.extracting(droppingFirst: self.sent))
      switch outcome {
      case .bytes(let count):
        self.sent += count
        self.totalSent += UInt64(count)
        if count == waiting { self.clear() }
      case .wouldBlock, .endOfFile:
        return .blocked
      }
    }
    return .interrupted
  }

  /// Forgets everything, wiping what is sensitive.
  mutating func discard() {
    while !self.long.isEmpty { self.remove(at: self.long.count - 1) }
    self.sent = self.frames.bytes.count
    self.clear()
    self.frames.bytes = []
  }

  private mutating func enqueue(
    _ bytes: consuming [UInt8], _ type: FrameType, _ stream: UInt32, _ isSensitive: Bool
  ) {
    self.longBytes += bytes.count
    self.long.append(
      LongMessage(type: type, stream: stream, isSensitive: isSensitive, bytes: bytes, offset: 0))
  }

  /// Makes frames of long messages, one of each in turn.
  private mutating func refill(_ buffers: LoopBuffers) {
    while !self.long.isEmpty, self.frames.bytes.count - self.sent < Self.batchBytes {
      if self.turn >= self.long.count { self.turn = 0 }
      if !self.makeFrame(of: self.turn, buffers) { self.turn += 1 }
    }
  }

  /// Makes the next frame of a long message; true when it was the last.
  @discardableResult
  private mutating func makeFrame(of index: Int, _ buffers: LoopBuffers) -> Bool {
    if self.frames.bytes.capacity == 0 { self.frames.bytes = buffers.takeSpare() }
    // Read part by part: a copy of the message would keep its bytes from being wiped.
    let offset = self.long[index].offset
    let count = self.long[index].bytes.count
    let end = min(offset + self.frameBytesMax, count)
    var flags: FrameFlags = end == count ? .end : .more
    if self.long[index].isSensitive { flags.insert(.sensitive) }
    self.frames.frame(
      self.long[index].type, stream: self.long[index].stream, flags: flags,
      bytes: self.long[index].bytes[offset..<end])
    self.longBytes -= end - offset
    self.long[index].offset = end
    if end == count { self.remove(at: index) }
    return end == count
  }

  private mutating func remove(at index: Int) {
    var message = self.long.remove(at: index)
    self.longBytes -= message.bytes.count - message.offset
    if message.isSensitive { Wiping.wipe(&message.bytes) }
  }

  /// Moves what waits to the front once most of the buffer is sent: a peer that is never quite done
  /// would otherwise let it grow by all that it has read.
  private mutating func compact() {
    let rest = self.frames.bytes.count - self.sent
    guard self.sent >= Self.batchBytes / 2, self.sent > rest else { return }
    let sent = self.sent
    let isSensitive = self.isSensitive
    unsafe self.frames.bytes.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      unsafe start.copyMemory(from: start + sent, byteCount: rest)
      if isSensitive {
        unsafe Wiping.wipe(UnsafeMutableRawBufferPointer(rebasing: bytes[rest...]))
      }
    }
    self.frames.bytes.removeLast(sent)
    self.sent = 0
  }

  /// Empties the buffer whose bytes are all sent, and keeps its room.
  private mutating func clear() {
    if self.isSensitive {
      Wiping.wipe(&self.frames.bytes)
      self.isSensitive = self.long.contains { $0.isSensitive }
    } else {
      self.frames.bytes.removeAll(keepingCapacity: true)
    }
    self.sent = 0
  }

  private mutating func release(to buffers: LoopBuffers) {
    guard self.frames.bytes.capacity > 0 else { return }
    var buffer: [UInt8] = []
    swap(&buffer, &self.frames.bytes)
    buffers.giveBack(buffer)
  }
}
