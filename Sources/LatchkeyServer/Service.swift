public import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyDomain
public import LatchkeyRuntime
import LatchkeySchema
import LatchkeySocket
public import LatchkeyWire

/// The service behind the socket: decodes a request, lets the desk carry it out, encodes the reply.
public final class Service: CallHandler {
  let desk: Desk
  let digests: any KeyedDigests
  let principals: Principals
  let facts: ServiceFacts
  let host: HostActions
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
    self.digests = digests
    self.principals = principals
    self.facts = facts
    self.host = host
    self.log = log
    self.health = health
    health.probing { try await desk.probe($0) }
    WrittenNames.use(names)
  }

  /// Says in health reports that the service is going away.
  public func beginDraining() {
    self.health.beginDraining()
  }

  /// Bytes of a request at most: four times what the largest that makes sense needs.
  static let requestBytesMax = 65_536

  /// The limits of a method; nil for an unknown one.
  public func resolve(_ selector: MethodSelector) -> MethodTraits? {
    switch selector {
    case .number(let number): number < Self.traits.count ? Self.traits[Int(number)] : nil
    case .name(let name): Method(name: name).flatMap { Self.traits[Int($0.rawValue)] }
    }
  }

  /// By number, some 1 500 of which most are free: a look-up in a dictionary takes longer.
  private static let traits: [MethodTraits?] = {
    let last = Method.allCases.map { Int($0.rawValue) }.max() ?? 0
    var table = [MethodTraits?](repeating: nil, count: last + 1)
    for (position, method) in Method.allCases.enumerated() {
      var traits = MethodTraits(method.declaration)
      traits.figuresSlot = position + 1
      traits.mayAnswerAtOnce = method == .sessionsVerifySession || method == .serverPing
      table[Int(method.rawValue)] = traits
    }
    return table
  }()

  /// Answers one call. See `Service+Routing.swift` for where each method leads.
  public func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    let method: Method? =
      switch call.method {
      case .number(let number): Method(number: number)
      case .name(let name): Method(name: name)
      }
    guard let method else {
      return .failure(
        CallFailure(
          code: .unimplemented, reason: "METHOD_UNKNOWN", message: "There is no such method.",
          outcome: .notStarted))
    }
    guard let principal = self.principals.principal(of: call.peer) else {
      return .failure(Refusal(.serviceUnknown).failure)
    }
    // Before anything is decoded: a million numbers in a list would hold everybody up. The payload of
    // a ping is one string of bytes, which costs nothing, and tries out long messages.
    guard method == .serverPing || call.body.count <= Self.requestBytesMax else {
      return .failure(
        CallFailure(
          code: .resourceExhausted, reason: "MESSAGE_TOO_LARGE",
          message: "A request to this service has at most \(Self.requestBytesMax) bytes.",
          outcome: .notStarted))
    }
    do {
      let reply = try await self.route(method, Exchange(method, call, principal, self))
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

extension MethodTraits {
  /// What the runtime must know of a method.
  fileprivate init(_ declaration: Declaration) {
    self.init(
      deadlineMillisecondsMax: declaration.deadlineMillisecondsMax,
      isSensitive: declaration.isSensitive,
      clientStreams: declaration.kind == .clientStream || declaration.kind == .bidirectional,
      serverStreams: declaration.kind == .serverStream || declaration.kind == .bidirectional)
  }
}

/// What a service tells about itself.
public struct ServiceFacts: Sendable {
  /// The version of the program.
  public var version: String
  /// The hash of the schema, 64 hexadecimal digits.
  public var schemaHash: String
  /// When it began, in milliseconds since the Unix epoch.
  public var startedAtMilliseconds: Int64

  /// Facts of a service.
  public init(version: String, schemaHash: String, startedAtMilliseconds: Int64) {
    self.version = version
    self.schemaHash = schemaHash
    self.startedAtMilliseconds = startedAtMilliseconds
  }
}

extension Method {
  /// What the server counts the calls of a method under; see ``Service/resolve(_:)``.
  static func counted(inSlot slot: Int) -> Method? {
    let methods = Self.allCases
    return methods.indices.contains(slot - 1) ? methods[slot - 1] : nil
  }
}

/// What a service tells its log. Never holds a request, a reply, a token or an address.
public enum ServiceEvent: Sendable {
  /// A call failed on our side. The incident number is what the caller was told.
  /// The trace is the caller's W3C trace id, in hexadecimal, if it sent one.
  case failed(method: String, incident: UInt64, detail: String, trace: String?)
  /// A call that belongs to a trace ended. The status is `OK` or a word of STATUS.md.
  case traced(method: String, status: String, trace: String)
}
