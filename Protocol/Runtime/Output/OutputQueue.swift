import LatchkeySocket
import LatchkeyWire

/// What waits to be written to one socket: small frames in order, long messages in turns.
///
/// A frame that fits is written straight into one buffer that goes out with one system call a turn.
/// A message longer than a frame waits apart and gives one frame at a time, round-robin with its
/// like, so that it delays no other by more than a frame of each.
struct OutputQueue {
  /// A message that takes several frames, or waits for credit.
  private struct LongMessage {
    var type: FrameType
    var stream: UInt32
    var isSensitive: Bool
    /// Tells messages of one stream apart.
    var number: UInt64 = 0
    /// What stands before ``bytes``: the envelope without its body.
    var head: [UInt8] = []
    var bytes: [UInt8]
    /// Of head and bytes together.
    var offset = 0
    /// Whether its last frame ends its direction.
    var ends = true
    /// The pipe of the message, or of the messages that follow the request.
    var pipe: MessagePipe?
    /// Who waits until it is sent.
    var waiter: Waiter<Void>?

    var count: Int { self.head.count + self.bytes.count }
  }

  /// What ``makeFrame(of:_:)`` came to.
  private enum Progress {
    case finished
    case unfinished
    /// There is no credit for a further frame.
    case stalled
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
  /// Bytes of long messages that go to the socket from where they are, between the small frames.
  private var inserts: [UnixConnection.Insert] = []
  /// The numbers of their messages, and whether they are wiped once they are sent since they have no other
  /// use.
  private var insertOwners: [(message: UInt64, isWiped: Bool)] = []
  private var nextNumber: UInt64 = 0
  private var long: [LongMessage] = []
  private var turn = 0
  private var isSensitive = false
  /// Bytes of long requests and responses that have not become frames. Messages of streams are not
  /// counted: there is one a stream, and it may wait for a credit that must still be read.
  private var longBytes = 0
  /// Bytes that the kernel has taken since the beginning.
  private(set) var totalSent: UInt64 = 0
  /// Largest body of a frame that the peer accepts.
  var frameBytesMax = WireLimits().frameBytesMax

  /// Long messages become frames up to about this many bytes at a time.
  private static let batchBytes = 131_072
  /// Parts of long messages that are shorter than this are copied among the small frames: a copy costs
  /// less than a second part of a write.
  private static let directBytesMin = 16_384
  /// A peer that reads as fast as we write leaves room for others after so many batches.
  private static let batchesMax = 8

  /// Bytes that are framed and not sent.
  private var framedBytes: Int {
    let framed = self.frames.bytes.count - self.sent
    return self.inserts.isEmpty ? framed : self.inserts.reduce(framed) { $0 + $1.range.count }
  }

  /// Bytes that wait.
  var bytesWaiting: Int { self.framedBytes + self.longBytes }

  /// The same with the messages of streams, which may wait for credit.
  var bytesUnsent: Int {
    self.framedBytes + self.long.reduce(0) { $0 + $1.count - $1.offset }
  }

  /// Whether nothing waits.
  var isEmpty: Bool { self.framedBytes == 0 && self.long.isEmpty }

  /// Where in the stream of bytes the next small frame will begin, counted from the beginning.
  var position: UInt64 { self.totalSent + UInt64(self.framedBytes) }

  /// Lends the writer of small frames.
  @inline(__always)
  mutating func write(_ buffers: LoopBuffers, _ body: (inout FrameWriter) -> Void) {
    if self.frames.bytes.capacity == 0 { self.frames.bytes = buffers.takeSpare() }
    body(&self.frames)
  }

  /// Writes a request, in one frame where it fits.
  ///
  /// - Parameters:
  ///   - head: Of the request.
  ///   - remaining: Time that is left for it, in milliseconds.
  ///   - body: Of the request.
  ///   - stream: A new one.
  ///   - isSensitive: Whether the body is wiped after use.
  ///   - follower: The pipe of the messages that follow the request; nil when it ends its direction.
  ///   - buffers: Of the loop.
  /// - Returns: Whether a part of it waits; then the follower is told when it does no more.
  @discardableResult
  mutating func request(
    _ head: RequestHead, remaining: UInt64?, body: [UInt8], stream: UInt32, isSensitive: Bool,
    follower: MessagePipe? = nil, _ buffers: LoopBuffers
  ) -> Bool {
    if isSensitive { self.isSensitive = true }
    let isOpenEnded = follower != nil
    let bytesBound = head.encodedBytesBound(bodyBytes: body.count)
    if bytesBound <= min(self.frameBytesMax, Self.directBytesMin) {
      self.write(buffers) {
        $0.request(
          head, remaining: remaining, body: body, stream: stream, isSensitive: isSensitive,
          isOpenEnded: isOpenEnded)
      }
      return false
    }
    var writer = CBORWriter(byteCapacity: bytesBound - body.count)
    head.write(remaining: remaining, bodyBytes: body.count, to: &writer)
    self.enqueue(
      LongMessage(
        type: .request, stream: stream, isSensitive: isSensitive, head: writer.output,
        bytes: body, ends: !isOpenEnded, pipe: follower))
    // At once: the numbers of streams must increase, with all that is written in this turn.
    return self.makeFrame(of: self.long.count - 1, buffers) != .finished
  }

