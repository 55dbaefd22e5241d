import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire

/// What a peer does to hear one error of the server's runtime, and what that error says.
struct Provocation: Sendable {
  typealias Act = @Sendable (RawPeer, TestBed) async throws -> Void

  var reason: String
  var code: StatusCode
  var outcome: Outcome
  /// Where the ERROR comes; 0 is the connection.
  var stream: UInt32 = 1
  /// The longest time of the server's methods.
  var deadlineMillisecondsMax: UInt32 = 60_000
  /// Whether preface and HELLO are exchanged before.
  var isGreeted = true
  var configure: @Sendable (inout ServerConfiguration) -> Void = { _ in }
  var act: Act

  init(
    _ reason: String, _ code: StatusCode, _ outcome: Outcome, stream: UInt32 = 1,
    deadlineMillisecondsMax: UInt32 = 60_000, isGreeted: Bool = true,
    configure: @escaping @Sendable (inout ServerConfiguration) -> Void = { _ in },
    _ act: @escaping Act
  ) {
    self.reason = reason
    self.code = code
    self.outcome = outcome
    self.stream = stream
    self.deadlineMillisecondsMax = deadlineMillisecondsMax
    self.isGreeted = isGreeted
    self.configure = configure
    self.act = act
  }

  /// Sends bytes and nothing else.
  private static func sends(_ bytes: [UInt8]) -> Act { { peer, _ in try peer.send(bytes) } }

  /// A request whose client goes on sending.
  private static func openRequest(_ method: UInt64) -> [UInt8] {
    var bytes = RawPeer.request(1, method: method, body: [])
    bytes[9] = 0
    return bytes
  }

  private static func request(_ envelope: RequestEnvelope) -> [UInt8] {
    var writer = FrameWriter()
    writer.request(envelope, stream: 1, isSensitive: false)
    return writer.bytes
  }

  private static let manyEntries = Metadata(
    (0..<65).map { _ in Metadata.Entry(name: "n", value: .text("v")) })

  /// Errors on a stream.
  static let ofStreams: [Provocation] = [
    Provocation(
      "MALFORMED", .invalidArgument, .notStarted,
      sends(RawPeer.frame(2, stream: 1, flags: 1, [0xff]))),
    Provocation(
      "CRITICAL_FIELD", .unimplemented, .notStarted,
      sends(RawPeer.frame(2, stream: 1, flags: 1, [0xa3, 1, 1, 7, 0x40, 0x20, 0]))),
    Provocation(
      "UNKNOWN_METHOD", .unimplemented, .notStarted, sends(RawPeer.request(1, method: 999))),
    Provocation("CARDINALITY", .unimplemented, .notStarted, sends(openRequest(1))),
    Provocation(
      "FLOW", .internal, .rolledBack, sends(openRequest(28) + RawPeer.frame(3, stream: 1, flags: 2))
    ),
    Provocation(
      "ENDED", .internal, .rolledBack,
      sends(
        openRequest(28) + RawPeer.frame(3, stream: 1, flags: 1) + RawPeer.frame(3, stream: 1, [1]))),
    Provocation(
      "SLOW_READER", .resourceExhausted, .rolledBack,
      configure: { $0.stalledMillisecondsMax = 30 }, sends(RawPeer.request(1, method: 26, body: []))
    ),
    Provocation("RECONNECT", .unavailable, .rolledBack) { peer, bed in
      try peer.send(RawPeer.request(1, method: 24, body: []))
      _ = await peer.frame()
      Task { await bed.server.drain(graceMilliseconds: 60_000) }
    },
    Provocation("TRUNCATED", .internal, .rolledBack) { peer, bed in
      try peer.send(RawPeer.request(1, method: 36, body: []))
      // The first part of the message: no credit is given for the rest.
      _ = await peer.frame()
      bed.service.gate.open()
    },
    Provocation(
      "FRAME_TOO_LARGE", .resourceExhausted, .notStarted,
      sends(RawPeer.frame(2, stream: 1, flags: 1, [UInt8](repeating: 0, count: 65_537)))),
    Provocation(
      "MESSAGE_TOO_LARGE", .resourceExhausted, .notStarted,
      configure: { $0.limits.messageBytesMax = 100 },
      sends(RawPeer.request(1, body: [UInt8](repeating: 0, count: 101)))),
    Provocation(
      "MESSAGE_TOO_LARGE", .resourceExhausted, .rolledBack,
      sends(RawPeer.request(1, method: 7, body: [0x10, 0, 1]))),
    Provocation(
      "MESSAGE_TOO_LARGE", .resourceExhausted, .committed,
      sends(RawPeer.request(1, method: 10, body: [5, 10]))),
    Provocation(
      "METADATA_TOO_LARGE", .resourceExhausted, .notStarted,
      sends(request(RequestEnvelope(method: .number(1), metadata: manyEntries, body: [])))),
    Provocation(
      "ACTOR_TOO_LARGE", .resourceExhausted, .notStarted,
      sends(
        request(
          RequestEnvelope(
            method: .number(1), actor: [UInt8](repeating: 0, count: 4_097), body: [])))),
    Provocation(
      "TOO_MANY_STREAMS", .resourceExhausted, .notStarted, stream: 3,
      configure: { $0.limits.streamsMax = 1 },
      sends(RawPeer.request(1, method: 4) + RawPeer.request(3))),
    Provocation(
      "TOO_MANY_UNFINISHED", .resourceExhausted, .notStarted, stream: 3,
      configure: { $0.limits.assemblyBytesMax = 1_000 },
      sends(
        RawPeer.frame(2, stream: 1, flags: 2, [UInt8](repeating: 0, count: 600))
          + RawPeer.frame(2, stream: 3, flags: 2, [UInt8](repeating: 0, count: 600)))),
    Provocation(
      "OVERLOADED", .resourceExhausted, .notStarted, stream: 7, configure: { $0.callsMax = 3 },
      sends([1, 3, 5, 7].flatMap { RawPeer.request($0, method: 4) })),
    Provocation(
      "DEADLINE", .deadlineExceeded, .notStarted,
      sends(request(RequestEnvelope(method: .number(1), remainingMilliseconds: 0, body: [])))),
    Provocation(
      "DEADLINE", .deadlineExceeded, .rolledBack, deadlineMillisecondsMax: 30,
      sends(RawPeer.request(1, method: 4))),
    Provocation(
      "CANCELLED", .cancelled, .notStarted,
      sends(RawPeer.frame(2, stream: 1, flags: 2, [0xa2]) + RawPeer.frame(6, stream: 1, [1]))),
    Provocation(
      "CANCELLED", .cancelled, .rolledBack,
      sends(RawPeer.request(1, method: 4) + RawPeer.frame(6, stream: 1, [1]))),
    Provocation("DRAINING", .unavailable, .notStarted, stream: 3) { peer, bed in
      try peer.send(RawPeer.request(1, method: 4))
      await bed.service.gate.arrivals(1)
      Task { await bed.server.drain(graceMilliseconds: 60_000) }
      // GOAWAY.
      _ = await peer.frame()
      try peer.send(RawPeer.request(3))
    },
    Provocation("SHUTDOWN", .unavailable, .rolledBack) { peer, bed in
      try peer.send(RawPeer.request(1, method: 4))
      await bed.service.gate.arrivals(1)
      Task { await bed.server.drain(graceMilliseconds: 1) }
    },
  ]

