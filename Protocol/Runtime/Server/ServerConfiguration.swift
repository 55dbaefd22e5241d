public import LatchkeySocket
public import LatchkeyWire

/// Limits and hooks of a server. The defaults are those of LKP/1.
public struct ServerConfiguration: Sendable {
  /// Limits of frames and connections.
  public var limits = WireLimits()
  /// Connections in all. systemd's varlink allows 4 096; a credential desk has few siblings.
  public var connectionsMax = 256
  /// Connections of one uid.
  public var connectionsPerUserMax = 32
  /// Calls in progress in the whole server. The last quarter of the places is for connections that hold few;
  /// of the very last, one is for each that holds none.
  public var callsMax = 512
  /// A connection holds few calls that holds less than so many.
  public var fewCalls = 16
  /// Of them, streams without an end of their own: watchers leave room for callers. One is
  /// kept for each connection that has none.
  public var endlessCallsMax = 256
  /// Calls of one connection that may come to nothing at once, refused before their handler or cancelled,
  /// before it is left unread until an eighth of them is forgiven. At least one.
  public var vainCallsMax = 256
  /// How long it takes to forgive one of them, in milliseconds. With 0 none is counted.
  public var vainCallMilliseconds: UInt64 = 2
  /// Time for preface and HELLO, in milliseconds.
  public var helloMillisecondsMax: UInt64 = 2_000
  /// Bytes of answers that may wait for one peer.
  public var outputBytesMax = 1_048_576
  /// How long the peer may need for ``blockedBytesMin`` of the answers that wait for it, in milliseconds.
  public var blockedMillisecondsMax: UInt64 = 5_000
  /// Bytes that the peer must take in that time while answers wait. Less than the kernel takes at once from us
  /// when there is room: a delay of ours is not held against the peer.
  public var blockedBytesMin: UInt64 = 65_536
  /// How long the reader of a stream may need for ``stalledBytesMin`` of credit while a message waits for it,
  /// in milliseconds.
  public var stalledMillisecondsMax: UInt64 = 60_000
  /// Bytes of credit that it must give in that time, unless the message is gone with less. Half of what a
  /// reader gives at once that begins with the usual credit.
  public var stalledBytesMin: UInt64 = 65_536
  /// How long a request waits for the handler of a cancelled call to return when ``LatchkeyWire/WireLimits/streamsMax``
  /// of them run on its connection, in milliseconds. Then it is refused.
  public var slotMillisecondsMax: UInt64 = 100
  /// How long a connection may do nothing, in milliseconds.
  public var idleMillisecondsMax: UInt64 = 600_000
  /// How long the end of the peer is awaited after ours was sent, in milliseconds.
  public var lingerMillisecondsMax: UInt64 = 1_000
  /// What a refused caller is told to wait, in milliseconds.
  public var retryAfterMilliseconds: UInt32 = 100
  /// The hash of the schema that HELLO announces, 32 bytes or none.
  public var schemaHash: [UInt8]?
  /// What HELLO names as the program, at most 128 bytes.
  public var agent = "latchkey"
  /// Identity of this process that HELLO announces, 16 bytes or none.
  public var instance: [UInt8]?
  /// Decides at accept who may speak: nil admits, a failure refuses with a reason.
  public var admit: @Sendable (PeerIdentity) -> CallFailure?
  /// Hears of what happens. Called on a loop's thread; must return at once.
  public var log: @Sendable (ServerEvent) -> Void

  /// A configuration that admits every peer and logs nothing.
  public init(
    admit: @escaping @Sendable (PeerIdentity) -> CallFailure? = { _ in nil },
    log: @escaping @Sendable (ServerEvent) -> Void = { _ in }
  ) {
    self.admit = admit
    self.log = log
  }
}

extension ServerConfiguration {
  /// What the machine of a connection needs to know.
  var rules: ServerConnectionRules {
    var rules = ServerConnectionRules()
    rules.limits = self.limits
    rules.helloMilliseconds = self.helloMillisecondsMax
    rules.idleMilliseconds = self.idleMillisecondsMax
    rules.lingerMilliseconds = self.lingerMillisecondsMax
    rules.slotMilliseconds = self.slotMillisecondsMax
    rules.outputBytesMax = self.outputBytesMax
    rules.blockedBytes = self.blockedBytesMin
    rules.blockedMilliseconds = self.blockedMillisecondsMax
    rules.stalledBytes = self.stalledBytesMin
    rules.stalledMilliseconds = self.stalledMillisecondsMax
    return rules
  }
}

/// What a server tells its log. Never holds a body, a token or a part of one.
public enum ServerEvent: Sendable {
  /// A peer was admitted.
  case accepted(connection: UInt64, peer: PeerIdentity)
  /// A peer was refused at accept.
  case refused(peer: PeerIdentity, reason: String)
  /// A connection ended. The reason is a fault's, `EOF`, `IDLE`, `SLOW_READER`, `DRAINED`, …
  case closed(connection: UInt64, reason: String)
  /// The schema of the peer is another one.
  case schemaDiffers(connection: UInt64, agent: String)
  /// The listener failed and tries again later.
  case acceptFailed(errno: Int32)
}

/// What a server has counted since it began.
public struct ServerCounters: Hashable, Sendable {
  /// Connections admitted.
  public var accepted: UInt64 = 0
  /// Connections refused, by identity or by a limit.
  public var refused: UInt64 = 0
  /// Connections open now.
  public var open: UInt64 = 0
  /// Calls given to the handler.
  public var dispatched: UInt64 = 0
  /// Handlers running now.
  public var running: UInt64 = 0
  /// Calls answered with a response.
  public var succeeded: UInt64 = 0
  /// Calls answered with an error by the handler.
  public var failed: UInt64 = 0
  /// Calls answered with an error by the runtime before a handler saw them.
  public var turnedAway: UInt64 = 0
  /// Calls given up at their deadline.
  public var expired: UInt64 = 0
  /// Calls cancelled by their client.
  public var cancelled: UInt64 = 0
  /// Frames for streams that are over.
  public var lateFrames: UInt64 = 0
  /// Frames of unknown types that were skipped.
  public var skippedFrames: UInt64 = 0
  /// Connections that did not begin with the protocol's bytes.
  public var badPrefaces: UInt64 = 0
  /// Connections ended because of a fault.
  public var faults: UInt64 = 0
  /// Connections ended because the peer did not read.
  public var slowReaders: UInt64 = 0
  /// Connections ended because nothing happened.
  public var idled: UInt64 = 0
  /// Times a connection was left unread because its calls came to nothing.
  public var held: UInt64 = 0
  /// Sensitive requests that a handler kept, or a part of them, so that they were not wiped behind it.
  public var secretsKept: UInt64 = 0

  /// Counters at zero.
  public init() {}
}
