import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

/// Bounds here are for hangs and not for speed: where the others waited for good, or for a timer, every
/// timer is set to ten minutes and half a minute is what may pass.
@Suite("What must end at once waits for no timer")
struct PromptnessTests {
  private static let tenMinutes: UInt64 = 600_000
  private static let halfAMinute: UInt64 = 30_000

  private func milliseconds(since start: MonotonicInstant) -> UInt64 {
    MonotonicInstant.now.nanoseconds(since: start) / 1_000_000
  }

  @Test("W4.29 without a server a call fails without waiting for a back-off, even the hundredth")
  func noServer() async throws {
    let loop = try EventLoop(name: "client")
    defer { loop.shutdown() }
    var configuration = ClientConfiguration.patient
    configuration.backoffMillisecondsMin = Self.tenMinutes
    configuration.backoffMillisecondsMax = Self.tenMinutes
    let client = RPCClient(path: TestBed.freshPath(), configuration: configuration, loop: loop)
    let options = CallOptions(deadlineMilliseconds: 40_000)
    let start = MonotonicInstant.now
    for _ in 0..<100 {
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [], options: options)
      }
      // One that waited is enough.
      try #require(failure?.reason == "CONNECT")
      #expect(failure?.outcome == .notStarted)
    }
    #expect(self.milliseconds(since: start) < Self.halfAMinute)
    await client.close()
  }

  @Test("W4.29 one that waits for a server is held by no call that does not, and waits on")
  func waitsForReady() async throws {
    let loop = try EventLoop(name: "client")
    let serverLoop = try EventLoop(name: "server")
    defer {
      loop.shutdown()
      serverLoop.shutdown()
    }
    let path = TestBed.freshPath()
    let client = RPCClient(path: path, configuration: .patient, loop: loop)
    let patient = Task {
      try await client.call(
        .number(1), body: [5],
        options: CallOptions(deadlineMilliseconds: 600_000, waitForReady: true)
      ).body
    }
    for _ in 0..<100 {
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [])
      }
      try #require(failure?.reason == "CONNECT")
    }
    let server = RPCServer(
      handler: EchoService(), configuration: ServerConfiguration(), loops: [serverLoop])
    server.serve(try UnixListener(path: path))
    let start = MonotonicInstant.now
    #expect(try await patient.value == [5])
    #expect(self.milliseconds(since: start) < Self.halfAMinute)
    server.stopNow()
  }

  @Test("W4.20 a sender that is cancelled as it begins hears so, two thousand times")
  func cancelledSender() async throws {
    // A server that reads nothing has nothing against so many CANCELs.
    try await MuteServer.run(answering: []) { path, loop in
      let client = RPCClient(path: path, configuration: .patient, loop: loop)
      let ended = StreamRecord()
      for _ in 0..<2_000 {
        let stream = client.open(
          .collect, options: CallOptions(deadlineMilliseconds: nil))
        let sender = Task {
          let failure = await failureOf { () async throws(CallFailure) in
            while true { try await stream.send([UInt8](repeating: 0, count: 100_000)) }
          }
          if failure?.code == .cancelled { ended.sent() }
        }
        sender.cancel()
      }
      // Not awaited one by one: one that was forgotten would hold this test for good.
      #expect(await eventually { ended.sentCount == 2_000 }, "\(ended.sentCount)")
      await client.close()
    }
  }

  /// Where the handler of an endless stream is when its client cancels.
  enum Writing: CaseIterable {
    /// In the middle of sending: its reader takes everything.
    case flowing
    /// Suspended without credit.
    case withoutCredit
    /// Suspended because the socket takes nothing.
    case blocked
  }

  @Test(
    "W4.22 the write of a stream without an end throws when its client cancels, wherever it is",
    arguments: Writing.allCases)
  func cancelledWrite(writing: Writing) async throws {
    try await TestBed.run(configure: { configuration in
      configuration.stalledMillisecondsMax = Self.tenMinutes
      configuration.blockedMillisecondsMax = Self.tenMinutes
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      let credit = [0x3f, 0xff, 0xff, 0xff] as [UInt8]
      try peer.send(RawPeer.request(1, method: 32, body: []))
      switch writing {
      case .flowing:
        try peer.send(RawPeer.frame(7, stream: 1, credit))
        for _ in 0..<1_000 { #expect(await peer.frame()?.type == 3) }
      case .withoutCredit:
        #expect(await eventually { bed.service.streams.sentCount == 259 })
      case .blocked:
        try peer.send(RawPeer.frame(7, stream: 1, credit))
        // A socket takes some 200 messages with their headers; the next ones wait here.
        #expect(await eventually { bed.service.streams.sentCount > 100 })
        var before = 0
        while before != bed.service.streams.sentCount {
          before = bed.service.streams.sentCount
          for _ in 0..<2_000 { await Task.yield() }
        }
      }
      let start = MonotonicInstant.now
      try peer.send(RawPeer.frame(6, stream: 1, [1]))
      #expect(await eventually { bed.service.streams.failures == ["cancelled CANCELLED"] })
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(self.milliseconds(since: start) < Self.halfAMinute)
      let sent = bed.service.streams.sentCount
      // What was on its way comes, then the terminal frame, and nothing of the stream behind it.
      try peer.send(RawPeer.request(3))
      var frames: [RawPeer.Frame] = []
      while let frame = await peer.frame() {
        if frame.stream == 1, frame.type == 5 { frames.append(frame) }
        if frame.stream == 1, frame.type == 3 { #expect(frames.isEmpty) }
        if frame.stream == 3 { break }
      }
      while frames.isEmpty, let frame = await peer.frame() {
        if frame.type == 5 { frames.append(frame) }
      }
      #expect(frames.map { $0.failure?.code } == [.cancelled])
      #expect(bed.service.streams.sentCount == sent)
    }
  }
}
