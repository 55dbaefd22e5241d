import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyDomain
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
    let context = incoming.context
    self.call = Call(
      principal: principal, session: incoming.actor.map { SecretBytes($0) },
      idempotency: incoming.idempotencyKey.map { key in
        Call.Idempotency(key: key, digest: service.requestDigest(method, incoming))
      },
      enterCommit: { try context.enterCommit() })
  }

  /// Decodes the request, has it answered, and encodes the reply.
  func answer<Request: RequestMessage>(
    _ type: Request.Type, _ body: (Request, Call) async throws -> Request.Response
  ) async throws -> Reply {
    let request: Request
    do {
      request = try CBORDecoder().decode(type, from: self.incoming.body)
    } catch {
      throw CallFailure(malformed: error)
    }
    let response = try await body(request, self.call)
    return Reply(
      body: try CBOREncoder().encode(response), isSensitive: self.method.declaration.isSensitive)
  }
}

extension Service {
  /// What must be the same for a call to be the same call: method, session and request.
  fileprivate func requestDigest(_ method: Method, _ call: IncomingCall) -> [UInt8] {
    var bytes: [UInt8] = []
    // At once: growing would leave copies behind that nobody wipes.
    bytes.reserveCapacity(32 + (call.actor?.count ?? 0) + call.body.count)
    bytes.append(contentsOf: "\(method.rawValue)/\(call.actor?.count ?? 0)/".utf8)
    defer { wipe(&bytes) }
    bytes.append(contentsOf: call.actor ?? [])
    bytes.append(contentsOf: call.body)
    return self.digests.requestDigest(bytes)
  }
}
