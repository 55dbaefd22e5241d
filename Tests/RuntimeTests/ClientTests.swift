import Foundation
import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A client says what happened and goes on")
struct ClientTests {
  @Test("W4.10, W4.29 without a server a call fails at once and names the path")
  func noServer() async throws {
    let loop = try EventLoop(name: "client")
    defer { loop.shutdown() }
    let path = TestBed.freshPath()
    let client = RPCClient(path: path, configuration: .patient, loop: loop)
    let failure = await failureOf { () async throws(CallFailure) in
      try await client.call(.number(1), body: [])
    }
    #expect(failure?.code == .unavailable)
    #expect(failure?.outcome == .notStarted)
    #expect(failure?.message.contains(path) == true)
    #expect(failure?.message.contains("connect") == true)
    #expect(failure?.message.contains("error 2") == true)
  }

  @Test("A client that waits for a server gets one")
  func waitForReady() async throws {
    let loop = try EventLoop(name: "client")
    let serverLoop = try EventLoop(name: "server")
    let path = TestBed.freshPath()
    let client = RPCClient(path: path, configuration: .patient, loop: loop)
    let server = RPCServer(
      handler: EchoService(), configuration: ServerConfiguration(), loops: [serverLoop])
    async let reply = client.call(
      .number(1), body: [5], options: CallOptions(waitForReady: true))
    // Two calls that do not wait show that the first has met the missing server.
    for _ in 0..<2 {
      _ = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [])
      }
    }
    server.serve(try UnixListener(path: path))
    #expect(try await reply.body == [5])
    server.stopNow()
    loop.shutdown()
    serverLoop.shutdown()
  }

  @Test("Waiting for a server ends at the deadline")
  func waitEnds() async throws {
    let loop = try EventLoop(name: "client")
    defer { loop.shutdown() }
    let client = RPCClient(path: TestBed.freshPath(), loop: loop)
    let failure = await failureOf { () async throws(CallFailure) in
      try await client.call(
        .number(1), body: [], options: CallOptions(deadlineMilliseconds: 30, waitForReady: true))
    }
    #expect(failure?.code == .deadlineExceeded)
    #expect(failure?.outcome == .notStarted)
  }

  @Test("W4.25 closing does not wait for a back-off, and later calls fail")
  func close() async throws {
    let loop = try EventLoop(name: "client")
    defer { loop.shutdown() }
    var configuration = ClientConfiguration.patient
    // Whoever waited for the end of this would be noticed.
    configuration.backoffMillisecondsMin = 3_600_000
    configuration.backoffMillisecondsMax = 3_600_000
    let client = RPCClient(path: TestBed.freshPath(), configuration: configuration, loop: loop)
    let waiting = Task {
      await failureOf { () async throws(CallFailure) in
        try await client.call(
          .number(1), body: [],
          options: CallOptions(deadlineMilliseconds: 3_600_000, waitForReady: true))
      }
    }
    // A call that does not wait shows that the server's absence was met, and the back-off has begun.
    for _ in 0..<2 {
      let absent = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [])
      }
      #expect(absent?.reason == "CONNECT")
    }
    await client.close()
    #expect(await waiting.value?.reason == "CLOSED")
    let later = await failureOf { () async throws(CallFailure) in
      try await client.call(.number(1), body: [])
    }
    #expect(later?.reason == "CLOSED")
    #expect(later?.outcome == .notStarted)
  }

  @Test(
    "A server that vanishes in a call leaves the outcome unknown, whether its handler listens or not",
    arguments: [3, 4] as [UInt64])
  func serverVanishes(method: UInt64) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let call = Task {
        await failureOf { () async throws(CallFailure) in
          try await client.call(.number(method), body: [])
        }
      }
      await bed.service.gate.arrivals(1)
      bed.server.stopNow()
      let failure = await call.value
      #expect(failure?.code == .unavailable)
      #expect(failure?.reason == "CONNECTION_LOST")
      #expect(failure?.outcome == .unknown)
      #expect(failure?.message.contains(bed.path) == true)
    }
  }

  @Test("A client finds the next server at the same path")
  func restart() async throws {
    let clientLoop = try EventLoop(name: "client")
    let serverLoop = try EventLoop(name: "server")
    let path = TestBed.freshPath()
    let client = RPCClient(path: path, loop: clientLoop)
    for round in 0..<20 as Range<UInt8> {
      let server = RPCServer(
        handler: EchoService(), configuration: ServerConfiguration(), loops: [serverLoop])
      server.serve(try UnixListener(path: path))
      let reply = try await client.call(
        .number(1), body: [round],
        options: CallOptions(
          idempotencyKey: [UInt8](repeating: round, count: 16), waitForReady: true))
      #expect(reply.body == [round])
      await server.drain(graceMilliseconds: 1_000)
    }
    await client.close()
    clientLoop.shutdown()
    serverLoop.shutdown()
  }

  @Test("A server that does not introduce itself is given up")
  func helloTimeout() async throws {
    let loop = try EventLoop(name: "client")
    defer { loop.shutdown() }
    let path = TestBed.freshPath()
    let listener = try UnixListener(path: path)
    var configuration = ClientConfiguration.patient
    configuration.helloMillisecondsMax = 20
    configuration.attemptsMax = 1
    let client = RPCClient(path: path, configuration: configuration, loop: loop)
    let failure = await failureOf { () async throws(CallFailure) in
      try await client.call(.number(1), body: [])
    }
    #expect(failure?.reason == "HELLO_TIMEOUT")
    #expect(failure?.code == .unavailable)
    _ = listener.path
  }

  @Test("A silent server is asked for a sign, and given up without one")
  func keepalive() async throws {
    try await MuteServer.run(answering: []) { path, loop in
      var configuration = ClientConfiguration()
      configuration.keepaliveMilliseconds = 10
      configuration.pongMillisecondsMax = 20
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [])
      }
      #expect(failure?.reason == "PING_TIMEOUT")
      #expect(failure?.outcome == .unknown)
    }
  }

  @Test(
    "A server that breaks the protocol fails the call as `internal`",
    arguments: [
      RawPeer.frame(4, stream: 9, flags: 1, [0xa1, 0x07, 0x40]),
      RawPeer.frame(8, zero: 7, [0, 0, 0, 0, 0, 0, 0, 0]), RawPeer.frame(99, flags: 0x80),
      RawPeer.frame(4, stream: 1, length: .max), RawPeer.hello,
    ])
  func buggyServer(bytes: [UInt8]) async throws {
    try await MuteServer.run(answering: bytes) { path, loop in
      let client = RPCClient(path: path, configuration: .patient, loop: loop)
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [])
      }
      #expect(failure?.code == .internal)
      #expect(failure?.outcome == .unknown)
    }
  }

  @Test("Everything beside the body arrives and comes back")
  func beside() async throws {
    try await TestBed.run { bed in
      var options = CallOptions(
        actor: [1, 2], idempotencyKey: [UInt8](repeating: 3, count: 16),
        traceparent: [UInt8](repeating: 4, count: 25))
      options.metadata.append("x-test", .text("test_initial_metadata_value"))
      options.metadata.append("x-test", .bytes([0xab, 0xab, 0xab]))
      let reply = try await bed.client().call(.number(8), body: [9], options: options)
      #expect(reply.body == [9])
      #expect(
        reply.metadata["x-test"] == [
          .text("test_initial_metadata_value"), .bytes([0xab, 0xab, 0xab]),
        ])
      #expect(reply.metadata["actor"] == [.bytes([1, 2])])
      #expect(reply.metadata["key"] == [.bytes([UInt8](repeating: 3, count: 16))])
      #expect(reply.metadata["trace"] == [.bytes([UInt8](repeating: 4, count: 25))])
      #expect(reply.metadata["uid"] == [.text(String(geteuid()))])
    }
  }

  @Test("Every code, and all that goes with it, reaches the caller", arguments: StatusCode.allCases)
  func codes(code: StatusCode) async throws {
    try await TestBed.run { bed in
      let message = "test status message ☺"
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client().call(.number(2), body: [code.rawValue] + Array(message.utf8))
      }
      #expect(
        failure
          == CallFailure(
            code: code, reason: "ASKED_FOR", message: message, details: [0xa1, 1, 2],
            retryAfterMilliseconds: 7, outcome: .rolledBack, incident: 0xfeed))
    }
  }

  @Test("Both sides learn of another schema, and calls go on")
  func schemas() async throws {
    let ours = [UInt8](repeating: 1, count: 32)
    let theirs = [UInt8](repeating: 2, count: 32)
    try await TestBed.run(configure: { $0.schemaHash = theirs }) { bed in
      let client = bed.client { $0.schemaHash = ours }
      #expect(client.serverHello == nil)
      let reply = try await client.call(.number(1), body: [1])
      #expect(reply.body == [1])
      #expect(client.serverHello?.schemaHash == theirs)
      #expect(client.serverHello?.peer?.uid == geteuid())
      #expect(bed.events.schemaDifferences == 1)
    }
  }

  @Test("Callers on any executor are served", arguments: [true, false])
  func executors(onLoop: Bool) async throws {
    try await TestBed.run(loops: 2) { bed in
      let client = bed.client()
      let loop = bed.clientLoop
      let task = Task(executorPreference: onLoop ? loop : globalConcurrentExecutor) {
        for round in 0..<200 as Range<UInt8> {
          let reply = try await client.call(.number(round % 2 == 0 ? 1 : 9), body: [round])
          #expect(reply.body == [round])
        }
      }
      try await task.value
    }
  }

  @Test("W4.1 large requests and large answers of 64 callers cross each other")
  func crossing() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let body = [UInt8](repeating: 5, count: 262_144)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<64 {
          group.addTask {
            #expect(try await client.call(.number(1), body: body).body.count == body.count)
            let reply = try await client.call(.number(7), body: [0x10, 0, 0])
            #expect(reply.body.count == 1_048_576)
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test(
    "W4.11 no descriptor is left after ten thousand connections")
  func descriptors() async throws {
    try await TestBed.run { bed in
      _ = try await bed.client().call(.number(1), body: [])
      func open() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
      }
      let before = try open()
      for round in 0..<10_000 {
        let peer = try await RawPeer.patient(path: bed.path)
        if round % 3 == 0 { try? peer.send(Preface.bytes + RawPeer.hello + RawPeer.request(1)) }
        if round % 64 == 63 {
          #expect(await eventually { bed.server.counters.open <= 1 })
        }
      }
      #expect(await eventually { bed.server.counters.open <= 1 })
      #expect(await eventually { ((try? open()) ?? .max) <= before + 8 })
    }
  }
}

/// A server by hand: says HELLO, then some bytes, then nothing.
enum MuteServer {
  static func run(
    answering bytes: [UInt8], _ body: @escaping @Sendable (String, EventLoop) async throws -> Void
  ) async throws {
    let path = TestBed.freshPath()
    var listener = try UnixListener(path: path)
    let loop = try EventLoop(name: "client")
    defer { loop.shutdown() }
    let said = RawPeer.hello + bytes
    async let outcome: Void = body(path, loop)
    var peers: [RawPeer] = []
    let end = MonotonicInstant.now.advanced(byMilliseconds: 600_000)
    while peers.isEmpty, MonotonicInstant.now < end {
      if case .connection(let connection) = try listener.accept() {
        let peer = RawPeer(connection)
        try peer.send(said)
        peers.append(peer)
      }
      await Task.yield()
    }
    try await outcome
    withExtendedLifetime(peers) {}
  }
}
