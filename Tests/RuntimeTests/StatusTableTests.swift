import Foundation
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

/// Which side makes up which status, after gRPC's list of codes that a library generates: the server's
/// rows of STATUS.md, each provoked by bytes. The client's are in `ClientTests`, `CaseTests` and others.
@Suite("Every reason that the runtime gives on a stream is provoked, with its code and outcome")
struct StatusTableTests {
  /// Something that must end a stream with an ERROR.
  struct Row: CustomTestStringConvertible, Sendable {
    var reason: String
    var code: StatusCode
    var outcome: Outcome
    /// Where the ERROR comes.
    var stream: UInt32 = 1
    var configure: @Sendable (inout ServerConfiguration) -> Void = { _ in }
    /// Does it; what is returned ends once the peer is gone.
    var act: @Sendable (RawPeer, TestBed) async throws -> Task<Void, Never>?

    var testDescription: String { "\(self.reason), \(self.outcome)" }

    /// By bytes alone.
    init(
      _ reason: String, _ code: StatusCode, _ outcome: Outcome, on stream: UInt32 = 1,
      _ bytes: [UInt8],
      configure: @escaping @Sendable (inout ServerConfiguration) -> Void = { _ in }
    ) {
      self.init(reason, code, outcome, on: stream) { peer, _ in
        let isSent = try await peer.sendPatiently(bytes)
        #expect(isSent)
        return nil
      }
      self.configure = configure
    }

    init(
      _ reason: String, _ code: StatusCode, _ outcome: Outcome, on stream: UInt32 = 1,
      act: @escaping @Sendable (RawPeer, TestBed) async throws -> Task<Void, Never>?
    ) {
      self.reason = reason
      self.code = code
      self.outcome = outcome
      self.stream = stream
      self.act = act
    }
  }

  /// A request to which messages may follow.
  private static func open(_ method: UInt64) -> [UInt8] {
    var request = RawPeer.request(1, method: method, body: [])
    request[9] = 0
    return request
  }

  private static func request(
    _ method: UInt64 = 1, _ change: (inout RequestEnvelope) -> Void
  ) -> [UInt8] {
    var envelope = RequestEnvelope(method: .number(method), body: [])
    change(&envelope)
    var writer = FrameWriter()
    writer.request(envelope, stream: 1, isSensitive: false)
    return writer.bytes
  }

  private static let cancel = RawPeer.frame(6, stream: 1, [1])
  private static let part = [UInt8](repeating: 0, count: 60_000)

  static let rows: [Row] = [
    Row("MALFORMED", .invalidArgument, .notStarted, RawPeer.frame(2, stream: 1, flags: 1, [0xff])),
    Row(
      "CRITICAL_FIELD", .unimplemented, .notStarted,
      RawPeer.frame(2, stream: 1, flags: 1, [0xa3, 0x01, 0x01, 0x07, 0x40, 0x20, 0xf6])),
    Row("UNKNOWN_METHOD", .unimplemented, .notStarted, RawPeer.request(1, method: 99)),
    Row("CARDINALITY", .unimplemented, .notStarted, Self.open(1)),
    Row("FLOW", .internal, .rolledBack, Self.open(21) + RawPeer.frame(3, stream: 1, flags: 2)),
    Row(
      "ENDED", .internal, .rolledBack,
      Self.open(28) + RawPeer.frame(3, stream: 1, [0]) + RawPeer.frame(3, stream: 1, flags: 1)
        + RawPeer.frame(3, stream: 1, [1])),
    Row(
      "SLOW_READER", .resourceExhausted, .rolledBack, RawPeer.request(1, method: 26, body: []),
      configure: { $0.stalledMillisecondsMax = 30 }),
    Row(
      "FRAME_TOO_LARGE", .resourceExhausted, .notStarted,
      RawPeer.frame(2, stream: 1, flags: 1, [UInt8](repeating: 0, count: 65_537))),
    Row(
      "MESSAGE_TOO_LARGE", .resourceExhausted, .notStarted,
      (0..<18).flatMap { _ in RawPeer.frame(2, stream: 1, flags: 2, Self.part) }),
    Row(
      "MESSAGE_TOO_LARGE", .resourceExhausted, .rolledBack,
      RawPeer.request(1, method: 7, body: [0x10, 0, 1])),
    Row(
      "METADATA_TOO_LARGE", .resourceExhausted, .notStarted,
      Self.request { envelope in
        for _ in 0..<65 { envelope.metadata.append("n", .text("v")) }
      }),
    Row(
      "ACTOR_TOO_LARGE", .resourceExhausted, .notStarted,
      Self.request { $0.actor = [UInt8](repeating: 1, count: 4_097) }),
    Row(
      "TOO_MANY_STREAMS", .resourceExhausted, .notStarted, on: 3,
      RawPeer.request(1, method: 3) + RawPeer.request(3), configure: { $0.limits.streamsMax = 1 }),
    Row(
      "TOO_MANY_UNFINISHED", .resourceExhausted, .notStarted, on: 3,
      RawPeer.frame(2, stream: 1, flags: 2, Self.part)
        + RawPeer.frame(2, stream: 3, flags: 2, Self.part),
      configure: { $0.limits.assemblyBytesMax = 100_000 }),
    Row(
      "OVERLOADED", .resourceExhausted, .notStarted, on: 3,
      RawPeer.request(1, method: 3) + RawPeer.request(3), configure: { $0.callsMax = 1 }),
    Row(
      "DEADLINE", .deadlineExceeded, .notStarted, Self.request { $0.remainingMilliseconds = 0 }),
    Row(
      "DEADLINE", .deadlineExceeded, .rolledBack, Self.request(4) { $0.remainingMilliseconds = 20 }),
    Row(
      "CANCELLED", .cancelled, .notStarted,
      RawPeer.frame(2, stream: 1, flags: 2, [0xa2]) + Self.cancel),
    Row("CANCELLED", .cancelled, .rolledBack, RawPeer.request(1, method: 4) + Self.cancel),
    Row("RECONNECT", .unavailable, .rolledBack) { peer, bed in
      try peer.send(RawPeer.request(1, method: 24, body: []))
      #expect(await peer.frame()?.type == 3)
      return Task { await bed.server.drain(graceMilliseconds: 600_000) }
    },
    Row("DRAINING", .unavailable, .notStarted, on: 3) { peer, bed in
      try peer.send(RawPeer.request(1, method: 4))
      await bed.service.gate.arrivals(1)
      let drained = Task { await bed.server.drain(graceMilliseconds: 600_000) }
      #expect(await peer.frame()?.type == 10)
      try peer.send(RawPeer.request(3))
      return drained
    },
    Row("SHUTDOWN", .unavailable, .rolledBack) { peer, bed in
      try peer.send(RawPeer.request(1, method: 4))
      await bed.service.gate.arrivals(1)
      return Task { await bed.server.drain(graceMilliseconds: 1) }
    },
  ]

