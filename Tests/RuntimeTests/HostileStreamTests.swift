import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("Hostile peers of streams cost their own stream")
struct HostileStreamTests {
  /// What is sent on stream 1, opened to a method that takes messages, and what comes back.
  struct Attack: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var reason: String
    var testDescription: String { self.name }
  }

  private static let over = [UInt8](repeating: 0, count: 65_536)

  @Test(
    "A breach of a stream's rules is answered on the stream, its handler ends, neighbours go on",
    arguments: [
      Attack(
        name: "more than the credit",
        bytes: (0..<4).flatMap { _ in RawPeer.frame(3, stream: 1, over) }, reason: "FLOW"),
      Attack(
        name: "message behind END",
        bytes: RawPeer.frame(3, stream: 1, flags: 1) + RawPeer.frame(3, stream: 1, [1]),
        reason: "ENDED"),
      Attack(
        name: "chain without bytes", bytes: RawPeer.frame(3, stream: 1, flags: 2), reason: "FLOW"),
      Attack(
        name: "too much credit",
        bytes: RawPeer.frame(7, stream: 1, [0x7f, 0xff, 0xff, 0xff])
          + RawPeer.frame(7, stream: 1, [0x7f, 0xff, 0xff, 0xff]), reason: "FLOW"),
      Attack(
        name: "frame longer than a frame",
        bytes: RawPeer.frame(3, stream: 1, [UInt8](repeating: 0, count: 65_537)),
        reason: "FRAME_TOO_LARGE"),
    ])
  func breaches(attack: Attack) async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      // Method 28 takes one message and then none.
      var request = RawPeer.request(1, method: 28, body: [])
      request[9] = 0
      try peer.send(request + RawPeer.frame(3, stream: 1, [0]) + attack.bytes + RawPeer.request(3))
      var frames: [RawPeer.Frame] = []
      while frames.count < 2, let frame = await peer.frame() { frames.append(frame) }
      let failure = frames.first { $0.stream == 1 }?.failure
      #expect(failure?.reason == attack.reason)
      #expect(failure?.outcome == .rolledBack)
      #expect(frames.contains { $0.stream == 3 && $0.type == 4 })
      #expect(await eventually { bed.server.counters.running == 0 })
    }
  }

  @Test("A chain without an end is cut at the length of a message, whatever credit it was given")
  func endlessChain() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var request = RawPeer.request(1, method: 21, body: [])
      request[9] = 0
      try peer.send(request)
      var credit = 262_144
      var sent = 0
      var failure: CallFailure?
      while failure == nil {
        let count = min(60_000, credit - 12)
        if count > 0 {
          try peer.send(
            RawPeer.frame(3, stream: 1, flags: 2, [UInt8](repeating: 0, count: count)))
          credit -= count + 12
          sent += count
        }
        guard credit < 131_072 || sent > 1_048_576 else { continue }
        let frame = try #require(await peer.frame())
        if frame.type == 7 { credit += frame.body.number } else { failure = frame.failure }
      }
      #expect(failure?.reason == "MESSAGE_TOO_LARGE")
      #expect(sent < 1_048_576 + 120_000)
    }
  }

  @Test("W4.33 DATA behind the answer, a thousand times, harms nobody")
  func dataBehindTheAnswer() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var request = RawPeer.request(1, method: 25, body: [])
      request[9] = 0
      try peer.send(request)
      #expect(await peer.frame()?.type == 4)
      try peer.send((0..<1_000).flatMap { _ in RawPeer.frame(3, stream: 1, [1, 2]) })
      try peer.send(RawPeer.request(3))
      #expect(await peer.frame()?.stream == 3)
    }
  }

  @Test("A flood of streams is refused above the connection's number, and those within are served")
  func streamFlood() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      for index in 0..<100 {
        var request = RawPeer.request(UInt32(2 * index + 1), method: 21, body: [])
        request[9] = 0
        try peer.send(request)
      }
      for index in 64..<100 {
        let frame = await peer.frame()
        #expect(frame?.stream == UInt32(2 * index + 1))
        #expect(frame?.failure?.reason == "TOO_MANY_STREAMS")
      }
      try peer.send(RawPeer.frame(3, stream: 1, flags: 1, [1, 2, 3]))
      let answer = await peer.frame()
      #expect(answer?.stream == 1)
      #expect(answer?.type == 4)
    }
  }

  @Test("W4.34 a million tiny frames on one stream are taken as fast as credit allows")
  func tinyFrames() async throws {
    try await TestBed.run(service: EchoService(deadlineMillisecondsMax: 600_000)) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var writer = FrameWriter()
      // Much time: a million frames are not sent in ten seconds by everybody.
      writer.request(
        RequestEnvelope(method: .number(21), remainingMilliseconds: 600_000, body: []), stream: 1,
        isSensitive: false, isOpenEnded: true)
      try peer.send(writer.bytes)
      let tiny = RawPeer.frame(3, stream: 1, [7])
      var credit = 262_144
      // As many as the first credit lets pass, to be sent as far as there is credit.
      let batch = Array(repeatElement(tiny, count: credit / 13).joined())
      var left = 1_000_000
      while left > 0 {
        let count = min(left, credit / 13)
        let isSent = try await peer.sendPatiently(Array(batch.prefix(13 * count)))
        try #require(isSent)
        left -= count
        credit -= 13 * count
        guard left > 0 else { break }
        let frame = try #require(await peer.frame())
        #expect(frame.type == 7)
        credit += frame.body.number
      }
      try peer.send(RawPeer.frame(3, stream: 1, flags: 1))
      var frame = await peer.frame()
      while frame?.type == 7 { frame = await peer.frame() }
      #expect(frame?.type == 4)
      #expect(frame?.body.suffix(8).elementsEqual([UInt8](number: 1_000_000)) == true)
    }
  }

  @Test("A server that breaks a stream's rules fails the call here and hears CANCEL")
  func hostileServer() async throws {
    let loop = try EventLoop()
    let path = TestBed.freshPath()
    var listener = try UnixListener(path: path)
    var configuration = ClientConfiguration.patient
    configuration.helloMillisecondsMax = 60_000
    let client = RPCClient(path: path, configuration: configuration, loop: loop)
    let stream = client.open(.watch, options: CallOptions(deadlineMilliseconds: nil))
    var accepted: RawPeer?
    while accepted == nil {
      if case .connection(let connection) = try listener.accept() { accepted = RawPeer(connection) }
      await Task.yield()
    }
    let server = try #require(accepted)
    _ = await server.preface()
    #expect(await server.frame()?.type == 1)
    #expect(await server.frame()?.type == 2)
    try server.send(RawPeer.hello + RawPeer.frame(3, stream: 1, flags: 1))
    try server.send(RawPeer.frame(3, stream: 1, [1]))
    let failure = await failureOf { () async throws(CallFailure) in try await stream.next() }
    #expect(failure?.reason == "ENDED")
    #expect(failure?.outcome == .unknown)
    let cancel = await server.frame()
    #expect(cancel?.type == 6)
    #expect(cancel?.stream == 1)
    await client.close()
    loop.shutdown()
  }
}
