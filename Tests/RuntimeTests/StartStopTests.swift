import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A server may be stopped at every point of its beginning")
struct StartStopTests {
  /// How far it has come.
  enum Point: CaseIterable {
    /// It is stopped before it is told where to listen.
    case beforeServing
    /// It was told, and its loop may not have heard of it.
    case serving
    /// A peer has connected, and may not be accepted.
    case connected
    /// A peer has said half of the preface.
    case halfPreface
    /// A peer has said the preface and half of its HELLO.
    case halfHello
    /// A peer has said HELLO, and may not be answered.
    case greeting
    /// A request is under way behind the HELLO.
    case requesting
    /// Half of a request was sent to a server that has answered the HELLO.
    case halfRequest
    /// A handler runs that listens to cancellation.
    case handling
    /// A client's first call may be anywhere.
    case calling
  }

  /// How it is stopped.
  enum Stop: CaseIterable {
    case drain, stopNow, drainTwice, drainAndStop
  }

  @Test(
    "W4.12 a thousand servers stop at every point of their beginning, and leave nothing",
    arguments: Stop.allCases)
  func everyPoint(stop: Stop) async throws {
    let loops = try EventLoopGroup(count: 2, name: "server")
    let clientLoop = try EventLoop(name: "client")
    defer {
      loops.shutdown()
      clientLoop.shutdown()
    }
    let rounds = 1_000 / Stop.allCases.count
    for round in 0..<rounds {
      let point = Point.allCases[round % Point.allCases.count]
      try await self.once(point, stop, round: round, loops.loops, clientLoop)
    }
  }

  private func once(
    _ point: Point, _ stop: Stop, round: Int, _ loops: [EventLoop], _ clientLoop: EventLoop
  ) async throws {
    let path = TestBed.freshPath()
    let service = EchoService()
    var configuration = ServerConfiguration()
    configuration.lingerMillisecondsMax = 1
    let server = RPCServer(handler: service, configuration: configuration, loops: loops)
    let listener = try UnixListener(path: path)
    guard point != .beforeServing else {
      await Self.stop(server, stop)
      server.serve(listener)
      #expect(await eventually { Self.isFree(path) }, "\(point)")
      #expect(server.counters.accepted == 0)
      return
    }
    server.serve(listener)
    let peer = try await Self.come(to: point, path, service)
    let call = Task {
      guard point == .calling else { return nil as CallFailure? }
      let client = RPCClient(path: path, loop: clientLoop)
      return await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [1])
      }
    }
    // Some turns of the loops further each time.
    for _ in 0..<(round / Point.allCases.count) { await Task.yield() }
    await Self.stop(server, stop)
    #expect(await eventually { server.counters.open == 0 }, "\(point)")
    #expect(await eventually { server.counters.running == 0 }, "\(point)")
    #expect(await eventually { Self.isFree(path) }, "\(point): the path is free")
    // It is told something or nothing, and then its connection ends.
    while await peer?.frame() != nil {}
    let failure = await call.value
    #expect(failure == nil || failure?.code == .unavailable, "\(point)")
    service.gate.open()
  }

  /// Whether nobody serves a path any more. A full queue is no sign of that.
  private static func isFree(_ path: String) -> Bool {
    do throws(SocketError) {
      _ = try RawPeer(path: path)
      return false
    } catch {
      return error.kind == .noSuchSocket
    }
  }

  private static func stop(_ server: RPCServer, _ stop: Stop) async {
    switch stop {
    case .drain: await server.drain(graceMilliseconds: 1)
    case .stopNow: server.stopNow()
    case .drainTwice:
      async let first: Void = server.drain(graceMilliseconds: 1)
      async let second: Void = server.drain(graceMilliseconds: 1)
      _ = await (first, second)
    case .drainAndStop:
      async let first: Void = server.drain(graceMilliseconds: 600_000)
      server.stopNow()
      await first
    }
  }

  /// A peer that has come so far.
  private static func come(
    to point: Point, _ path: String, _ service: EchoService
  ) async throws -> RawPeer? {
    let greeting = Preface.bytes + RawPeer.hello
    switch point {
    case .beforeServing, .serving, .calling:
      return nil
    case .connected:
      return try RawPeer(path: path)
    case .halfPreface, .halfHello, .greeting, .requesting:
      let peer = try RawPeer(path: path)
      let said =
        switch point {
        case .halfPreface: Array(greeting.prefix(4))
        case .halfHello: Array(greeting.dropLast(3))
        case .requesting: greeting + RawPeer.request(1)
        default: greeting
        }
      try peer.send(said)
      return peer
    case .halfRequest:
      let peer = try await RawPeer.greeted(path: path)
      try peer.send(Array(RawPeer.request(1).dropLast(2)))
      return peer
    case .handling:
      let peer = try await RawPeer.greeted(path: path)
      try peer.send(RawPeer.request(1, method: 3))
      await service.gate.arrivals(1)
      return peer
    }
  }
}
