import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeyHot
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

/// The context of one request: its bytes, its method, and the call that a use case sees.
struct RequestContext: Sendable {
  let method: Method
  let incoming: IncomingCall
  let call: Call

  init(
    _ method: Method, _ incoming: IncomingCall, _ principal: ServicePrincipal,
    digests: any KeyedDigests
  ) {
    self.method = method
    self.incoming = incoming
    self.call = Call(
      principal: principal, session: incoming.actor.map { Secret(copying: $0) },
      idempotency: incoming.idempotencyKey.map {
        Call.Idempotency(key: $0, method, incoming, digests)
      },
      trace: incoming.trace, commitPoint: RequestCommitPoint(context: incoming.context))
  }

  /// Decodes the request, has it answered, and encodes the reply.
  func answer<Request: RequestMessage>(
    _ type: Request.Type, _ body: (Request, Call) async throws -> Request.Response
  ) async throws -> Reply {
    Reply(
      body: try CBOREncoder().encode(try await body(try self.request(type), self.call)),
      isSensitive: self.method.declaration.isSensitive)
  }

  /// The same for messages that are coded directly.
  func answerDirectly<Request: RequestMessage & DirectMessage>(
    _ type: Request.Type, _ body: (Request, Call) async throws -> Request.Response
  ) async throws -> Reply where Request.Response: DirectMessage {
    let decoded: Request
    do throws(CBORError) {
      decoded = try DirectCoding.decode(type, from: self.incoming.body)
    } catch {
      throw CallFailure(malformed: error)
    }
    return Reply(
      body: DirectCoding.encode(try await body(decoded, self.call)),
      isSensitive: self.method.declaration.isSensitive)
  }

  /// Decodes the request and has it answered by any number of messages.
  func answerStream<Request: ServerStreamRequest>(
    _ type: Request.Type,
    _ body: (Request, Call, ResponseWriter<Request.Response>) async throws -> Void
  ) async throws -> Reply {
    let decoded = try self.request(type)
    let stream = try self.stream()
    let isSensitive = self.method.declaration.isSensitive
    try await body(
      decoded, self.call, ResponseWriter(stream: stream, isSensitive: isSensitive))
    return Reply(body: [])
  }

  /// Decodes the request and has what follows it answered by any number of messages.
  func answerBothWays<Request: BidirectionalRequest>(
    _ type: Request.Type,
    _ body: (Request, Call, RequestStream<Request.Element>, ResponseWriter<Request.Response>)
      async throws
      -> Void
  ) async throws -> Reply {
    let decoded = try self.request(type)
    let stream = try self.stream()
    let isSensitive = self.method.declaration.isSensitive
    try await body(
      decoded, self.call, RequestStream(stream: stream, isSensitive: isSensitive),
      ResponseWriter(stream: stream, isSensitive: isSensitive))
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
        code: .unimplemented, reason: .cardinality, message: "This method answers with messages.",
        outcome: .notStarted)
    }
    return stream
  }
}

extension IncomingCall {
  /// The trace that the caller named; nil for what is none, which no call fails for.
  var trace: TraceContext? { self.traceparent.flatMap { TraceContext(bytes: $0) } }
}

extension Call.Idempotency {
  /// What must be the same for a call to be the same call: method, session and request.
  fileprivate init(
    key: [UInt8], _ method: Method, _ call: IncomingCall, _ digests: any KeyedDigests
  ) {
    var bytes: [UInt8] = []
    // At once: growing would leave copies behind that are not wiped.
    bytes.reserveCapacity(32 + (call.actor?.count ?? 0) + call.body.count)
    bytes.append(contentsOf: "\(method.rawValue)/\(call.actor?.count ?? 0)/".utf8)
    defer { wipe(&bytes) }
    bytes.append(contentsOf: call.actor ?? [])
    bytes.append(contentsOf: call.body)
    self.init(
      key: key, digest: digests.requestDigest(bytes),
      olderDigests: digests.olderRequestDigests(bytes))
  }
}
