import LatchkeyBase

/// The client's side of one connection: bytes in, actions out.
///
/// A value without I/O and without a clock; the counterpart of ``ServerConnectionMachine``.
public struct ClientConnectionMachine: Sendable {
  /// Where the connection is.
  public enum State: Hashable, Sendable {
    /// Requests may be sent already, with the limits of LKP/1. May become `open`, `leaving` or
    /// `closed`.
    case awaitingHello
    /// The server's limits are known. May become `leaving` or `closed`.
    case open
    /// The server said GOAWAY, or the numbers are used up: no new stream. May become `closed`.
    case leaving
    /// A fault was met, or the driver closed. Terminal.
    case closed
  }

  /// Where the connection is.
  public private(set) var state: State = .awaitingHello
  /// The limits that this side enforces.
  public let limits: WireLimits
  /// Longest frame body that the server accepts, in bytes.
  public private(set) var peerFrameBytesMax: Int
  /// Longest message that the server accepts, in bytes.
  public private(set) var peerMessageBytesMax: Int
  /// Streams that may be open at once.
  public private(set) var streamsMax: Int
  /// Frames for streams that are over, so far.
  public private(set) var lateFrames: UInt64 = 0
  /// Frames of unknown types, so far.
  public private(set) var skippedFrames: UInt64 = 0

  /// Credit that every stream of messages to the server begins with, in bytes; known once greeted.
  public private(set) var peerStreamCredit: UInt32 = 0

  private var nextStream: UInt32 = 1
  private var decoder: FrameDecoder
  private var open = StreamSet()
  private var assembly = MessageAssembly()
  private var inbound = InboundStreams()
  private var pings = PingGuard()
  private var wasGreeted = false

  /// A machine before the first byte.
  public init(limits: WireLimits = WireLimits()) {
    // Answers were asked for: as many of them may be unfinished as there may be calls.
    var limits = limits
    limits.assemblyBytesMax = .max
    self.limits = limits
    let standard = WireLimits()
    self.peerFrameBytesMax = standard.frameBytesMax
    self.peerMessageBytesMax = standard.messageBytesMax
    self.streamsMax = limits.streamsMax
    self.decoder = FrameDecoder(
      bodyBytesMax: limits.frameBytesMax,
      skippedBytesMax: limits.frameBytesMax * limits.oversizeFactor)
  }

  /// Streams that wait for their terminal frame.
  public var openStreams: Int { self.open.count }

  /// Whether the server's HELLO has come.
  public var isGreeted: Bool { self.wasGreeted }

  /// Whether another stream may be opened now.
  public var canOpen: Bool {
    switch self.state {
    case .awaitingHello, .open: self.open.count < self.streamsMax
    case .leaving, .closed: false
    }
  }

  /// Takes the number of a new stream; ask ``canOpen`` before.
  ///
  /// - Parameter receivesMessages: Whether the method answers with a stream of messages.
  /// - Returns: The number.
  public mutating func openStream(receivesMessages: Bool = false) -> UInt32 {
    precondition(self.canOpen, "No stream can be opened now.")
    let stream = self.nextStream
    self.nextStream += 2
    self.open.insert(stream)
    if receivesMessages { self.inbound.open(stream, credit: self.limits.streamCredit) }
    if self.nextStream > self.limits.streamNumberMax { self.state = .leaving }
    return stream
  }

  /// Gives a stream up: what still comes for it is late.
  ///
  /// - Returns: Whether it was open, so that a CANCEL makes sense.
  public mutating func abandon(_ stream: UInt32) -> Bool {
    self.assembly.drop(stream)
    return self.end(stream)
  }

  /// The consumer of a stream has taken a message.
  ///
  /// - Parameters:
  ///   - stream: Of the message.
  ///   - cost: That of the message.
  /// - Returns: Credit to be sent now, in bytes; nil while there is enough, or the stream is over.
  public mutating func consumed(on stream: UInt32, cost: Int) -> UInt32? {
    self.inbound.consumed(stream, cost: cost)
  }

  private mutating func end(_ stream: UInt32) -> Bool {
    if !self.inbound.isEmpty { self.inbound.close(stream) }
    return self.open.remove(stream)
  }

  /// Takes no more bytes and opens no more streams.
  public mutating func close() { self.state = .closed }

  /// Whether bytes of a sensitive frame were lent since the last call of this method.
  public mutating func takeSawSensitive() -> Bool {
    defer { self.decoder.sawSensitive = false }
    return self.decoder.sawSensitive
  }

