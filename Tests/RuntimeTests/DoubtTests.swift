import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

@Suite("A call with a key that may have been begun is made again")
struct DoubtTests {
  private static let key = [UInt8](repeating: 7, count: 16)

  /// A call that its server has begun, and the server gone.
  ///
  /// The body of the test gets the failure or answer to come, the client, and where it is.
  private func run(
    key: [UInt8]?, deadlineMilliseconds: UInt32 = 600_000, doubtMilliseconds: UInt64 = 600_000,
    _ body: (Task<Result<Reply, CallFailure>, Never>, RPCClient, TestBed) async throws -> Void
  ) async throws {
    try await TestBed.run { bed in
      let client = bed.client { $0.doubtMillisecondsMax = doubtMilliseconds }
      let call = Task { () -> Result<Reply, CallFailure> in
        do throws(CallFailure) {
          return .success(
            try await client.call(
              .number(3), body: [5],
              options: CallOptions(
                deadlineMilliseconds: deadlineMilliseconds, idempotencyKey: key)))
        } catch {
          return .failure(error)
        }
      }
      await bed.service.gate.arrivals(1)
      bed.server.stopNow()
      // Who does not wait hears that nobody is there.
      #expect(
        await eventually {
          await failureOf { () async throws(CallFailure) in
            try await client.call(.number(1), body: [])
          }?.reason == "CONNECT"
        })
      try await body(call, client, bed)
    }
  }

  @Test("It waits for the server to come back, and is answered by it")
  func comesBack() async throws {
    try await self.run(key: Self.key) { call, _, bed in
      let service = EchoService()
      service.gate.open()
      let server = RPCServer(
        handler: service, configuration: ServerConfiguration(), loops: bed.serverLoops.loops)
      server.serve(try UnixListener(path: bed.path))
      #expect(try await call.value.get().body == [0])
      #expect(service.handled == 1)
      server.stopNow()
    }
  }

  @Test("Without a key it fails at once, and nobody can say what became of it")
  func withoutKey() async throws {
    try await self.run(key: nil) { call, _, _ in
      guard case .failure(let failure) = await call.value else {
        Issue.record("It was answered.")
        return
      }
      #expect(failure.code == .unavailable)
      #expect(failure.outcome == .unknown)
    }
  }

  @Test(
    "It does not wait for ever",
    arguments: [
      (600_000, 20, "CONNECT", StatusCode.unavailable),
      // Much more than it takes to lose the server: a server that is still there at the deadline says so.
      (5_000, 600_000, "DEADLINE", .deadlineExceeded),
    ] as [(UInt32, UInt64, String, StatusCode)])
  func patienceEnds(
    deadline: UInt32, doubt: UInt64, reason: String, code: StatusCode
  ) async throws {
    try await self.run(
      key: Self.key, deadlineMilliseconds: deadline, doubtMilliseconds: doubt
    ) { call, _, _ in
      guard case .failure(let failure) = await call.value else {
        Issue.record("It was answered.")
        return
      }
      #expect(failure.reason == reason)
      #expect(failure.code == code)
      #expect(failure.outcome == .unknown)
    }
  }

  @Test("W4.25 closing the client interrupts the pause before the next try")
  func closed() async throws {
    try await self.run(key: Self.key) { call, client, _ in
      await client.close()
      guard case .failure(let failure) = await call.value else {
        Issue.record("It was answered.")
        return
      }
      #expect(failure.reason == "CLOSED")
      #expect(failure.outcome == .unknown)
    }
  }

  @Test(
    "A server that dies of the call every time gets it three times, under the same key",
    arguments: [(1, true), (2, true), (3, false)])
  func attempts(deaths: Int, isAnswered: Bool) async throws {
    let seen = Mutex<[[UInt8]]>([])
    try await ScriptedServer.run { number, peer, curtain in
      guard let (stream, request) = await peer.firstRequest() else { return }
      seen.withLock { $0.append(request) }
      guard number >= deaths else { return }
      try peer.send(
        RawPeer.hello + RawPeer.frame(4, stream: stream, flags: 1, [0xa1, 0x07, 0x41, 0x09]))
      await curtain.hold()
    } _: { path, loop in
      let client = RPCClient(path: path, configuration: .patient, loop: loop)
      let options = CallOptions(idempotencyKey: Self.key)
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [5], options: options)
      }
      #expect((failure == nil) == isAnswered)
      #expect(isAnswered || failure?.outcome == .unknown)
      let requests = seen.withLock { $0 }
      #expect(requests.count == min(deaths + 1, 3))
      // Key 4 of the envelope is 16 bytes long.
      #expect(requests.allSatisfy { $0.contains([0x04, 0x50] + Self.key) })
    }
  }

  @Test("A server that refuses the connection while it goes away does not end the doubt")
  func refused() async throws {
    try await ScriptedServer.run { number, peer, curtain in
      switch number {
      case 0: _ = await peer.introduction()
      case 1:
        _ = await peer.preface()
        var writer = FrameWriter()
        writer.error(
          CallFailure(
            code: .unavailable, reason: "DRAINING", message: "", outcome: .notStarted), stream: 0)
        try peer.send(writer.bytes)
      default:
        guard let stream = await peer.introduction() else { return }
        try peer.send(
          RawPeer.hello + RawPeer.frame(4, stream: stream, flags: 1, [0xa1, 0x07, 0x41, 0x09]))
        await curtain.hold()
      }
    } _: { path, loop in
      var configuration = ClientConfiguration.patient
      configuration.doubtMillisecondsMax = 600_000
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      let reply = try await client.call(
        .number(1), body: [5],
        options: CallOptions(deadlineMilliseconds: 600_000, idempotencyKey: Self.key))
      #expect(reply.body == [9])
    }
  }
}

extension RawPeer {
  /// Reads the client's preface, HELLO and first request, as a server; gives its stream and body.
  fileprivate func firstRequest() async -> (UInt32, [UInt8])? {
    _ = await self.preface()
    _ = await self.frame()
    return await self.frame().map { ($0.stream, $0.body) }
  }
}
