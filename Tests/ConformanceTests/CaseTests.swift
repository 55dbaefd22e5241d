import LatchkeyConformance
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

/// The cases of gRPC's interop suite and of Connect's conformance suite that carry over, played by
/// every pair of client and server. `Tests/Peer/cases.json` is the table.
@Suite("The conformance cases come out the same for every pair")
struct CaseTests {
  static let file = Spawned.file("Peer/cases.json")

  @Test("Swift client and Swift server in one process, over a socket pair")
  func socketPair() async throws {
    let loop = try EventLoop(name: "pair")
    defer { loop.shutdown() }
    let pair = try UnixConnection.socketPair()
    var configuration = ServerConfiguration()
    // The client comes when its first case is read, which takes long beside everything else here.
    configuration.helloMillisecondsMax = 60_000
    let server = RPCServer(
      handler: EchoService(loop: loop) {
        Resources(allocations: 0, heapBytes: 0, descriptors: 0, running: 0, connections: 0)
      }, configuration: configuration, loops: [loop])
    server.serve(pair.first)
    let player = CasePlayer(RPCClient(connection: pair.second, loop: loop))
    let cases = try CaseFile.read(Self.file).cases
    #expect(cases.count == 147)
    for one in cases {
      let found = await player.differences(one)
      #expect(found.isEmpty, "\(one): \(found.joined(separator: "; "))")
    }
    server.stopNow()
    print("\(cases.count) cases over a socket pair")
  }

  @Test("Swift client and Swift server as two processes")
  func twoProcesses() async throws {
    try await Served.run(.echo) { path in
      try await self.allPass(try Spawned.echo("cases", path, Self.file), count: 147)
    }
  }

  @Test("Raw Python client and Swift server")
  func rawClient() async throws {
    try await Served.run(.echo) { path in
      try await self.allPass(try Spawned.peer("cases", path), count: 147)
    }
  }

  @Test("Swift client and raw Python server")
  func rawServer() async throws {
    try await Served.run(.peer) { path in
      try await self.allPass(try Spawned.echo("cases", path, Self.file), count: 147)
    }
  }

  @Test("Answers that no good server gives are typed failures in the client")
  func badAnswers() async throws {
    try await Served.run(.peer) { path in
      let loop = try EventLoop(name: "bad")
      defer { loop.shutdown() }
      let answers = try CaseFile.read(Self.file).answers
      #expect(answers.count == 31)
      for one in answers {
        // Handed over, so that there is no other one behind it: some of them end it.
        let client = RPCClient(connection: try UnixConnection.connect(path: path), loop: loop)
        let found = await CasePlayer(client).differences(one)
        #expect(found.isEmpty, "\(one): \(found.joined(separator: "; "))")
        let next = try? await client.call(.number(1), body: [])
        let endsAll = ["FLAGS", "CONTROL_BODY", "CONNECTION_LOST"]
        #expect(
          (next == nil) == endsAll.contains(one.expect.reason ?? ""),
          "\(one): the connection \(next == nil ? "is over" : "serves on")")
        await client.close()
      }
      print("\(answers.count) bad answers")
    }
  }

  private func allPass(_ client: Spawned, count: Int) async throws {
    let text = await client.text()
    #expect(text.contains(" 0 failed"), "\(text)")
    #expect(text.contains("\(count) cases"), "\(text)")
    print(text.split(separator: "\n").last ?? "")
  }
}
