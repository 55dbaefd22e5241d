internal import LatchkeyBase
public import LatchkeyRuntime
public import LatchkeySocket
public import LatchkeyWire

/// The service of the conformance cases: what gRPC's interop suite and Connect's conformance suite
/// ask of theirs, in the shapes of LKP/1.
public final class EchoService: CallHandler {
  /// The methods, by number.
  public enum Method: UInt64, Sendable {
    /// Answers nothing with nothing.
    case empty = 1
    /// Answers one request.
    case unary = 2
    /// Takes all messages, then answers once.
    case streamingInput = 3
    /// Answers with messages.
    case streamingOutput = 4
    /// Answers each message when it came.
    case fullDuplex = 5
    /// Takes all messages, then answers with messages.
    case halfDuplex = 6
    /// Says who calls; the person `bad` may not.
    case whoAmI = 7
    /// Is known and not implemented.
    case unimplemented = 8
    /// Says what this process holds.
    case resources = 10
    /// Answers with its request, and looks at nothing.
    case echo = 11
  }

  private let loop: EventLoop
  private let resources: @Sendable () -> Resources

  /// A service.
  ///
  /// - Parameters:
  ///   - loop: Whose timer pauses calls that ask for it.
  ///   - resources: What this process holds.
  public init(loop: EventLoop, resources: @escaping @Sendable () -> Resources) {
    self.loop = loop
    self.resources = resources
  }

  /// The traits of a method.
  public func resolve(_ selector: MethodSelector) -> MethodTraits? {
    guard case .number(let number) = selector, let method = Method(rawValue: number) else {
      return nil
    }
    let (client, server) =
      switch method {
      case .empty, .unary, .whoAmI, .unimplemented, .resources, .echo: (false, false)
      case .streamingInput: (true, false)
      case .streamingOutput: (false, true)
      case .fullDuplex, .halfDuplex: (true, true)
      }
    return MethodTraits(
      deadlineMillisecondsMax: 600_000, isSensitive: false, clientStreams: client,
      serverStreams: server)
  }

  /// Answers a call.
  public func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    guard case .number(let number) = call.method, let method = Method(rawValue: number) else {
      return .failure(Self.refusal(.internal, "NO_METHOD"))
    }
    if method == .echo { return .success(Reply(body: call.body)) }
    var work = Work(call: call, loop: self.loop)
    do throws(CallFailure) {
      let body = try await self.body(method, &work)
      return .success(Reply(body: body, metadata: call.metadata))
    } catch {
      return .failure(error)
    }
  }

  private func body(_ method: Method, _ work: inout Work) async throws(CallFailure) -> [UInt8] {
    switch method {
    case .empty, .echo:
      return []
    case .unary:
      let job = try Work.job(in: work.call.body)
      work.see(job)
      return try await work.single(job)
    case .streamingInput:
      let job = try Work.job(in: work.call.body)
      while let message = try await work.next() { work.see(message) }
      return try await work.single(job)
    case .streamingOutput:
      try await work.answer(try Work.job(in: work.call.body))
    case .fullDuplex:
      try await work.failEarly()
      while let message = try await work.next() {
        work.see(message)
        try await work.answer(message)
      }
    case .halfDuplex:
      try await work.failEarly()
      var jobs: [Job] = []
      while let message = try await work.next() {
        work.see(message)
        jobs.append(message)
      }
      for job in jobs { try await work.answer(job) }
    case .whoAmI:
      if work.call.actor == Array("bad".utf8) {
        throw Self.refusal(.unauthenticated, "BAD_TOKEN")
      }
      return try work.encoded(size: 0)
    case .unimplemented:
      throw Self.refusal(.unimplemented, "UNIMPLEMENTED")
    case .resources:
      return try Work.encode(self.resources())
    }
    return []
  }

  private static func refusal(_ code: StatusCode, _ reason: String) -> CallFailure {
    CallFailure(code: code, reason: reason, message: "", outcome: .notStarted)
  }
}

/// One call of the echo service.
private struct Work {
  let call: IncomingCall
  let loop: EventLoop
  private var seen: [Int] = []

  init(call: IncomingCall, loop: EventLoop) {
    self.call = call
    self.loop = loop
  }

  static func job(in bytes: [UInt8]) throws(CallFailure) -> Job {
    guard !bytes.isEmpty else { return Job() }
    do {
      return try CBORDecoder().decode(Job.self, from: bytes)
    } catch {
      throw CallFailure(
        code: .invalidArgument, reason: "MALFORMED", message: "\(error)", outcome: .notStarted)
    }
  }

  static func encode(_ value: some Encodable) throws(CallFailure) -> [UInt8] {
    do {
      return try CBOREncoder().encode(value)
    } catch {
      throw CallFailure(
        code: .internal, reason: "ENCODING", message: "\(error)", outcome: .rolledBack)
    }
  }

  mutating func see(_ job: Job) { self.seen.append(job.payload?.count ?? 0) }

  func next() async throws(CallFailure) -> Job? {
    guard let message = try await self.call.stream?.next() else { return nil }
    return try Self.job(in: message)
  }

  /// The one answer of a call that has one.
  func single(_ job: Job) async throws(CallFailure) -> [UInt8] {
    try await self.pause(job)
    try self.fail(job)
    let size = job.sizes?.first ?? 0
    return size < 0 ? [] : try self.encoded(size: size)
  }

  /// Answers in messages, then fails if the job says so.
  func answer(_ job: Job) async throws(CallFailure) {
    for size in job.sizes ?? [] {
      try await self.pause(job)
      try await self.call.stream?.send(size < 0 ? [] : try self.encoded(size: size))
    }
    guard job.error != nil else { return }
    try await self.pause(job)
    try self.fail(job)
  }

  /// Fails before the first message if the request says so.
  func failEarly() async throws(CallFailure) {
    try self.fail(try Self.job(in: self.call.body))
  }

  func encoded(size: Int) throws(CallFailure) -> [UInt8] {
    try Self.encode(Answer(payload: [UInt8](repeating: 0, count: size), facts: self.facts))
  }

  private var facts: Facts {
    let left = self.call.deadline.nanoseconds(since: .now) / 1_000_000
    return Facts(
      seen: self.seen, remainingMilliseconds: Int(clamping: left),
      metadata: self.call.metadata.items, uid: self.call.peer.uid, actor: self.call.actor)
  }

  private func fail(_ job: Job) throws(CallFailure) {
    guard let error = job.error else { return }
    throw CallFailure(
      code: StatusCode(rawValue: UInt8(clamping: error.code)) ?? .unknown, reason: "ASKED_FOR",
      message: error.message ?? "", details: try Self.encode(self.facts), outcome: .rolledBack)
  }

  /// Waits as long as the job says, or until the call is cancelled.
  private func pause(_ job: Job) async throws(CallFailure) {
    guard let milliseconds = job.delayMilliseconds else { return }
    await Pause(self.loop).wait(milliseconds: UInt64(clamping: milliseconds))
    guard !Task.isCancelled else {
      throw CallFailure(
        code: .cancelled, reason: "CANCELLED", message: "", outcome: .rolledBack)
    }
  }
}

extension Metadata {
  /// Names and values in turn, as ``Facts`` has them.
  var items: [String] {
    self.entries.flatMap { entry in
      switch entry.value {
      case .text(let text): [entry.name, "t:" + text]
      case .bytes(let bytes): [entry.name, "h:" + bytes.map(Self.hex).joined()]
      }
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    String(byte / 16, radix: 16) + String(byte % 16, radix: 16)
  }
}
