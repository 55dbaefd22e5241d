public import LatchkeyBase
internal import LatchkeyHot
public import LatchkeyRuntime
public import LatchkeySchema
internal import LatchkeySocket
internal import LatchkeyWire

/// Calls the methods of a Latchkey service on this host.
///
/// One connection carries any number of calls at once, from any task. It is opened by the first call
/// and again after it was lost. A cancelled task cancels its call on the service too.
///
/// Every change goes with an idempotency key of its own, so that a call whose connection was lost is
/// repeated by itself, up to its deadline, and done once.
public final class LatchkeyClient: Sendable {
  /// Where the service listens.
  public let socketPath: String

  private let connection: RPCClient
  private let loop: EventLoop
  private let waitsForService: Bool
  private let keys: (@Sendable () -> IdempotencyKey)?
  /// The trace that calls belong to, unless ``traced(by:)`` says another.
  public let trace: TraceContext?

  /// A client of the service behind a socket. Nothing is opened before the first call.
  ///
  /// - Parameters:
  ///   - path: Path of the socket.
  ///   - waitsForService: A call waits, up to its deadline, for a service that is not there yet.
  ///   - spinMicroseconds: How long the connection's thread may look for answers before it sleeps, 0 to
  ///     1 000. Answers come sooner for it, and while calls follow closely upon each other it takes a
  ///     whole core.
  ///   - trace: The trace that all calls of this client belong to. It stands in the service's log and
  ///     audit beside what they did.
  ///   - configuration: Limits and habits of the connection.
  ///   - keys: Makes the key of a change that comes without one. Nil: then such a change is not repeated
  ///     when its connection was lost, and its outcome is unknown.
  /// - Throws: ``LatchkeyError`` if the process has no descriptor or thread left.
  public init(
    socket path: String, waitsForService: Bool = false, spinMicroseconds: Int = 0,
    trace: TraceContext? = nil, configuration: ClientConfiguration = ClientConfiguration(),
    keys: (@Sendable () -> IdempotencyKey)? = { IdempotencyKey() }
  ) throws(LatchkeyError) {
    var configuration = configuration
    configuration.schemaHash = SchemaRevision.bytes
    do throws(SocketError) {
      self.loop = try EventLoop(name: "latchkey-client", spinMicroseconds: spinMicroseconds)
    } catch {
      throw LatchkeyError(
        code: .resourceExhausted, reasonText: RuntimeReason.descriptors.rawValue,
        message: "\(error)",
        outcome: .notStarted)
    }
    self.socketPath = path
    self.waitsForService = waitsForService
    self.keys = keys
    self.trace = trace
    self.connection = RPCClient(path: path, configuration: configuration, loop: self.loop)
  }

  private init(_ client: LatchkeyClient, trace: TraceContext?) {
    self.socketPath = client.socketPath
    self.connection = client.connection
    self.loop = client.loop
    self.waitsForService = client.waitsForService
    self.keys = client.keys
    self.trace = trace
  }

  /// The same client, over the same connection, for calls of another trace.
  ///
  ///     try await client.traced(by: context).agents.getAgent(agent: bo, as: session)
  ///
  /// - Parameter trace: The trace of whoever caused the calls; nil for none.
  /// - Returns: What to call with. It ends with this client: closing either closes both.
  public func traced(by trace: TraceContext?) -> LatchkeyClient {
    LatchkeyClient(self, trace: trace)
  }

  /// Whether the service speaks exactly this program's schema, so that it is of the same version or of one
  /// that changed no message. Connects when there is no connection yet.
  ///
  /// - Returns: False when it announced another schema. True as well when it announced none.
  /// - Throws: ``LatchkeyError``.
  public func hasSchemaOfService() async throws(LatchkeyError) -> Bool {
    if self.connection.serverHello == nil { _ = try await self.server.ping() }
    guard let theirs = self.connection.serverHello?.schemaHash else { return true }
    return theirs == SchemaRevision.bytes
  }

  /// Calls a method.
  ///
  /// - Parameters:
  ///   - request: What to send; it decides the method.
  ///   - session: The session of the person on whose behalf the call is made.
  ///   - deadline: How long to wait. Absent, or longer than the method allows: the longest that it
  ///     allows.
  ///   - idempotencyKey: Under it the same call may be made again, after a restart of this process for
  ///     example, and is still done only once. Absent: a change gets one for itself.
  /// - Returns: The answer.
  /// - Throws: ``LatchkeyError``, from the service, the way there, or this process.
  public func call<R: RequestMessage>(
    _ request: R, as session: Secret? = nil, deadline: Duration? = nil,
    idempotencyKey: IdempotencyKey? = nil
  ) async throws(LatchkeyError) -> R.Response {
    try await self.answer(
      to: request, as: session, deadline: deadline, idempotencyKey: idempotencyKey
    ).response
  }

