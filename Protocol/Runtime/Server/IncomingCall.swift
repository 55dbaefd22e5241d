public import LatchkeySocket
public import LatchkeyWire

/// One request as its handler sees it.
///
/// A value of one reference: it is handed through every layer of a service, and copies cost one
/// count each.
public struct IncomingCall: Sendable {
  /// What copies of a call share.
  // Unchecked: only wipeSecrets() changes it, on the one thread that holds the last reference.
  private final class Storage: @unchecked Sendable {
    var envelope: RequestEnvelope
    let deadline: MonotonicInstant
    let peer: PeerIdentity
    let connection: UInt64
    let context: CallContext
    let stream: ServerStream?

    init(
      _ envelope: consuming RequestEnvelope, _ deadline: MonotonicInstant, _ peer: PeerIdentity,
      _ connection: UInt64, _ context: CallContext, _ stream: ServerStream?
    ) {
      self.envelope = envelope
      self.deadline = deadline
      self.peer = peer
      self.connection = connection
      self.context = context
      self.stream = stream
    }
  }

  private var storage: Storage

  /// The method that was asked for; known to the handler's ``CallHandler/resolve(_:)``.
  public var method: MethodSelector { self.storage.envelope.method }
  /// The encoded request.
  public var body: [UInt8] { self.storage.envelope.body }
  /// The token that names the person behind the call.
  public var actor: [UInt8]? { self.storage.envelope.actor }
  /// 16 to 32 bytes under which a repeated request is recognised.
  public var idempotencyKey: [UInt8]? { self.storage.envelope.idempotencyKey }
  /// W3C trace context, 25 bytes.
  public var traceparent: [UInt8]? { self.storage.envelope.traceparent }
  /// Values that accompany the body.
  public var metadata: Metadata { self.storage.envelope.metadata }
  /// When the caller stops waiting; at most the method's maximum after the request came. The end of
  /// time when neither has a limit.
  public var deadline: MonotonicInstant { self.storage.deadline }
  /// Who is at the other end of the socket, as the kernel says.
  public var peer: PeerIdentity { self.storage.peer }
  /// Number of the connection, unique in this process.
  public var connection: UInt64 { self.storage.connection }
  /// Where the handler says that it is about to commit.
  public var context: CallContext { self.storage.context }
  /// The messages in addition to request and answer; nil for a method that has none.
  public var stream: ServerStream? { self.storage.stream }

  /// A call; a server makes them, and tests of handlers.
  public init(
    method: MethodSelector, body: [UInt8], actor: [UInt8]? = nil, idempotencyKey: [UInt8]? = nil,
    traceparent: [UInt8]? = nil, metadata: Metadata = Metadata(), deadline: MonotonicInstant,
    peer: PeerIdentity, connection: UInt64, context: CallContext = CallContext()
  ) {
    let envelope = RequestEnvelope(
      method: method, metadata: metadata, idempotencyKey: idempotencyKey,
      traceparent: traceparent, actor: actor, body: body)
    self.init(
      envelope, deadline: deadline, peer: peer, connection: connection, context: context)
  }

  /// A call out of its envelope.
  init(
    _ envelope: consuming RequestEnvelope, deadline: MonotonicInstant, peer: PeerIdentity,
    connection: UInt64, context: CallContext, stream: ServerStream? = nil
  ) {
    self.storage = Storage(consume envelope, deadline, peer, connection, context, stream)
  }

  /// Zeroes the body and the actor's token, unless the handler has kept the call or a part of it: then it is
  /// a copy that it must look after.
  ///
  /// - Returns: Whether nothing was kept.
  mutating func wipeSecrets() -> Bool {
    guard isKnownUniquelyReferenced(&self.storage) else { return false }
    var areWiped = Wiping.wipe(&self.storage.envelope.body)
    // Taken out: an optional that is bound would be a second owner, and a copy would be wiped.
    if var actor = self.storage.envelope.actor.take(), !Wiping.wipe(&actor) { areWiped = false }
    return areWiped
  }
}
