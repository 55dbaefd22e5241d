public import LatchkeyApplication
import LatchkeyAuthorization
internal import LatchkeyBase
import LatchkeyDomain
public import LatchkeyRuntime
import LatchkeySchema
import LatchkeySocket
public import LatchkeyWire

/// The service behind the socket: decodes a request, lets the desk carry it out, encodes the reply.
public final class Service: CallHandler {
  let desk: Desk
  let handlers: Handlers
  let digests: any KeyedDigests
  let principals: Principals
  let log: @Sendable (ServiceEvent) -> Void
  let health: HealthBoard

  /// A service over a desk.
  ///
  /// - Parameters:
  ///   - desk: The use cases.
  ///   - digests: For digests of requests with an idempotency key.
  ///   - principals: The sibling services.
  ///   - facts: What `Server.GetInfo` tells.
  ///   - health: Where failures of the store are reported. The service looks after it from now on.
  ///   - names: How international domains in requests are read.
  ///   - host: What the operator may have done to service and host.
  ///   - log: Hears of calls that went wrong on our side. Must return at once.
  public init(
    desk: Desk, digests: any KeyedDigests, principals: Principals, facts: ServiceFacts,
    health: HealthBoard, names: any DomainNames, host: HostActions,
    log: @escaping @Sendable (ServiceEvent) -> Void
  ) {
    self.desk = desk
    self.handlers = Handlers(
      desk: desk, principals: principals, facts: facts, health: health, host: host, names: names)
    self.digests = digests
    self.principals = principals
    self.log = log
    self.health = health
    health.probing { try await desk.server.probe($0) }
  }

  /// Says in health reports that the service is going away.
  public func beginDraining() {
    self.health.beginDraining()
  }

  /// The limits of a method; nil for an unknown one.
  public func resolve(_ selector: MethodSelector) -> MethodTraits? {
    switch selector {
    case .number(let number): MethodTable.traits(of: number)
    case .name(let name): Method(name: name).flatMap { MethodTable.traits(of: UInt64($0.rawValue)) }
    }
  }

  /// Answers one call. `Generated/Dispatch.swift` says where each method leads.
  public func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    let method: Method? =
      switch call.method {
      case .number(let number): Method(number: number)
      case .name(let name): Method(name: name)
      }
    guard let method else {
      return .failure(
        CallFailure(
          code: .unimplemented, reason: .methodUnknown, message: "There is no such method.",
          outcome: .notStarted))
    }
    guard let principal = self.principals.principal(of: call.peer) else {
      return .failure(Refusal(.serviceUnknown).failure)
    }
    // Before anything is decoded: a million numbers in a list would hold up the loop. The payload of
    // a ping is one string of bytes, which costs nothing, and tries out long messages.
    guard method == .serverPing || call.body.count <= RequestLimits.bytesMax else {
      return .failure(
        CallFailure(
          code: .resourceExhausted, reason: .messageTooLarge,
          message: "A request to this service has at most \(RequestLimits.bytesMax) bytes.",
          outcome: .notStarted))
    }
    do {
      let reply = try await self.route(
        method, RequestContext(method, call, principal, digests: self.digests))
      self.logTrace(of: call, method, .none)
      return .success(reply)
    } catch {
      let failure = self.failure(error, Affected(method, call)).telling(progressOf: call.context)
      self.logTrace(of: call, method, failure.code)
      return .failure(failure)
    }
  }

  /// Tells the log how a call of a trace ended.
  func logTrace(of call: IncomingCall, _ method: Method, _ status: StatusCode?) {
    guard let trace = call.trace else { return }
    self.log(
      .traced(
        method: method.declaration.name, status: status.map { "\($0)" } ?? "OK",
        trace: trace.traceID))
  }
}
