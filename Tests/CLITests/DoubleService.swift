import LatchkeyBase
import LatchkeyRuntime
import LatchkeySchema
import LatchkeySocket
import LatchkeyWire
import Synchronization

/// Stands in for the service: answers every method with the example of its answer, or as told.
final class DoubleService: CallHandler {
  /// What arrived.
  struct Arrival: Sendable {
    let method: LatchkeySchema.Method
    let body: [UInt8]
    let actor: [UInt8]?
    let idempotencyKey: [UInt8]?
    let traceparent: [UInt8]?
  }

  private struct Script: Sendable {
    var answers: [LatchkeySchema.Method: Result<[UInt8], CallFailure>] = [:]
    var streams: [LatchkeySchema.Method: StreamScript] = [:]
    var received: [[UInt8]] = []
    var refusalsOfOne: [LatchkeySchema.Method: CallFailure] = [:]
    var arrivals: [Arrival] = []
    var held: LatchkeySchema.Method?
    var tellsDeadline = false
    var marksReplays = false
  }

  /// What a method answers with one message after the other.
  struct StreamScript: Sendable {
    var messages: [[UInt8]]
    var staysOpen = false
    var failure: CallFailure?
  }

  private let script = Mutex(Script())
  private let holding = AsyncStream<Void>.makeStream()
  private let released = AsyncStream<Void>.makeStream()

  /// Keeps calls of a method until their callers give them up.
  func hold(_ method: LatchkeySchema.Method) {
    self.script.withLock { $0.held = method }
  }

  /// Answers pings with the nanoseconds that are left, from now on.
  func answersWithDeadline() {
    self.script.withLock { $0.tellsDeadline = true }
  }

  /// Marks answers as given before, from now on.
  func marksReplays() {
    self.script.withLock { $0.marksReplays = true }
  }

  /// Waits until a call is kept.
  func untilHeld() async {
    for await _ in self.holding.stream { return }
  }

  /// Waits until a kept call was given up.
  func untilReleased() async {
    for await _ in self.released.stream { return }
  }

  /// Answers a method with this from now on.
  func answer<R: RequestMessage>(_ request: R.Type, with response: R.Response) throws {
    let bytes = try CBOREncoder().encode(response)
    self.script.withLock { $0.answers[R.method] = .success(bytes) }
  }

  /// Answers a method with any bytes from now on.
  func answerRaw(_ method: LatchkeySchema.Method, _ bytes: [UInt8]) throws {
    self.script.withLock { $0.answers[method] = .success(bytes) }
  }

  /// Refuses a method with any failure from now on.
  func refuseRaw(_ method: LatchkeySchema.Method, _ failure: CallFailure) throws {
    self.script.withLock { $0.answers[method] = .failure(failure) }
  }

  /// Refuses a method from now on.
  func refuse(
    _ method: LatchkeySchema.Method, _ reason: Reason, _ message: String,
    _ details: FailureDetails? = nil, retryAfterMilliseconds: UInt32? = nil
  ) throws {
    let failure = CallFailure(
      code: reason.status, reason: reason.rawValue,
      message: message, details: try details.map { try CBOREncoder().encode($0) },
      retryAfterMilliseconds: retryAfterMilliseconds, outcome: .notStarted,
      incident: reason == .internal ? 0x1f : nil)
    self.script.withLock { $0.answers[method] = .failure(failure) }
  }

  /// Refuses the next call of a method, and answers those behind it.
  func refuseOnce(_ method: LatchkeySchema.Method, _ reason: Reason, _ message: String) {
    let failure = CallFailure(
      code: reason.status, reason: reason.rawValue,
      message: message, outcome: .notStarted)
    self.script.withLock { $0.refusalsOfOne[method] = failure }
  }

