import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A server that goes away loses no answer")
struct DrainTests {
  @Test("Calls in flight finish, the connection is closed after them", arguments: [1, 64])
  func inFlight(calls: Int) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      await withTaskGroup(of: CallFailure?.self) { group in
        for _ in 0..<calls {
          group.addTask {
            await failureOf { () async throws(CallFailure) in
              try await client.call(.number(4), body: [])
            }
          }
        }
        await bed.service.gate.arrivals(calls)
        async let drained: Void = bed.server.drain(graceMilliseconds: 10_000)
        // The listener is gone when a new connection is refused.
        #expect(await eventually { (try? RawPeer(path: bed.path)) == nil })
        bed.service.gate.open()
        for await failure in group { #expect(failure == nil) }
        await drained
      }
      #expect(bed.server.counters.open == 0)
      #expect(bed.server.counters.succeeded == UInt64(calls))
    }
  }

  @Test("After the grace what has not committed is cancelled, what has is answered")
  func grace() async throws {
    try await TestBed.run(configure: { $0.lingerMillisecondsMax = 60_000 }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1, method: 4) + RawPeer.request(3, method: 5))
      await bed.service.gate.arrivals(2)
      async let drained: Void = bed.server.drain(graceMilliseconds: 20)
      let goAway = await peer.frame()
      #expect(goAway?.type == 10)
      let cancelled = await peer.frame()
      #expect(cancelled?.stream == 1)
      #expect(cancelled?.failure?.code == .unavailable)
      #expect(cancelled?.failure?.reason == "SHUTDOWN")
      #expect(cancelled?.failure?.outcome == .rolledBack)
      bed.service.gate.open()
      let committed = await peer.frame()
      #expect(committed?.stream == 3)
      #expect(committed?.type == 4)
      #expect(await peer.isClosed())
      peer.shutdownWrite()
      await drained
    }
  }

  @Test("New requests on a draining connection are refused as not started")
  func newRequests() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1, method: 4))
      await bed.service.gate.arrivals(1)
      async let drained: Void = bed.server.drain(graceMilliseconds: 10_000)
      #expect(await peer.frame()?.type == 10)
      try peer.send(RawPeer.request(3))
      let refused = await peer.frame()
      #expect(refused?.stream == 3)
      #expect(refused?.failure?.code == .unavailable)
      #expect(refused?.failure?.outcome == .notStarted)
      bed.service.gate.open()
      #expect(await peer.frame()?.stream == 1)
      #expect(await peer.isClosed())
      peer.shutdownWrite()
      await drained
    }
  }

  @Test("W4.17 a bad frame before a slow call does not make the connection look idle")
  func badFrameThenSlow() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(
        RawPeer.frame(2, stream: 1, flags: 1, [0xff]) + RawPeer.request(3, method: 4))
      await bed.service.gate.arrivals(1)
      async let drained: Void = bed.server.drain(graceMilliseconds: 10_000)
      #expect(await peer.frame()?.stream == 1)
      #expect(await peer.frame()?.type == 10)
      bed.service.gate.open()
      let answer = await peer.frame()
      #expect(answer?.stream == 3)
      #expect(answer?.type == 4)
      peer.shutdownWrite()
      await drained
    }
  }

  @Test("Draining ends when the handler of a call that was given up returns last")
  func givenUpReturnsLast() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1, method: 4))
      await bed.service.gate.arrivals(1)
      try peer.send(RawPeer.frame(6, stream: 1, [1]))
      #expect(await peer.frame()?.failure?.code == .cancelled)
      async let drained: Void = bed.server.drain(graceMilliseconds: 600_000)
      #expect(await peer.frame()?.type == 10)
      bed.service.gate.open()
      #expect(await peer.isClosed())
      peer.shutdownWrite()
      await drained
    }
  }

  @Test("A client that says GOAWAY is answered to the end, then the connection closes")
  func clientLeaves() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      let goAway = RawPeer.frame(10, [0xa3, 0x01, 0x00, 0x02, 0x01, 0x03, 0x61, 0x52])
      try peer.send(RawPeer.request(1, method: 4) + goAway)
      await bed.service.gate.arrivals(1)
      bed.service.gate.open()
      #expect(await peer.frame()?.type == 4)
      #expect(await peer.isClosed())
    }
  }

  @Test("Draining an idle server, an empty one and a fresh one ends", arguments: [0, 1, 5])
  func idle(connections: Int) async throws {
    try await TestBed.run(loops: 2) { bed in
      var clients: [RPCClient] = []
      for _ in 0..<connections {
        let client = bed.client()
        _ = try await client.call(.number(1), body: [])
        clients.append(client)
      }
      await bed.server.drain(graceMilliseconds: 10_000)
      #expect(bed.server.counters.open == 0)
    }
  }

  @Test("W4.12 a server may stop right after it began, many times", arguments: [true, false])
  func startStop(drains: Bool) async throws {
    let loops = try EventLoopGroup(count: 2, name: "server")
    for round in 0..<200 {
      let path = TestBed.freshPath()
      var configuration = ServerConfiguration()
      configuration.lingerMillisecondsMax = 1
      let server = RPCServer(
        handler: EchoService(), configuration: configuration, loops: loops.loops)
      server.serve(try UnixListener(path: path))
      let peer = round % 2 == 0 ? try? RawPeer(path: path) : nil
      if drains { await server.drain(graceMilliseconds: 100) } else { server.stopNow() }
      _ = peer?.received
    }
    loops.shutdown()
  }

  @Test("W4.27 a server that never listened may be let go")
  func neverServed() throws {
    let loop = try EventLoop()
    _ = RPCServer(handler: EchoService(), configuration: ServerConfiguration(), loops: [loop])
    loop.shutdown()
  }

  @Test(
    "W4.31 GOAWAY after GOAWAY under 10 000 calls at once without keys: each is handled, and once")
  func storm() async throws {
    let clientLoop = try EventLoop(name: "client")
    let serverLoop = try EventLoop(name: "server")
    let path = TestBed.freshPath()
    var configuration = ClientConfiguration.patient
    // A call may meet one farewell after the other, and was begun by none of those servers.
    configuration.attemptsMax = .max
    let client = RPCClient(path: path, configuration: configuration, loop: clientLoop)
    // On the loop's own thread: thousands of tasks elsewhere would be in the way of other tests.
    let calls = Task(executorPreference: clientLoop) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<10_000 {
          group.addTask {
            // Every fourth waits at its server's gate, the others flow by.
            let body = [UInt8](number: number)
            let reply = try await client.call(
              .number(number % 4 == 0 ? 4 : 9), body: body,
              options: CallOptions(deadlineMilliseconds: nil, waitForReady: true))
            #expect(reply.body == body)
          }
        }
        try await group.waitForAll()
      }
    }
    var services: [EchoService] = []
    func serve() throws -> (RPCServer, EchoService) {
      let service = EchoService(deadlineMillisecondsMax: 3_600_000)
      services.append(service)
      let server = RPCServer(
        handler: service, configuration: ServerConfiguration(), loops: [serverLoop])
      server.serve(try UnixListener(path: path))
      return (server, service)
    }
    // None of them can end more than 64 of the 2 500 that wait: there are calls in progress at each farewell.
    for _ in 0..<30 {
      let (server, service) = try serve()
      let watcher = try await RawPeer.greeted(path: path)
      await service.gate.arrivals(32)
      async let drained: Void = server.drain(graceMilliseconds: 3_600_000)
      #expect(await watcher.frame()?.type == 10)
      service.gate.open()
      watcher.shutdownWrite()
      await drained
    }
    let (last, service) = try serve()
    service.gate.open()
    let outcome = await calls.result
    #expect(throws: Never.self) { try outcome.get() }
    // Without a key nothing is begun a second time.
    #expect(services.reduce(0) { $0 + $1.handled } == 10_000)
    await client.close()
    last.stopNow()
    clientLoop.shutdown()
    serverLoop.shutdown()
  }
}