  /// Calls a method, and tells beside the answer whether it was given before.
  ///
  /// - Parameters:
  ///   - request: What to send; it decides the method.
  ///   - session: The session of the person on whose behalf the call is made.
  ///   - deadline: As for ``call(_:as:deadline:idempotencyKey:)``.
  ///   - idempotencyKey: As for ``call(_:as:deadline:idempotencyKey:)``.
  /// - Returns: The answer.
  /// - Throws: ``LatchkeyError``, from the service, the way there, or this process.
  public func answer<R: RequestMessage>(
    to request: R, as session: Secret? = nil, deadline: Duration? = nil,
    idempotencyKey: IdempotencyKey? = nil
  ) async throws(LatchkeyError) -> Answer<R.Response> {
    let declaration = R.method.declaration
    let options = self.options(
      declaration, session, deadline: deadline,
      idempotencyKey: idempotencyKey ?? self.key(ifChanging: declaration.isMutation))
    do {
      // The connection wipes a sensitive body when it is sent: no other copy may be left here.
      var reply = try await self.connection.call(
        .number(UInt64(R.method.rawValue)), body: try CBOREncoder().encode(request),
        options: options)
      defer { if declaration.isSensitive { wipe(&reply.body) } }
      return Answer(
        response: try CBORDecoder().decode(R.Response.self, from: reply.body),
        isReplay: reply.metadata[AnswerMetadata.idempotentReplay] == [.text("true")])
    } catch let failure as CallFailure {
      throw LatchkeyError(failure)
    } catch {
      // Ours if the request cannot be written, the service's if the answer cannot be read.
      throw LatchkeyError(malformed: error, declaration)
    }
  }

  /// The same for messages that are coded directly.
  func callDirectly<R: RequestMessage & DirectMessage>(
    _ request: R, as session: Secret? = nil
  ) async throws(LatchkeyError) -> R.Response where R.Response: DirectMessage {
    let declaration = R.method.declaration
    do {
      var reply = try await self.connection.call(
        .number(UInt64(R.method.rawValue)), body: DirectCoding.encode(request),
        options: self.options(declaration, session, deadline: nil))
      defer { if declaration.isSensitive { wipe(&reply.body) } }
      return try DirectCoding.decode(R.Response.self, from: reply.body)
    } catch let failure as CallFailure {
      throw LatchkeyError(failure)
    } catch {
      throw LatchkeyError(malformed: error, declaration)
    }
  }

  /// Calls a method that answers with any number of messages.
  ///
  /// The call begins at once and goes on while the stream is held: letting it go ends the call.
  ///
  /// - Parameters:
  ///   - request: What to send; it decides the method.
  ///   - session: The session of the person on whose behalf the call is made.
  ///   - deadline: How long the whole stream may take. Absent: as long as it lasts.
  /// - Returns: The messages.
  public func stream<R: ServerStreamRequest>(
    _ request: R, as session: Secret? = nil, deadline: Duration? = nil
  ) -> AnswerStream<R.Response> {
    AnswerStream(self.open(request, session, deadline: deadline), R.method)
  }

  /// Calls a method that takes any number of messages and answers with any number. It has no key and is
  /// not repeated by itself.
  ///
  /// - Parameters:
  ///   - request: What to send first; it decides the method.
  ///   - session: The session of the person on whose behalf the call is made.
  ///   - deadline: How long the whole call may take. Absent: as long as it lasts.
  /// - Returns: The call in progress.
  public func exchange<R: BidirectionalRequest>(
    _ request: R, as session: Secret? = nil, deadline: Duration? = nil
  ) -> TwoWayStream<R.Element, R.Response> {
    TwoWayStream(self.open(request, session, deadline: deadline), R.method)
  }

  /// Calls a method that the service has described, whether or not this program knows it.
  ///
  /// - Parameters:
  ///   - method: From ``ServerCalls/describe(method:withText:)``.
  ///   - body: The encoded request.
  ///   - session: The session of the person on whose behalf the call is made.
  ///   - deadline: How long to wait. Absent, or longer than the method allows: the longest that it
  ///     allows.
  ///   - idempotencyKey: As for ``call(_:as:deadline:idempotencyKey:)``.
  /// - Returns: The bytes of the answer.
  /// - Throws: ``LatchkeyError``.
  public func call(
    described method: MethodView, body: [UInt8], as session: Secret? = nil,
    deadline: Duration? = nil, idempotencyKey: IdempotencyKey? = nil
  ) async throws(LatchkeyError) -> [UInt8] {
    var options = self.options(method, session, deadline)
    options.idempotencyKey =
      (idempotencyKey ?? self.key(ifChanging: method.isMutation))?.bytes
    do throws(CallFailure) {
      return try await self.connection.call(
        .number(UInt64(max(0, method.number))), body: body, options: options
      ).body
    } catch {
      throw LatchkeyError(error)
    }
  }