  /// Errors on stream 0.
  static let ofConnections: [Provocation] =
    [
      Provocation(
        "VERSION", .failedPrecondition, .notStarted, stream: 0, isGreeted: false,
        sends(Preface.bytes + RawPeer.frame(1, [0xa1, 0x01, 0x82, 0x02, 0x09]))),
      Provocation(
        "CALM", .resourceExhausted, .unknown, stream: 0,
        sends((0..<12).flatMap { _ in RawPeer.frame(8, [0, 0, 0, 0, 0, 0, 0, 0]) })),
      Provocation(
        "TOO_MANY_CONNECTIONS", .resourceExhausted, .notStarted, stream: 0, isGreeted: false,
        configure: { $0.connectionsMax = 0 }
      ) { peer, _ in
        // It may be refused before it has sent a byte.
        try? peer.send(Preface.bytes + RawPeer.hello)
      },
      Provocation(
        "SERVICE_UNKNOWN", .unauthenticated, .notStarted, stream: 0, isGreeted: false,
        configure: { configuration in
          configuration.admit = { _ in
            CallFailure(
              code: .unauthenticated, reason: "SERVICE_UNKNOWN", message: "",
              outcome: .notStarted)
          }
        }
      ) { peer, _ in
        try? peer.send(Preface.bytes + RawPeer.hello)
      },
    ]
    + ([
      ("HELLO", RawPeer.hello), ("ZERO_BITS", RawPeer.frame(8, zero: 1, [0, 0, 0, 0, 0, 0, 0, 0])),
      ("FLAGS", RawPeer.frame(2, stream: 1, flags: 0x20)),
      ("LENGTH", RawPeer.frame(2, stream: 1, length: 0xFFFF_FFFF)),
      ("TYPE", RawPeer.frame(99, flags: 0x80)),
      ("DIRECTION", RawPeer.frame(4, stream: 1, flags: 1, [0xa0])), ("STREAM", RawPeer.request(2)),
      ("CONTROL_BODY", RawPeer.request(1) + RawPeer.frame(6, stream: 1)),
    ] as [(String, [UInt8])]).map { rule, bytes in
      Provocation(rule, .internal, .unknown, stream: 0, sends(bytes))
    }
}