  @Test("It comes on its stream, and others are served", arguments: Self.rows)
  func provoked(row: Row) async throws {
    let service = EchoService(deadlineMillisecondsMax: 600_000)
    try await TestBed.run(service: service, configure: row.configure) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      let ending = try await row.act(peer, bed)
      var failure: CallFailure?
      while failure == nil, let frame = await peer.frame() {
        if frame.type == 5, frame.stream == row.stream { failure = frame.failure }
      }
      #expect(failure?.reason == row.reason)
      #expect(failure?.code == row.code)
      #expect(failure?.outcome == row.outcome)
      let isPassing = ["OVERLOADED", "TOO_MANY_STREAMS"].contains(row.reason)
      #expect((failure?.retryAfterMilliseconds != nil) == isPassing)
      bed.service.gate.open()
      guard let ending else {
        try peer.send(RawPeer.frame(8, [1, 2, 3, 4, 5, 6, 7, 8]))
        var frame = await peer.frame()
        while let other = frame, other.type != 9 { frame = await peer.frame() }
        #expect(frame?.type == 9, "The connection lives.")
        return
      }
      peer.shutdownWrite()
      await ending.value
    }
  }

  /// Returns while a message of it is half sent.
  private final class Unfinished: CallHandler {
    let gate = Gate()

    func resolve(_ selector: MethodSelector) -> MethodTraits? {
      MethodTraits(deadlineMillisecondsMax: 600_000, isSensitive: false, serverStreams: true)
    }

    func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
      let sending = Task {
        try? await call.stream?.send([UInt8](repeating: 1, count: 1_048_576))
      }
      await self.gate.wait(listening: true)
      withExtendedLifetime(sending) {}
      return .success(Reply(body: []))
    }
  }

  @Test("TRUNCATED is said where a handler returns in the middle of its message")
  func truncated() async throws {
    let loop = try EventLoop(name: "server")
    defer { loop.shutdown() }
    let handler = Unfinished()
    let path = TestBed.freshPath()
    let server = RPCServer(
      handler: handler, configuration: ServerConfiguration(), loops: [loop])
    server.serve(try UnixListener(path: path))
    let peer = try await RawPeer.greeted(path: path)
    try peer.send(RawPeer.request(1))
    var bytes = 0
    // All the credit: the rest of the message waits for more.
    while bytes < 262_144, let frame = await peer.frame() { bytes += frame.body.count + 12 }
    handler.gate.open()
    let failure = await peer.frame()?.failure
    #expect(failure?.reason == "TRUNCATED")
    #expect(failure?.code == .internal)
    #expect(failure?.outcome == .rolledBack)
    server.stopNow()
  }

  @Test("ABANDONED is what a handler hears that wants to commit a call that was given up")
  func abandoned() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1, method: 6))
      await bed.service.gate.arrivals(1)
      try peer.send(Self.cancel)
      #expect(await peer.frame()?.failure?.reason == "CANCELLED")
      bed.service.gate.open()
      #expect(await eventually { bed.service.streams.failures == ["cancelled ABANDONED"] })
    }
  }

  @Test("The table of STATUS.md has these reasons and no other")
  func complete() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Protocol/Spec/STATUS.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: "## Reasons of the runtime, on a stream")?.upperBound)
    let end = try #require(text[start...].range(of: "\n## ")?.lowerBound)
    let documented = text[start..<end].matches(of: /\n\| `([A-Z_]+)`/).map { String($0.1) }
    #expect(Set(documented) == Set(Self.rows.map(\.reason)).union(["ABANDONED", "TRUNCATED"]))
    print("\(Self.rows.count + 2) ways to \(documented.count) reasons on a stream")
  }
}
