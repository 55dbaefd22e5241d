import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

/// Answers method 1 at once, leaves method 2 to a task, and holds method 3 until its gate opens. Method 4
/// does not say that it may be answered at once.
private final class AtOnceService: CallHandler {
  let gate = Gate()
  let asked = Mutex<[String]>([])

  func resolve(_ selector: MethodSelector) -> MethodTraits? {
    guard case .number(let number) = selector, (1...5).contains(number) else { return nil }
    var traits = MethodTraits(deadlineMillisecondsMax: 10_000, isSensitive: number == 5)
    traits.mayAnswerSynchronously = number != 4
    traits.figuresSlot = Int(number)
    return traits
  }

  func answerSynchronously(_ call: IncomingCall) -> Result<Reply, CallFailure>? {
    guard case .number(let number) = call.method else { return nil }
    self.asked.withLock { $0.append("at once \(number)") }
    guard number == 1 || number == 5 else { return nil }
    guard let first = call.body.first else {
      return .failure(
        CallFailure(code: .notFound, reason: "EMPTY", message: "Empty.", outcome: .rolledBack))
    }
    // As many bytes as four times the first one's square: up to 260 100, above a limit of 1 024.
    let count = first == 7 ? call.body.count : 4 * Int(first) * Int(first)
    return .success(Reply(body: [UInt8](repeating: first, count: count)))
  }

  func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    if case .number(let number) = call.method {
      self.asked.withLock { $0.append("task \(number)") }
      if number == 3 { await self.gate.wait(listening: true) }
    }
    return .success(Reply(body: call.body))
  }
}

@Suite("What is answered at once needs no task")
struct AtOnceTests {
  private struct Bed {
    let service: AtOnceService
    let server: RPCServer
    let client: RPCClient

    /// How many bytes the answer of a method has.
    func count(_ method: UInt64, _ body: [UInt8]) async throws -> Int {
      try await self.client.call(.number(method), body: body).body.count
    }
  }

  private static func run(
    configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (Bed) async throws -> Void
  ) async throws {
    let path = TestBed.freshPath()
    var configuration = ServerConfiguration()
    configure(&configuration)
    let loop = try EventLoop()
    let service = AtOnceService()
    let server = RPCServer(handler: service, configuration: configuration, loops: [loop])
    server.serve(try UnixListener(path: path))
    let clientLoop = try EventLoop()
    let outcome: Result<Void, any Error>
    do {
      try await body(
        Bed(service: service, server: server, client: RPCClient(path: path, loop: clientLoop)))
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    service.gate.open()
    server.stopNow()
    loop.shutdown()
    clientLoop.shutdown()
    try outcome.get()
  }

  @Test(
    "The handler is asked at once where the method says so, and in a task when it declines",
    arguments: [
      (1, ["at once 1"]), (2, ["at once 2", "task 2"]), (4, ["task 4"]), (5, ["at once 5"]),
    ] as [(UInt64, [String])])
  func order(method: UInt64, asked: [String]) async throws {
    try await Self.run { bed in
      let reply = try await bed.client.call(.number(method), body: [7, 8])
      #expect(reply.body.count == 2)
      #expect(bed.service.asked.withLock { $0 } == asked)
      let counters = bed.server.counters
      #expect([counters.dispatched, counters.succeeded, counters.running] == [1, 1, 0])
      let figures = await bed.server.figures()
      #expect(figures.map { "\($0.slot)/\($0.status): \($0.count)" } == ["\(method)/0: 1"])
    }
  }

  @Test("A failure at once is an ERROR with its outcome, and the connection goes on")
  func failure() async throws {
    try await Self.run { bed in
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client.call(.number(1), body: [])
      }
      #expect(failure?.code == .notFound && failure?.reason == "EMPTY")
      #expect(failure?.outcome == .rolledBack)
      let count = try await bed.count(1, [1])
      #expect(count == 4)
      #expect(bed.server.counters.failed == 1)
    }
  }

  @Test(
    "An answer above the client's limit is refused, whoever gives it",
    arguments: [1, 5] as [UInt64])
  func limit(method: UInt64) async throws {
    try await Self.run(configure: { $0.limits.messageBytesMax = 1_024 }) { bed in
      let count = try await bed.count(method, [16])
      #expect(count == 1_024)
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client.call(.number(method), body: [17])
      }
      #expect(failure?.reason == "MESSAGE_TOO_LARGE" && failure?.outcome == .rolledBack)
    }
  }

  @Test("It takes none of the places for calls, and calls whose time is over are not asked")
  func places() async throws {
    try await Self.run(configure: { $0.callsMax = 1 }) { bed in
      let held = Task { try await bed.client.call(.number(3), body: [1]) }
      await bed.service.gate.arrivals(1)
      let count = try await bed.count(1, [1])
      #expect(count == 4)
      let refused = await failureOf { () async throws(CallFailure) in
        try await bed.client.call(.number(4), body: [])
      }
      #expect(refused?.reason == "OVERLOADED")
      bed.service.gate.open()
      let reply = try await held.value
      #expect(reply.body == [1])
      #expect(bed.service.asked.withLock { $0 } == ["at once 3", "task 3", "at once 1"])
    }
  }

  @Test("Hundreds at once on one connection are all answered, in any mix with tasks")
  func many() async throws {
    try await Self.run { bed in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for index in 0..<400 {
          group.addTask {
            try await bed.client.call(.number(UInt64(index % 2 + 1)), body: [7, 7, 7]).body.count
          }
        }
        for try await count in group { #expect(count == 3) }
      }
      #expect(bed.server.counters.succeeded == 400 && bed.server.counters.running == 0)
    }
  }
}
