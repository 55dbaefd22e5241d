/// What the frames of a client mean: bytes in, actions out.
///
/// A value without I/O and without a clock, the lower half of ``ServerConnectionMachine``, which knows when
/// something is due. It hears when a stream was answered and when its handler returned, which are two
/// moments. A ``ConnectionFault`` that is thrown ends the connection: the machine takes no more bytes.
///
/// Three kinds of bad input get three answers: a breach of framing or of the order of frames is a
/// fault, a bad request is refused on its stream, a frame that merely lost a race is dropped and
/// counted.
public struct ServerFrameMachine: Sendable {
  /// Where the connection is.
  public enum State: Hashable, Sendable {
    /// So many bytes of the preface have come. May become `awaitingHello` or `closed`.
    case awaitingPreface(bytesTaken: Int)
    /// The preface was right. May become `serving` or `closed`.
    case awaitingHello
    /// Requests are taken. May become `draining` or `closed`.
    case serving
    /// GOAWAY was sent: requests above `last` are refused. May become `closed`.
    case draining(last: UInt32)
    /// A fault was met, or the driver closed. Terminal.
    case closed
  }

  /// What the client has announced in its HELLO.
  struct Peer: Hashable, Sendable {
    var frameBytesMax = WireLimits().frameBytesMax
    var messageBytesMax = WireLimits().messageBytesMax
    var streamCredit = WireLimits().streamCredit
  }

  /// The streams that the client has opened, and what of them is unfinished.
  struct Streams: Sendable {
    /// The highest one.
    var last: UInt32 = 0
    /// Not answered yet.
    var open = StreamSet()
    /// Handlers that have not returned.
    var slotsInUse = 0
    /// Chains of requests.
    var assembly = MessageAssembly()
    /// Credit and chains of messages.
    var inbound = InboundStreams()
    /// Refused ones with frames that are still read over.
    var discarded: [UInt32] = []
  }

  /// What a client may do too much of.
  struct Nuisance: Hashable, Sendable {
    var cancels = EventWindow()
    var pings = PingGuard()
    /// It was told to calm down; the next time ends the connection.
    var wasTold = false
  }

  /// Where the connection is.
  public internal(set) var state: State = .awaitingPreface(bytesTaken: 0)
  /// The limits that this side enforces.
  public let limits: WireLimits
  /// Frames for streams that are over, so far.
  public internal(set) var lateFrames: UInt64 = 0
  /// Frames of unknown types, so far.
  public internal(set) var skippedFrames: UInt64 = 0
  var peer = Peer()
  var streams = Streams()
  var nuisance = Nuisance()
  var decoder: FrameDecoder

  /// Longest frame body that the client accepts, in bytes.
  public var peerFrameBytesMax: Int { self.peer.frameBytesMax }
  /// Longest message that the client accepts, in bytes.
  public var peerMessageBytesMax: Int { self.peer.messageBytesMax }
  /// Credit that every stream of messages to the client begins with, in bytes.
  public var peerStreamCredit: UInt32 { self.peer.streamCredit }
  /// Highest stream that the client has opened.
  public var lastStream: UInt32 { self.streams.last }
  /// Handlers that have not returned.
  public var slotsInUse: Int { self.streams.slotsInUse }

  /// A machine before the first byte.
  public init(limits: WireLimits = WireLimits()) {
    self.limits = limits
    self.decoder = FrameDecoder(
      bodyBytesMax: limits.helloBytesMax, skippedBytesMax: limits.helloBytesMax)
  }

  /// Streams that were opened and not answered.
  public var openStreams: Int { self.streams.open.count }

  /// Whether more handlers are about to run than a connection may have: the request that was given out last
  /// waits until one of a cancelled call has returned, and nothing more is read until then.
  public var isOverfull: Bool { self.slotsInUse > self.limits.streamsMax }

  /// Whether the client's bytes end in the middle of a frame or of a message.
  public var isMidMessage: Bool { self.decoder.isMidFrame || self.streams.assembly.count > 0 }

  /// Whether the HELLO of the client was understood.
  public var isGreeted: Bool {
    switch self.state {
    case .awaitingPreface, .awaitingHello: false
    case .serving, .draining, .closed: true
    }
  }

  /// Whether GOAWAY was sent.
  public var isDraining: Bool {
    if case .draining = self.state { true } else { false }
  }

  /// Whether nothing is open, running or half received.
  public var isIdle: Bool {
    self.streams.open.count == 0 && self.slotsInUse == 0 && !self.isMidMessage
  }

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
  ) throws(ConnectionFault) -> ServerAction {
    do throws(ConnectionFault) {
      switch self.state {
      case .awaitingPreface(let bytesTaken):
        guard try self.takePreface(from: bytesTaken, input, &offset) else { return .needsBytes }
        self.state = .awaitingHello
      case .awaitingHello, .serving, .draining:
        break
      case .closed:
        offset = input.count
        return .needsBytes
      }
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

  /// Takes bytes of the preface; true when all eight are there.
  private mutating func takePreface(
    from bytesTaken: Int, _ input: Span<UInt8>, _ offset: inout Int
  ) throws(ConnectionFault) -> Bool {
    for place in bytesTaken..<Preface.bytes.count {
      guard offset < input.count else {
        self.state = .awaitingPreface(bytesTaken: place)
        return false
      }
      guard input[offset] == Preface.bytes[place] else {
        throw ConnectionFault(.preface, "The first bytes are not those of this protocol.")
      }
      offset += 1
    }
    return true
  }
}