  /// Takes lent bytes from `offset` on, up to the next thing to do.
  ///
  /// - Parameters:
  ///   - input: The bytes of one read; the same at every call until `needsBytes`.
  ///   - offset: Where to go on; moved past what was taken.
  ///   - now: Nanoseconds of a clock that never goes back.
  /// - Returns: What the driver must do.
  /// - Throws: ``ConnectionFault`` when the connection cannot go on.
  public mutating func next(
    in input: Span<UInt8>, at offset: inout Int, now: UInt64
  ) throws(ConnectionFault) -> ClientAction {
    guard self.state != .closed else {
      offset = input.count
      return .needsBytes
    }
    do throws(ConnectionFault) {
      switch try self.decoder.next(in: input, at: &offset) {
      case .needsBytes:
        return .needsBytes
      case .oversized(let header):
        return try self.oversized(header)
      case .frame(let header, .input(let range)):
        return try self.receive(
          header, input.extracting(range), now: now)
      case .frame(let header, .kept):
        var frame = self.decoder.takeKept()
        defer { if header.flags.contains(.sensitive) { Wiping.wipe(&frame) } }
        return try self.receive(
          header, frame.span.extracting(droppingFirst: FrameHeader.byteCount), now: now)
      }
    } catch {
      self.state = .closed
      throw error
    }
  }

  /// One complete frame. `STATE TABLE: CLIENT` in PROTOCOL.md is this method.
  private mutating func receive(
    _ header: FrameHeader, _ body: Span<UInt8>, now: UInt64
  ) throws(ConnectionFault) -> ClientAction {
    guard let type = header.type else { return try self.unknown(header) }
    try FrameRules.check(header, type)
    if !self.wasGreeted { return try self.greet(type, header, body) }
    switch type {
    case .response:
      return try self.response(header, body)
    case .error:
      let failure = try FrameRules.error(body)
      guard header.stream != 0 else { return .connectionFailed(failure) }
      guard try self.isOpen(header.stream) else { return .dropped }
      self.assembly.drop(header.stream)
      _ = self.end(header.stream)
      return .failure(stream: header.stream, failure)
    case .data:
      guard try self.isOpen(header.stream) else { return .dropped }
      return self.data(header, body)
    case .credit:
      let bytes = try FrameRules.credit(body)
      guard try self.isOpen(header.stream) else { return .dropped }
      return .credit(stream: header.stream, bytes)
    case .ping:
      let opaque = try FrameRules.eight(body)
      guard !self.pings.receive(at: now, limits: self.limits) else {
        throw ConnectionFault(.calm, "PINGs come at least 10 s apart.")
      }
      return .pong(opaque)
    case .pong:
      return .ponged(try FrameRules.eight(body))
    case .goAway:
      let goAway = try FrameRules.goAway(body)
      self.state = .leaving
      return .goAway(goAway)
    case .hello:
      throw ConnectionFault(.hello, "A HELLO came twice.")
    case .request, .cancel:
      throw ConnectionFault(.direction, "A server opens and cancels no streams.")
    }
  }

  private static let unasked = CallFailure(
    code: .unimplemented, reason: .streaming,
    message: "The server answered with a stream of messages.", outcome: .unknown)

  /// The first frame: a HELLO, or the ERROR that refuses the connection.
  private mutating func greet(
    _ type: FrameType, _ header: FrameHeader, _ body: Span<UInt8>
  ) throws(ConnectionFault) -> ClientAction {
    if type == .error, header.stream == 0 {
      return .connectionFailed(try FrameRules.error(body))
    }
    guard type == .hello else {
      throw ConnectionFault(.hello, "The first frame must be a HELLO.")
    }
    let hello = try FrameRules.hello(body)
    guard Hello.common(1...1, hello.versions) != nil else {
      throw ConnectionFault(.version, "This side speaks version 1 only.")
    }
    self.peerFrameBytesMax = min(hello.frameBytesMax ?? .max, self.peerFrameBytesMax)
    self.peerMessageBytesMax = min(hello.messageBytesMax ?? .max, self.peerMessageBytesMax)
    self.streamsMax = min(hello.streamsMax ?? .max, self.streamsMax)
    self.peerStreamCredit = hello.streamCredit ?? WireLimits().streamCredit
    self.wasGreeted = true
    if self.state == .awaitingHello { self.state = .open }
    return .greeted(hello)
  }