  /// Answers a stream with these, and then ends, stays open or fails.
  func stream<R: ServerStreamRequest>(
    _ request: R.Type, _ messages: [R.Response], staysOpen: Bool = false,
    thenFails reason: Reason? = nil
  ) throws {
    let failure = reason.map {
      CallFailure(
        code: $0.status, reason: $0.rawValue,
        message: "It broke off.", outcome: .notStarted)
    }
    let bytes = try messages.map { try CBOREncoder().encode($0) }
    self.script.withLock {
      $0.streams[R.method] = StreamScript(
        messages: bytes, staysOpen: staysOpen, failure: failure)
    }
  }

  /// The messages that came behind a request.
  func received<R: BidirectionalRequest>(_ request: R.Type) throws -> [R.Element] {
    try self.script.withLock { $0.received }.map {
      try CBORDecoder().decode(R.Element.self, from: $0)
    }
  }

  /// What arrived so far.
  var arrivals: [Arrival] { self.script.withLock { $0.arrivals } }

  /// The last request of a kind.
  func last<R: RequestMessage>(_ request: R.Type) throws -> R? {
    guard let arrival = self.arrivals.last(where: { $0.method == R.method }) else { return nil }
    return try CBORDecoder().decode(R.self, from: arrival.body)
  }

  func streamScript(of method: LatchkeySchema.Method) -> StreamScript? {
    self.script.withLock { $0.streams[method] }
  }

  func keep(_ received: [UInt8]) {
    self.script.withLock { $0.received.append(received) }
  }

  func resolve(_ selector: MethodSelector) -> MethodTraits? {
    guard let method = Self.method(selector) else { return nil }
    let declaration = method.declaration
    let isUnary = declaration.kind == .unary
    return MethodTraits(
      deadlineMillisecondsMax: declaration.deadlineMillisecondsMax,
      isSensitive: declaration.isSensitive, clientStreams: declaration.kind == .bidirectional,
      serverStreams: !isUnary)
  }

  func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    guard let method = Self.method(call.method) else {
      return .failure(
        CallFailure(code: .unimplemented, reason: "METHOD", message: "", outcome: .notStarted))
    }
    if self.script.withLock({ $0.held == method }) {
      self.holding.continuation.yield()
      for await _ in AsyncStream<Void>.makeStream().stream {}
      self.released.continuation.yield()
    }
    if self.script.withLock({ $0.tellsDeadline }) {
      let left = call.deadline.nanoseconds(since: .now)
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: left >> (56 - 8 * $0)) }
      return Self.answer(Server.Ping.Response(payload: bytes))
    }
    let scripted = self.script.withLock { script -> Result<[UInt8], CallFailure>? in
      script.arrivals.append(
        Arrival(
          method: method, body: call.body, actor: call.actor, idempotencyKey: call.idempotencyKey,
          traceparent: call.traceparent))
      if let refusal = script.refusalsOfOne.removeValue(forKey: method) {
        return .failure(refusal)
      }
      return script.answers[method]
    }
    if case .failure(let failure) = scripted { return .failure(failure) }
    if let stream = call.stream { return await self.serve(stream, method) }
    if let scripted { return scripted.map { Reply(body: $0) } }
    let isMarked = self.script.withLock { $0.marksReplays }
    return Self.example(of: method.declaration.response).map { reply in
      var reply = reply
      if isMarked { reply.metadata.append("idempotent_replay", .text("true")) }
      return reply
    }
  }

  private static func example<M: Message>(of type: M.Type) -> Result<Reply, CallFailure> {
    (try? SchemaShape.sample(type)).map(Self.answer)
      ?? .failure(
        CallFailure(code: .internal, reason: "EXAMPLE", message: "", outcome: .unknown))
  }

  private static func answer<M: Message>(_ message: M) -> Result<Reply, CallFailure> {
    do {
      return .success(Reply(body: try CBOREncoder().encode(message)))
    } catch {
      return .failure(
        CallFailure(code: .internal, reason: "EXAMPLE", message: "\(error)", outcome: .unknown))
    }
  }

  private static func method(_ selector: MethodSelector) -> LatchkeySchema.Method? {
    switch selector {
    case .number(let number): LatchkeySchema.Method(number: number)
    case .name(let name): LatchkeySchema.Method(name: name)
    }
  }
}
