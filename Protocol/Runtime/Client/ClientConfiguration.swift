public import LatchkeyWire

/// Limits and habits of a client. The defaults are those of LKP/1.
public struct ClientConfiguration: Sendable {
  /// Limits of frames and connections.
  public var limits = WireLimits()
  /// First pause between tries to connect, in milliseconds; doubles with every try.
  public var backoffMillisecondsMin: UInt64 = 10
  /// Longest pause between tries to connect, in milliseconds.
  public var backoffMillisecondsMax: UInt64 = 1_000
  /// Time for the server's HELLO, in milliseconds.
  public var helloMillisecondsMax: UInt64 = 2_000
  /// Calls that may wait in the client for a free stream.
  public var queuedCallsMax = 65_536
  /// Bytes of requests that may wait in the client, the ones being sent included.
  public var queuedBytesMax = 268_435_456
  /// How often one call is tried in all when trying again is safe.
  public var attemptsMax = 3
  /// How long a call with an idempotency key that lost its connection when it may have been begun
  /// waits for a server to come back, in milliseconds, and at most until its deadline. Others hear at
  /// once that there is no server.
  public var doubtMillisecondsMax: UInt64 = 2_000
  /// Silence after which a server that owes answers is asked for a sign, in milliseconds.
  public var keepaliveMilliseconds: UInt64 = 30_000
  /// How long that sign may take, in milliseconds.
  public var pongMillisecondsMax: UInt64 = 5_000
  /// The hash of the schema that HELLO announces, 32 bytes or none.
  public var schemaHash: [UInt8]?
  /// What HELLO names as the program, at most 128 bytes.
  public var agent = "latchkey-swift"

  /// The defaults.
  public init() {}
}

/// What accompanies the body of one call.
public struct CallOptions: Hashable, Sendable {
  /// Time for the whole call, tries included, in milliseconds. Nil leaves it to the server; its
  /// methods have a longest time each but for streams without an end.
  public var deadlineMilliseconds: UInt32?
  /// What accompanies the body.
  public var beside: RequestBeside
  /// Whether the body holds a secret: wiped from our buffers after use.
  public var isSensitive: Bool
  /// Whether to wait for a server that is not there, instead of failing at once.
  public var waitForReady: Bool

  /// Options; 10 s when nothing else is said, as no call may wait for ever.
  public init(
    deadlineMilliseconds: UInt32? = 10_000, actor: [UInt8]? = nil, idempotencyKey: [UInt8]? = nil,
    traceparent: [UInt8]? = nil, metadata: Metadata = Metadata(), isSensitive: Bool = false,
    waitForReady: Bool = false
  ) {
    self.deadlineMilliseconds = deadlineMilliseconds
    self.beside = RequestBeside(
      metadata: metadata, idempotencyKey: idempotencyKey, traceparent: traceparent, actor: actor)
    self.isSensitive = isSensitive
    self.waitForReady = waitForReady
  }

  /// The token that names the person behind the call.
  public var actor: [UInt8]? {
    get { self.beside.actor }
    set { self.beside.actor = newValue }
  }
  /// 16 to 32 bytes under which a repeated request is recognised; makes trying again safe, and so is
  /// for servers that heed keys. Does nothing for streams.
  public var idempotencyKey: [UInt8]? {
    get { self.beside.idempotencyKey }
    set { self.beside.idempotencyKey = newValue }
  }
  /// W3C trace context, 25 bytes.
  public var traceparent: [UInt8]? {
    get { self.beside.traceparent }
    set { self.beside.traceparent = newValue }
  }
  /// Values that accompany the body.
  public var metadata: Metadata {
    get { self.beside.metadata }
    set { self.beside.metadata = newValue }
  }
}