  /// Writes a response, in one frame where it fits.
  mutating func response(
    _ envelope: ResponseEnvelope, stream: UInt32, isSensitive: Bool, _ buffers: LoopBuffers
  ) {
    if isSensitive { self.isSensitive = true }
    if envelope.encodedBytesBound <= min(self.frameBytesMax, Self.directBytesMin) {
      self.write(buffers) {
        $0.response(envelope, stream: stream, isSensitive: isSensitive)
      }
      return
    }
    let body = envelope.body ?? []
    var writer = CBORWriter(byteCapacity: envelope.encodedBytesBound - body.count)
    envelope.writeHead(to: &writer)
    self.enqueue(
      LongMessage(
        type: .response, stream: stream, isSensitive: isSensitive, head: writer.output, bytes: body)
    )
  }

  /// Writes a message of a stream at once: when there is credit, and room in the next batch.
  ///
  /// - Returns: Whether it was written.
  mutating func sendAtOnce(
    _ bytes: [UInt8], isSensitive: Bool, of pipe: MessagePipe, _ buffers: LoopBuffers
  ) -> Bool {
    guard self.frames.bytes.count - self.sent < Self.batchBytes,
      bytes.count <= min(pipe.window.bodyBytesMax ?? -1, self.frameBytesMax)
    else { return false }
    if isSensitive { self.isSensitive = true }
    pipe.window.pay(forBody: bytes.count)
    self.write(buffers) {
      $0.frame(
        .data, stream: pipe.stream, flags: isSensitive ? .sensitive : [], bytes: bytes[...])
    }
    return true
  }

  /// Takes a message of a stream that waits for credit, for room or for its turn.
  mutating func enqueue(_ message: consuming OutgoingMessage, of pipe: MessagePipe) {
    if message.isSensitive { self.isSensitive = true }
    self.append(
      LongMessage(
        type: .data, stream: pipe.stream, isSensitive: message.isSensitive, bytes: message.bytes,
        ends: false, pipe: pipe, waiter: message.waiter))
  }

  /// Forgets what is left of a stream's long message.
  ///
  /// - Returns: Whether a part of it was sent.
  @discardableResult
  mutating func withdraw(_ stream: UInt32) -> Bool {
    guard let index = self.long.firstIndex(where: { $0.stream == stream }) else { return false }
    let isPartial = self.long[index].offset > 0
    let waiter = self.long[index].waiter
    let pipe = self.long[index].pipe
    self.remove(at: index)
    if let waiter { pipe?.withdrawn(waiter) }
    return isPartial
  }

  /// Writes what waits until the socket is full or nothing is left.
  mutating func flush(
    to socket: borrowing UnixConnection, buffers: LoopBuffers
  ) throws(SocketError) -> State {
    for _ in 0..<Self.batchesMax {
      self.compact()
      self.refill(buffers)
      let outcome: TransferOutcome
      if !self.inserts.isEmpty {
        outcome = try socket.write(
          self.frames.bytes.span, from: self.sent, inserting: self.inserts)
      } else if self.frames.bytes.count > self.sent {
        outcome = try socket.write(self.frames.bytes.span.extracting(droppingFirst: self.sent))
      } else {
        self.release(to: buffers)
        return .drained
      }
      switch outcome {
      case .bytes(let count): self.noteSent(count)
      case .wouldBlock, .endOfFile: return .blocked
      }
    }
    return .interrupted
  }

  /// Lets go of what the kernel has taken.
  private mutating func noteSent(_ count: Int) {
    self.totalSent += UInt64(count)
    var count = count
    while let insert = self.inserts.first {
      let before = min(count, insert.place - self.sent)
      self.sent += before
      count -= before
      guard count > 0 else { return }
      self.inserts[0].range = insert.range.dropFirst(count)
      guard count >= insert.range.count else { return }
      count -= insert.range.count
      self.removeInsert()
    }
    self.sent += count
    if self.sent == self.frames.bytes.count { self.clear() }
  }

  private mutating func removeInsert() {
    var insert = self.inserts.removeFirst()
    if self.insertOwners.removeFirst().isWiped { Wiping.wipe(&insert.bytes) }
  }

  /// Forgets everything, wiping what is sensitive.
  mutating func discard() {
    while let last = self.long.last { self.withdraw(last.stream) }
    while !self.inserts.isEmpty { self.removeInsert() }
    self.sent = self.frames.bytes.count
    self.clear()
    self.frames.bytes = []
  }

  private mutating func enqueue(_ message: consuming LongMessage) {
    self.longBytes += message.count
    self.append(message)
  }

