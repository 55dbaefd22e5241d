import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

/// Methods 1 to 3 hold up the loop until their own time is over: 1 answers at once, 2 in a task that does
/// not wait, 3 waits at a gate behind it. Method 4 answers at once, 5 in a task.
private final class SlowService: CallHandler {
  let gate = Gate()
  let handled = Mutex<[UInt64]>([])

  func resolve(_ selector: MethodSelector) -> MethodTraits? {
    guard case .number(let number) = selector, (1...5).contains(number) else { return nil }
    var traits = MethodTraits(deadlineMillisecondsMax: 600_000, isSensitive: false)
    traits.mayAnswerSynchronously = number == 1 || number == 4
    return traits
  }

  func answerSynchronously(_ call: IncomingCall) -> Result<Reply, CallFailure>? {
    _ = self.begin(call)
    return .success(Reply(body: []))
  }

  func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    if self.begin(call) == 3 { await self.gate.wait(listening: false) }
    return .success(Reply(body: []))
  }

  private func begin(_ call: IncomingCall) -> UInt64 {
    guard case .number(let number) = call.method else { return 0 }
    self.handled.withLock { $0.append(number) }
    while number < 4, MonotonicInstant.now < call.deadline {}
    return number
  }
}

@Suite("A call whose time is over while it waits is never begun")
struct ExpiryTests {
  private static func request(
    _ stream: UInt32, method: UInt64, milliseconds: UInt64?
  ) -> [UInt8] {
    var writer = FrameWriter()
    writer.request(
      RequestEnvelope(method: .number(method), remainingMilliseconds: milliseconds, body: []),
      stream: stream, isSensitive: false)
    return writer.bytes
  }

  @Test(
    "Behind a slow handler of the same read: what expired is answered as not started, the rest is begun",
    arguments: [1, 2, 3] as [UInt64], [4, 5] as [UInt64])
  func sameRead(slow: UInt64, late: UInt64) async throws {
    let path = TestBed.freshPath()
    let loop = try EventLoop()
    let service = SlowService()
    let server = RPCServer(
      handler: service, configuration: ServerConfiguration(), loops: [loop])
    server.serve(try UnixListener(path: path))
    let peer = try await RawPeer.greeted(path: path)
    // One write, and so one read. The slow one ends when the time of the first two behind it is over.
    try peer.send(
      Self.request(1, method: slow, milliseconds: 30)
        + Self.request(3, method: late, milliseconds: 29)
        + Self.request(5, method: late, milliseconds: 30)
        + Self.request(7, method: late, milliseconds: 600_000)
        + Self.request(9, method: late, milliseconds: nil))
    var ends: [UInt32: RawPeer.Frame] = [:]
    while ends.count < 5, let frame = await peer.frame() { ends[frame.stream] = frame }
    for stream in [3, 5] as [UInt32] {
      let failure = ends[stream]?.failure
      #expect(failure?.code == .deadlineExceeded)
      #expect(failure?.reason == "DEADLINE")
      #expect(failure?.outcome == .notStarted)
    }
    #expect(ends[7]?.type == 4)
    #expect(ends[9]?.type == 4)
    #expect(service.handled.withLock { $0 } == [slow, late, late])
    #expect(server.counters.turnedAway == 2)
    service.gate.open()
    server.stopNow()
    loop.shutdown()
  }

  @Test("What was read and then left waiting has its time from the read on")
  func held() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 8
      configuration.vainCallMilliseconds = 20
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      // Eight calls in vain, then the rest of the read waits for 20 ms at least.
      let vain = (0..<8).flatMap { RawPeer.request(2 * $0 + 1, method: 99) }
      try peer.send(
        vain + Self.request(17, method: 1, milliseconds: 10)
          + Self.request(19, method: 1, milliseconds: 600_000))
      for _ in 0..<8 { #expect(await peer.frame()?.failure?.reason == "UNKNOWN_METHOD") }
      let late = await peer.frame()
      #expect(late?.stream == 17)
      #expect(late?.failure?.code == .deadlineExceeded)
      #expect(late?.failure?.outcome == .notStarted)
      #expect(await peer.frame()?.type == 4)
      #expect(bed.service.handled == 1)
      #expect(bed.server.counters.held >= 1)
    }
  }
}