  /// Calls a method that answers with messages and that the service has described.
  ///
  /// - Parameters:
  ///   - method: From ``ServerCalls/describe(method:withText:)``.
  ///   - body: The encoded request.
  ///   - session: The session of the person on whose behalf the call is made.
  ///   - deadline: How long the whole stream may take. Absent: as long as it lasts.
  ///   - take: Gets the bytes of each message.
  /// - Throws: ``LatchkeyError``, and what the closure throws.
  public func stream(
    described method: MethodView, body: [UInt8], as session: Secret? = nil,
    deadline: Duration? = nil, _ take: ([UInt8]) async throws -> Void
  ) async throws {
    let stream = self.connection.open(
      .number(UInt64(max(0, method.number))), body: body,
      options: self.options(method, session, deadline), sendsMessages: false,
      receivesMessages: true)
    do {
      while let message = try await stream.next() { try await take(message) }
    } catch let failure as CallFailure {
      throw LatchkeyError(failure)
    }
  }

  /// The key of a call that came without one.
  private func key(ifChanging isMutation: Bool) -> IdempotencyKey? {
    isMutation ? self.keys?() : nil
  }

  private func options(
    _ method: MethodView, _ session: Secret?, _ deadline: Duration?
  ) -> CallOptions {
    var options = CallOptions(
      deadlineMilliseconds: method.deadlineMilliseconds > 0
        ? UInt32(clamping: method.deadlineMilliseconds) : nil,
      actor: session?.copiedBytes, traceparent: self.trace?.bytes, isSensitive: method.isSensitive,
      waitForReady: self.waitsForService)
    if let deadline { options.shorten(to: deadline) }
    return options
  }

  private func open<R: RequestMessage>(
    _ request: R, _ session: Secret?, deadline: Duration?
  ) -> Result<ClientStream, LatchkeyError> {
    let declaration = R.method.declaration
    do {
      return .success(
        self.connection.open(
          .number(UInt64(R.method.rawValue)), body: try CBOREncoder().encode(request),
          options: self.options(declaration, session, deadline: deadline),
          sendsMessages: declaration.kind == .clientStream || declaration.kind == .bidirectional,
          receivesMessages: declaration.kind == .serverStream || declaration.kind == .bidirectional)
      )
    } catch {
      return .failure(LatchkeyError(malformed: error, declaration))
    }
  }

  private func options(
    _ declaration: Declaration, _ session: Secret?, deadline: Duration?,
    idempotencyKey: IdempotencyKey? = nil
  ) -> CallOptions {
    var options = CallOptions(
      deadlineMilliseconds: declaration.deadlineMillisecondsMax,
      actor: session?.copiedBytes, idempotencyKey: idempotencyKey?.bytes,
      traceparent: self.trace?.bytes, isSensitive: declaration.isSensitive,
      waitForReady: self.waitsForService)
    if let deadline { options.shorten(to: deadline) }
    return options
  }

  /// Where calls cost least: tasks that prefer this executor save the hop to the connection's thread
  /// and back. They share that thread, so they must not block or compute for long.
  public var executor: any TaskExecutor { self.loop }

  /// Fails what is in progress, closes the connection and ends the thread behind it. Call it once,
  /// when no further call is to be made.
  public func close() async {
    await self.connection.close()
    self.loop.shutdown()
  }
}

extension CallOptions {
  mutating func shorten(to deadline: Duration) {
    let (seconds, attoseconds) = deadline.components
    let longest = self.deadlineMilliseconds ?? .max
    guard seconds < Int64(longest / 1_000) + 1 else { return }
    let milliseconds = max(0, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    // A deadline of nothing is over before it is sent: say so on this side, by the shortest one.
    self.deadlineMilliseconds = min(longest, UInt32(clamping: max(1, milliseconds)))
  }
}

extension Secret {
  var copiedBytes: [UInt8] {
    self.withBytes { bytes in
      var copy: [UInt8] = []
      copy.reserveCapacity(bytes.count)
      for index in bytes.indices { copy.append(bytes[index]) }
      return copy
    }
  }
}