  private mutating func append(_ message: consuming LongMessage) {
    self.nextNumber += 1
    message.number = self.nextNumber
    self.long.append(message)
  }

  /// Makes frames of long messages, one of each in turn, as far as there is credit.
  private mutating func refill(_ buffers: LoopBuffers) {
    var stalled = 0
    while stalled < self.long.count, self.framedBytes < Self.batchBytes,
      self.inserts.count < UnixConnection.Insert.countMax
    {
      if self.turn >= self.long.count { self.turn = 0 }
      switch self.makeFrame(of: self.turn, buffers) {
      case .finished:
        stalled = 0
      case .unfinished:
        stalled = 0
        self.turn += 1
      case .stalled:
        stalled += 1
        self.turn += 1
      }
    }
  }

  /// Makes the next frame of a long message.
  private mutating func makeFrame(of index: Int, _ buffers: LoopBuffers) -> Progress {
    if self.frames.bytes.capacity == 0 { self.frames.bytes = buffers.takeSpare() }
    // Read part by part: a copy of the message would keep its bytes from being wiped.
    let offset = self.long[index].offset
    let count = self.long[index].count
    var bytesMax = self.frameBytesMax
    if self.long[index].type == .data, let pipe = self.long[index].pipe {
      guard let room = pipe.window.bodyBytesMax, room >= min(count - offset, 1) else {
        return .stalled
      }
      bytesMax = min(bytesMax, room)
    }
    let end = min(offset + bytesMax, count)
    var flags: FrameFlags = end < count ? .more : self.long[index].ends ? .end : []
    if self.long[index].isSensitive { flags.insert(.sensitive) }
    self.frames.header(
      self.long[index].type, stream: self.long[index].stream, flags: flags, length: end - offset)
    self.writeBody(of: index, offset..<end)
    if self.long[index].type == .data {
      self.long[index].pipe?.window.pay(forBody: end - offset)
    } else {
      self.longBytes -= end - offset
    }
    self.long[index].offset = end
    guard end == count else { return .unfinished }
    let pipe = self.long[index].pipe
    let waiter = self.long[index].waiter
    self.remove(at: index)
    waiter?.resume(.success(()))
    if let pipe { self.goOn(pipe, buffers) }
    return .finished
  }

  /// Writes a part of a long message behind its header, or leaves it to be sent from where it is.
  private mutating func writeBody(of index: Int, _ range: Range<Int>) {
    let headCount = self.long[index].head.count
    if range.lowerBound < headCount {
      self.frames.part(
        self.long[index].head[range.lowerBound..<min(headCount, range.upperBound)])
    }
    guard range.upperBound > headCount else { return }
    let part = max(range.lowerBound, headCount) - headCount..<range.upperBound - headCount
    guard part.count >= Self.directBytesMin,
      self.inserts.count < UnixConnection.Insert.countMax
    else {
      return self.frames.part(self.long[index].bytes[part])
    }
    self.inserts.append(
      UnixConnection.Insert(self.long[index].bytes, part, at: self.frames.bytes.count))
    self.insertOwners.append((self.long[index].number, isWiped: false))
  }

  /// Takes what follows of a stream after its message, or its request, is framed.
  private mutating func goOn(_ pipe: MessagePipe, _ buffers: LoopBuffers) {
    switch pipe.following() {
    case .nothing: break
    case .message(let message): self.enqueue(message, of: pipe)
    case .end: self.write(buffers) { $0.end(stream: pipe.stream) }
    }
  }

  /// Lets a message go that is framed or withdrawn. What of it is on its way to the socket is sent, since
  /// its frame has begun, and wiped behind that.
  private mutating func remove(at index: Int) {
    var message = self.long.remove(at: index)
    if message.type != .data { self.longBytes -= message.count - message.offset }
    guard message.isSensitive else { return }
    Wiping.wipe(&message.head)
    if let last = self.insertOwners.lastIndex(where: { $0.message == message.number }) {
      self.insertOwners[last].isWiped = true
    } else {
      Wiping.wipe(&message.bytes)
    }
  }

  /// Moves what waits to the front once most of the buffer is sent: a peer that is never quite done
  /// would otherwise let it grow by all that it has read.
  private mutating func compact() {
    let rest = self.frames.bytes.count - self.sent
    guard self.sent >= Self.batchBytes / 2, self.sent > rest else { return }
    let sent = self.sent
    for index in self.inserts.indices { self.inserts[index].place -= sent }
    if self.isSensitive {
      // Into another array: bytes that are moved to the front would leave their old place as it was.
      var moved: [UInt8] = []
      moved.reserveCapacity(self.frames.bytes.capacity)
      moved.append(contentsOf: self.frames.bytes[sent...])
      swap(&moved, &self.frames.bytes)
      Wiping.wipe(&moved)
    } else {
      self.frames.bytes.removeFirst(sent)
    }
    self.sent = 0
  }

  /// Empties the buffer, which is all sent, and keeps its room.
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
