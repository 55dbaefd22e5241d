import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire

/// What a server does, or a caller, so that the client's runtime makes an error by itself.
struct ClientProvocation: Sendable {
  var reason: String
  var code: StatusCode
  var outcome: Outcome
  /// What the server says behind its HELLO to a call on stream 1; nil says not even HELLO.
  var answer: [UInt8]?
  /// Whether it closes then.
  var closes = false
  var configure: @Sendable (inout ClientConfiguration) -> Void = { _ in }
  /// How the call is made and fails.
  var act: @Sendable (RPCClient) async -> CallFailure?

  init(
    _ reason: String, _ code: StatusCode, _ outcome: Outcome, answer: [UInt8]? = [],
    closes: Bool = false,
    configure: @escaping @Sendable (inout ClientConfiguration) -> Void = { _ in },
    by act: @escaping @Sendable (RPCClient) async -> CallFailure? = { await Self.call($0) }
  ) {
    self.reason = reason
    self.code = code
    self.outcome = outcome
    self.answer = answer
    self.closes = closes
    self.configure = configure
    self.act = act
  }

  private static func call(
    _ client: RPCClient, body: [UInt8] = [1], options: CallOptions = CallOptions()
  ) async -> CallFailure? {
    await failureOf { () async throws(CallFailure) in
      try await client.call(.number(1), body: body, options: options)
    }
  }

  /// Reads an answer in messages to its end.
  private static func read(_ client: RPCClient) async -> CallFailure? {
    let stream = client.open(.number(1), body: [], sendsMessages: false, receivesMessages: true)
    return await failureOf { () async throws(CallFailure) in
      while try await stream.next() != nil {}
    }
  }

  /// Makes a call that its task gives up.
  private static func cancel(_ client: RPCClient) async -> CallFailure? {
    let task = Task { await Self.call(client) }
    // Its request has left when the server has said HELLO.
    _ = await eventually { client.serverHello != nil }
    task.cancel()
    return await task.value
  }

  private static func response(_ body: [UInt8]) -> [UInt8] {
    RawPeer.frame(4, stream: 1, flags: 1, body)
  }

  private static var manyEntries: CallOptions {
    var options = CallOptions()
    for _ in 0..<65 { options.metadata.append("n", .text("v")) }
    return options
  }

  /// Errors that the server's bytes, or their absence, lead to.
  static let byServers: [ClientProvocation] =
    [
      ClientProvocation("CONNECTION_LOST", .unavailable, .unknown, closes: true),
      ClientProvocation(
        "HELLO_TIMEOUT", .unavailable, .unknown, answer: nil,
        configure: { $0.helloMillisecondsMax = 20 }),
      ClientProvocation(
        "PING_TIMEOUT", .unavailable, .unknown,
        configure: { configuration in
          // Silence is looked at when the wait for HELLO would be over, for the first time.
          configuration.helloMillisecondsMax = 2_000
          configuration.keepaliveMilliseconds = 10
          configuration.pongMillisecondsMax = 20
        }),
      ClientProvocation("CARDINALITY", .unimplemented, .unknown, answer: response([0xa0])),
      ClientProvocation(
        "CARDINALITY", .unimplemented, .unknown, answer: response([0xa1, 7, 0x40]),
        by: { await read($0) }),
      ClientProvocation(
        "STREAMING", .unimplemented, .unknown, answer: RawPeer.frame(3, stream: 1, [1])),
      ClientProvocation(
        "FLOW", .internal, .unknown, answer: RawPeer.frame(3, stream: 1, flags: 2),
        by: { await read($0) }),
      ClientProvocation(
        "ENDED", .internal, .unknown,
        answer: RawPeer.frame(3, stream: 1, flags: 1) + RawPeer.frame(3, stream: 1, [1]),
        by: { await read($0) }),
      ClientProvocation(
        "TRUNCATED", .internal, .unknown,
        answer: RawPeer.frame(3, stream: 1, flags: 2, [1]) + response([0xa0]),
        by: { await read($0) }),
      ClientProvocation("MALFORMED", .internal, .unknown, answer: response([0xff])),
      ClientProvocation(
        "DEADLINE", .deadlineExceeded, .unknown,
        by: { await call($0, options: CallOptions(deadlineMilliseconds: 300)) }),
      ClientProvocation("CANCELLED", .cancelled, .unknown, by: { await cancel($0) }),
    ]
    + ([
      ("HELLO", RawPeer.hello), ("ZERO_BITS", RawPeer.frame(8, zero: 1, [0, 0, 0, 0, 0, 0, 0, 0])),
      ("FLAGS", RawPeer.frame(4, stream: 1, flags: 0x20)),
      ("LENGTH", RawPeer.frame(4, stream: 1, length: 0xFFFF_FFFF)),
      ("TYPE", RawPeer.frame(99, flags: 0x80)),
      ("DIRECTION", RawPeer.frame(6, stream: 1, [1])),
      ("STREAM", RawPeer.frame(4, stream: 9, flags: 1, [0xa1, 7, 0x40])),
      ("CONTROL_BODY", RawPeer.frame(8, [1, 2, 3])),
    ] as [(String, [UInt8])]).map { rule, bytes in
      ClientProvocation(rule, .internal, .unknown, answer: bytes)
    }

  /// Errors that callers lead to before anything is sent.
  static let byCallers: [ClientProvocation] = [
    ClientProvocation(
      "CLOSED", .unavailable, .notStarted,
      by: { client in
        await client.close()
        return await call(client)
      }),
    ClientProvocation(
      "CANCELLED", .cancelled, .notStarted,
      by: { client in
        let task = Task { () -> CallFailure? in
          while !Task.isCancelled { await Task.yield() }
          return await call(client)
        }
        task.cancel()
        return await task.value
      }),
    ClientProvocation(
      "CLIENT_QUEUE_FULL", .resourceExhausted, .notStarted, configure: { $0.queuedCallsMax = 0 }),
    ClientProvocation(
      "MESSAGE_TOO_LARGE", .resourceExhausted, .notStarted,
      by: {
        await call($0, body: [UInt8](repeating: 0, count: 1_048_577))
      }),
    ClientProvocation(
      "METADATA_TOO_LARGE", .resourceExhausted, .notStarted,
      by: {
        await call($0, options: manyEntries)
      }),
    ClientProvocation(
      "ACTOR_TOO_LARGE", .resourceExhausted, .notStarted,
      by: {
        await call($0, options: CallOptions(actor: [UInt8](repeating: 0, count: 4_097)))
      }),
    ClientProvocation(
      "MALFORMED", .invalidArgument, .notStarted,
      by: {
        await call($0, options: CallOptions(idempotencyKey: [UInt8](repeating: 0, count: 15)))
      }),
  ]
}