  private mutating func response(
    _ header: FrameHeader, _ body: Span<UInt8>
  ) throws(ConnectionFault) -> ClientAction {
    guard try self.isOpen(header.stream) else { return .dropped }
    guard header.flags.contains(.more) || self.assembly.contains(header.stream) else {
      let limits = self.limits
      return self.complete(header.stream, flags: header.flags) { () throws(CallFailure) in
        try ResponseEnvelope(reading: body, limits: limits)
      }
    }
    let step = self.assembly.append(
      body, stream: header.stream, flags: header.flags, limits: self.limits)
    switch step {
    case .incomplete:
      return .dropped
    case .complete(var message):
      defer { message.wipeIfSensitive() }
      let flags: FrameFlags = message.isSensitive ? header.flags.union(.sensitive) : header.flags
      let limits = self.limits
      return self.complete(header.stream, flags: flags) { () throws(CallFailure) in
        try ResponseEnvelope(reading: &message, limits: limits)
      }
    case .tooLong, .tooMuch:
      return self.unreadable(
        header.stream, "A response has at most \(self.limits.messageBytesMax) bytes of body.")
    }
  }

  /// DATA: a message of the answer, a part of one, or the end of them.
  private mutating func data(
    _ header: FrameHeader, _ body: Span<UInt8>
  ) -> ClientAction {
    let stream = header.stream
    let step = self.inbound.receive(
      body, stream: stream, flags: header.flags, limits: self.limits)
    switch step {
    case .unexpected:
      return self.breach(stream, Self.unasked)
    case .incomplete(nil):
      return .dropped
    case .incomplete(.some(let bytes)):
      return .sendCredit(stream: stream, bytes)
    case .message(let message, let isLast):
      return .message(stream: stream, message, isLast: isLast)
    case .broken(let failure):
      return self.breach(stream, failure)
    }
  }

  private mutating func breach(_ stream: UInt32, _ failure: CallFailure) -> ClientAction {
    self.assembly.drop(stream)
    _ = self.end(stream)
    var failure = failure
    failure.outcome = .unknown
    return .breach(stream: stream, failure)
  }

  @inline(__always)
  private mutating func complete(
    _ stream: UInt32, flags: FrameFlags,
    _ read: () throws(CallFailure) -> ResponseEnvelope
  ) -> ClientAction {
    let answersWithMessages = self.inbound.contains(stream)
    let isTruncated = self.inbound.isMidMessage(stream)
    _ = self.end(stream)
    do throws(CallFailure) {
      let envelope = try read()
      guard !isTruncated else {
        throw .streamBreach(.truncated, "The response came in the middle of a message.")
      }
      guard flags.contains(.end), (envelope.body == nil) == answersWithMessages else {
        throw CallFailure(
          code: .unimplemented, reason: .cardinality,
          message: answersWithMessages
            ? "The response of a stream of messages has a body." : "The response has no body.",
          outcome: .unknown)
      }
      return .response(stream: stream, envelope, isSensitive: flags.contains(.sensitive))
    } catch {
      return .failure(stream: stream, error)
    }
  }

  private mutating func unreadable(_ stream: UInt32, _ message: String) -> ClientAction {
    _ = self.end(stream)
    return .failure(
      stream: stream,
      CallFailure(
        code: .resourceExhausted, reason: .messageTooLarge, message: message,
        outcome: .unknown))
  }

  private mutating func oversized(_ header: FrameHeader) throws(ConnectionFault) -> ClientAction {
    guard let type = header.type else { return try self.unknown(header) }
    try FrameRules.check(header, type)
    guard self.wasGreeted, type == .response || type == .data else {
      throw ConnectionFault(.length, "A control frame is longer than a frame may be.")
    }
    guard try self.isOpen(header.stream) else { return .dropped }
    let message = "A frame has \(header.length) bytes; \(self.limits.frameBytesMax) are allowed."
    guard type == .response else {
      return self.breach(header.stream, .tooLarge(.messageTooLarge, message))
    }
    self.assembly.drop(header.stream)
    return self.unreadable(header.stream, message)
  }

  /// Whether a frame's stream waits for it; false is a lost race, a stream never opened is a fault.
  private mutating func isOpen(_ stream: UInt32) throws(ConnectionFault) -> Bool {
    guard stream & 1 == 1, stream < self.nextStream else {
      throw ConnectionFault(.stream, "A frame names a stream that was never opened.")
    }
    guard self.open.contains(stream) else {
      self.lateFrames += 1
      return false
    }
    return true
  }

  private mutating func unknown(_ header: FrameHeader) throws(ConnectionFault) -> ClientAction {
    guard self.wasGreeted else {
      throw ConnectionFault(.hello, "The first frame must be a HELLO.")
    }
    guard !header.flags.contains(.critical) else {
      throw ConnectionFault(.type, "A critical frame has a type that is not known.")
    }
    self.skippedFrames += 1
    return .dropped
  }
}
