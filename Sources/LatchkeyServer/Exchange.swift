import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeyHot
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

/// One call on its way through the service: the request's bytes, and who speaks.
struct Exchange: Sendable {
  let method: Method
  let incoming: IncomingCall
  let call: Call

  init(
    _ method: Method, _ incoming: IncomingCall, _ principal: ServicePrincipal, _ service: Service
  ) {
    self.method = method
    self.incoming = incoming
    self.call = Call(
      principal: principal, session: incoming.actor.map { SecretBytes($0) },
      // What a stream has told cannot be kept, so a key of one is not heeded.
      idempotency: incoming.stream != nil
        ? nil : incoming.idempotencyKey.map { key in service.idempotency(key, method, incoming) },
      trace: incoming.trace, commitPoint: RequestCommitPoint(context: incoming.context))
  }

  /// Decodes the request, has it answered, and encodes the reply.
  func answer<Request: RequestMessage>(
    _ type: Request.Type, _ body: (Request, Call) async throws -> Request.Response
  ) async throws -> Reply {
    let response = try await body(try self.request(type), self.call)
    return Reply(
      body: try CBOREncoder().encode(response), isSensitive: self.method.declaration.isSensitive)
  }

  /// The same for messages that are coded directly.
  func answerDirectly<Request: RequestMessage & DirectMessage>(
    _ type: Request.Type, _ body: (Request, Call) async throws -> Request.Response
  ) async throws -> Reply where Request.Response: DirectMessage {
    let request: Request
    do throws(CBORError) {
      request = try DirectCoding.decode(type, from: self.incoming.body)
    } catch {
      throw CallFailure(malformed: error)
    }
    return Reply(
      body: DirectCoding.encode(try await body(request, self.call)),
      isSensitive: self.method.declaration.isSensitive)
  }

  /// Decodes the request and has it answered by any number of messages.
  func answerStream<Request: ServerStreamRequest>(
    _ type: Request.Type, _ body: (Request, Call, Answers<Request.Response>) async throws -> Void
  ) async throws -> Reply {
    let request = try self.request(type)
    let stream = try self.stream()
    let isSensitive = self.method.declaration.isSensitive
    try await body(
      request, self.call, Answers(stream: stream, isSensitive: isSensitive))
    return Reply(body: [])
  }

  /// Decodes the request and has what follows it answered by any number of messages.
  func answerBothWays<Request: BidirectionalRequest>(
    _ type: Request.Type,
    _ body: (Request, Call, Elements<Request.Element>, Answers<Request.Response>) async throws
      -> Void
  ) async throws -> Reply {
    let request = try self.request(type)
    let stream = try self.stream()
    let isSensitive = self.method.declaration.isSensitive
    try await body(
      request, self.call, Elements(stream: stream, isSensitive: isSensitive),
      Answers(stream: stream, isSensitive: isSensitive))
    return Reply(body: [])
  }

  private func request<Request: RequestMessage>(
    _ type: Request.Type
  ) throws(CallFailure) -> Request {
    do {
      return try CBORDecoder().decode(type, from: self.incoming.body)
    } catch {
      throw CallFailure(malformed: error)
    }
  }

  private func stream() throws(CallFailure) -> ServerStream {
    guard let stream = self.incoming.stream else {
      throw CallFailure(
        code: .unimplemented, reason: "CARDINALITY", message: "This method answers with messages.",
        outcome: .notStarted)
    }
    return stream
  }
}

/// Where a use case sends the messages of its answer.
struct Answers<Message: LatchkeySchema.Message>: Sendable {
  let stream: ServerStream
  let isSensitive: Bool

  /// Sends a message; waits while the caller does not read.
  func send(_ message: Message) async throws {
    var bytes = try CBOREncoder().encode(message)
    defer { if self.isSensitive { wipe(&bytes) } }
    try await self.stream.send(bytes, isSensitive: self.isSensitive)
  }
}

/// What the caller sends behind its request.
struct Elements<Element: Message>: Sendable {
  let stream: ServerStream
  let isSensitive: Bool

  /// The next message; nil after the last one.
  ///
  /// - Throws: `CallFailure` when one is malformed or too long, or the call was given up.
  func next() async throws -> Element? {
    guard var bytes = try await self.stream.next() else { return nil }
    defer { if self.isSensitive { wipe(&bytes) } }
    guard bytes.count <= Service.requestBytesMax else {
      throw CallFailure(
        code: .resourceExhausted, reason: "MESSAGE_TOO_LARGE",
        message: "A message to this service has at most \(Service.requestBytesMax) bytes.",
        outcome: .rolledBack)
    }
    do {
      return try CBORDecoder().decode(Element.self, from: bytes)
    } catch {
      var failure = CallFailure(malformed: error)
      failure.outcome = .rolledBack
      throw failure
    }
  }
}

extension IncomingCall {
  /// The trace that the caller named; nil for what is none, which no call fails for.
  var trace: TraceContext? { self.traceparent.flatMap { TraceContext(bytes: $0) } }
}

extension Service {
  /// What must be the same for a call to be the same call: method, session and request.
  fileprivate func idempotency(
    _ key: [UInt8], _ method: Method, _ call: IncomingCall
  ) -> Call.Idempotency {
    var bytes: [UInt8] = []
    // At once: growing would leave copies behind that nobody wipes.
    bytes.reserveCapacity(32 + (call.actor?.count ?? 0) + call.body.count)
    bytes.append(contentsOf: "\(method.rawValue)/\(call.actor?.count ?? 0)/".utf8)
    defer { wipe(&bytes) }
    bytes.append(contentsOf: call.actor ?? [])
    bytes.append(contentsOf: call.body)
    return Call.Idempotency(
      key: key, digest: self.digests.requestDigest(bytes),
      olderDigests: self.digests.olderRequestDigests(bytes))
  }
}
