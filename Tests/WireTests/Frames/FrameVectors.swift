import Foundation
import LatchkeyBase
import LatchkeyWire

/// One golden frame: its bytes, who sends it, and what the other side makes of it.
///
/// The connection is past both HELLOs. The client has opened streams 1 and 3 and the server has
/// answered 3, but for HELLO vectors, which are the first frame. Where `streams` is said, the client
/// has also opened these with a request without END, to methods that answer with messages.
struct FrameVector {
  enum Sender: String { case client, server }

  var name: String
  var from: Sender
  var bytes: [UInt8]
  /// What the frame holds; nil when it is refused.
  var decoded: [String: Any]?
  /// `connection RULE` or `stream REASON`; nil when it is accepted.
  var error: String?
  /// Streams of messages that are open.
  var streams: [UInt32] = []

  /// The file's text: one JSON object with sorted keys.
  func json() throws -> String {
    var object: [String: Any] = [
      "name": self.name, "from": self.from.rawValue, "hex": self.bytes.hex,
      "accept": self.error == nil, "decoded": self.decoded ?? NSNull(),
      "error": self.error ?? NSNull(),
    ]
    if !self.streams.isEmpty { object["streams"] = self.streams }
    let data = try JSONSerialization.data(
      withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Name of the file.
  var file: String {
    self.name.lowercased().map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
      .split(separator: "-").joined(separator: "-") + ".json"
  }

  static func accepted(
    _ name: String, _ from: Sender, _ bytes: [UInt8], _ decoded: [String: Any]
  ) -> FrameVector {
    FrameVector(name: name, from: from, bytes: bytes, decoded: decoded, error: nil)
  }

  static func refused(
    _ name: String, _ from: Sender, _ bytes: [UInt8], _ error: String
  ) -> FrameVector {
    FrameVector(name: name, from: from, bytes: bytes, decoded: nil, error: error)
  }

  static func written(_ body: (inout FrameWriter) -> Void) -> [UInt8] {
    var writer = FrameWriter()
    body(&writer)
    return writer.bytes
  }

  // MARK: - The vectors

  static var all: [FrameVector] {
    Self.acceptedOnes + Self.refusedOnes
      + Self.streamOnes.map { vector in
        var vector = vector
        vector.streams = [5]
        return vector
      }
  }

  private static func data(_ bytes: [UInt8], flags: UInt8 = 0) -> [UInt8] {
    rawFrame(3, stream: 5, flags: flags, bytes)
  }

  private static func message(
    _ name: String, _ from: Sender, _ bytes: [UInt8], flags: UInt8, ends: Bool = false,
    continues: Bool = false, sensitive: Bool = false
  ) -> FrameVector {
    .accepted(
      name, from, Self.data(bytes, flags: flags),
      [
        "type": "DATA", "stream": 5, "bytes": bytes.hex, "cost": bytes.count + 12, "ends": ends,
        "continues": continues, "sensitive": sensitive,
      ])
  }

  private static var streamOnes: [FrameVector] {
    [
      Self.message("data message", .client, [0xa1, 1, 2], flags: 0),
      Self.message("data message of a server", .server, [0xa1, 1, 2], flags: 0),
      Self.message("data sensitive message", .server, [0x41, 9], flags: 4, sensitive: true),
      Self.message("data empty message", .client, [], flags: 0),
      Self.message("data part", .client, [0x82], flags: 2, continues: true),
      Self.message("data last message", .client, [0xf6], flags: 1, ends: true),
      Self.message("data critical", .client, [0xf6], flags: 0x80),
      .accepted(
        "data end without a message", .client, Self.data([], flags: 1),
        ["type": "DATA", "stream": 5, "bytes": "", "cost": 0, "ends": true]),
      .accepted(
        "credit", .server, Self.written { $0.credit(131_072, stream: 5) },
        ["type": "CREDIT", "stream": 5, "credit": 131_072]),
      .accepted(
        "credit of a client", .client, Self.written { $0.credit(0x7FFB_FFFF, stream: 5) },
        ["type": "CREDIT", "stream": 5, "credit": 0x7FFB_FFFF]),
      .refused("data empty part", .client, Self.data([], flags: 2), "stream FLOW"),
      .refused(
        "data behind the end of a request", .client, rawFrame(3, stream: 1, [1]), "stream ENDED"),
      .refused("data nobody asked for", .server, rawFrame(3, stream: 1, [1]), "stream STREAMING"),
      .refused("credit of nothing", .client, rawCredit(5, 0), "connection CONTROL_BODY"),
      .refused(
        "credit of five bytes", .server, rawFrame(7, stream: 5, [0, 0, 0, 0, 1]),
        "connection CONTROL_BODY"),
      .refused(
        "credit on a stream never opened", .client, rawCredit(7, 1), "connection STREAM"),
      .refused(
        "response with a body behind messages", .server,
        Self.written {
          $0.response(ResponseEnvelope(body: [1]), stream: 5, isSensitive: false)
        }, "stream CARDINALITY"),
      .accepted(
        "response behind messages", .server,
        Self.written {
          $0.response(ResponseEnvelope(body: nil), stream: 5, isSensitive: false)
        }, ["type": "RESPONSE", "stream": 5, "sensitive": false]),
    ]
  }

  private static let key = [UInt8](0..<16)
  private static let trace = [UInt8](0..<25)

  private static var fullHello: Hello {
    var hello = Hello(
      limits: WireLimits(), schemaHash: [UInt8](0..<32), agent: "example/1.0",
      instance: [UInt8](0..<16))
    hello.frameBytesMax = 32_768
    hello.messageBytesMax = 524_288
    hello.streamCredit = 131_072
    hello.features = ["a", "b"]
    hello.peer = Hello.Peer(uid: 1_000, gid: 1_001, pid: 4_242)
    hello.streamsMax = 16
    return hello
  }

  private static var acceptedOnes: [FrameVector] {
    [
      .accepted(
        "hello least", .client, Self.written { $0.hello(Hello()) },
        [
          "type": "HELLO", "versions": [1, 1],
        ]),
      .accepted(
        "hello everything", .server, Self.written { $0.hello(Self.fullHello) },
        [
          "type": "HELLO", "versions": [1, 1], "maxFrame": 32_768, "maxMessage": 524_288,
          "streamCredit": 131_072, "schemaHash": [UInt8](0..<32).hex, "agent": "example/1.0",
          "features": ["a", "b"], "instance": [UInt8](0..<16).hex,
          "peer": ["uid": 1_000, "gid": 1_001, "pid": 4_242], "maxStreams": 16,
        ]),
      .accepted(
        "hello unknown key ignored", .client,
        rawFrame(1, [0xa2, 0x01, 0x82, 0x01, 0x01, 0x18, 0x63, 0xf6]),
        ["type": "HELLO", "versions": [1, 1]]),
      .accepted(
        "request least", .client,
        Self.written {
          $0.request(
            RequestEnvelope(method: .number(1), body: []), stream: 5, isSensitive: false)
        }, ["type": "REQUEST", "stream": 5, "method": 1, "body": "", "sensitive": false]),
      .accepted(
        "request everything", .client,
        Self.written {
          $0.request(
            RequestEnvelope(
              method: .name("agents.SetPassword"), remainingMilliseconds: 2_000,
              metadata: Metadata([
                .init(name: "x-a", value: .text("one")), .init(name: "x-a", value: .bytes([2])),
              ]), idempotencyKey: Self.key, traceparent: Self.trace, actor: [1, 2, 3],
              body: [0xa1, 0x01, 0x02]), stream: 5, isSensitive: true)
        },
        [
          "type": "REQUEST", "stream": 5, "method": "agents.SetPassword", "remainingMs": 2_000,
          "metadata": ["x-a", "one", "x-a", ["bytes": "02"]], "idempotencyKey": Self.key.hex,
          "traceparent": Self.trace.hex, "actor": "010203", "body": "a10102", "sensitive": true,
        ]),
      .accepted(
        "request unknown key ignored", .client,
        rawFrame(2, stream: 5, flags: 1, [UInt8](hex: "a3010107411a182a6178")),
        ["type": "REQUEST", "stream": 5, "method": 1, "body": "1a", "sensitive": false]),
      .accepted(
        "request before messages", .client, rawRequest(5, flags: 0),
        [
          "type": "REQUEST", "stream": 5, "method": 1, "body": "010203", "sensitive": false,
          "ends": false,
        ]),
      .accepted(
        "response least", .server,
        Self.written {
          $0.response(ResponseEnvelope(body: []), stream: 1, isSensitive: false)
        }, ["type": "RESPONSE", "stream": 1, "body": "", "sensitive": false]),
      .accepted(
        "response with metadata", .server,
        Self.written {
          $0.response(
            ResponseEnvelope(
              metadata: Metadata([.init(name: "x-b", value: .text("y"))]), body: [0xf6]),
            stream: 1, isSensitive: true)
        },
        [
          "type": "RESPONSE", "stream": 1, "metadata": ["x-b", "y"], "body": "f6",
          "sensitive": true,
        ]),
      .accepted(
        "error least", .server,
        Self.written {
          $0.error(
            CallFailure(
              code: .notFound, reason: "NOT_FOUND", message: "", outcome: .rolledBack), stream: 1)
        },
        [
          "type": "ERROR", "stream": 1, "code": 5, "reason": "NOT_FOUND", "message": "",
          "outcome": 1,
        ]),
      .accepted(
        "error everything", .server,
        Self.written {
          $0.error(
            CallFailure(
              code: .resourceExhausted, reason: "OVERLOADED", message: "Später ☺ 😈",
              details: [0xa1, 0x01, 0x63, 0x61, 0x62, 0x63], retryAfterMilliseconds: 250,
              outcome: .notStarted, incident: 0x0102_0304_0506_0708), stream: 1)
        },
        [
          "type": "ERROR", "stream": 1, "code": 8, "reason": "OVERLOADED",
          "message": "Später ☺ 😈", "details": "a10163616263", "retryAfterMs": 250, "outcome": 0,
          "incident": "0102030405060708",
        ]),
      .accepted(
        "error partly committed", .server,
        Self.written {
          $0.error(
            CallFailure(
              code: .deadlineExceeded, reason: "DEADLINE", message: "",
              details: [0xa1, 0x07, 0x03],
              outcome: .partlyCommitted), stream: 1)
        },
        [
          "type": "ERROR", "stream": 1, "code": 4, "reason": "DEADLINE", "message": "",
          "details": "a10703", "outcome": 4,
        ]),
      .accepted(
        "error of the connection", .server,
        Self.written {
          $0.error(
            CallFailure(
              code: .internal, reason: "FLAGS", message: "m", outcome: .unknown), stream: 0)
        },
        [
          "type": "ERROR", "stream": 0, "code": 13, "reason": "FLAGS", "message": "m",
          "outcome": 3,
        ]),
      .accepted(
        "error with a code from the future", .server,
        rawFrame(
          5, stream: 1, flags: 1, [UInt8](hex: "a4011863026141036006186 3".filter { $0 != " " })),
        ["type": "ERROR", "stream": 1, "code": 2, "reason": "A", "message": "", "outcome": 3]),
      .accepted(
        "cancel by the user", .client, Self.written { $0.cancel(.user, stream: 1) },
        ["type": "CANCEL", "stream": 1, "reason": 1]),
      .accepted(
        "cancel at the deadline", .client, Self.written { $0.cancel(.deadline, stream: 1) },
        ["type": "CANCEL", "stream": 1, "reason": 2]),
      .accepted(
        "cancel at the end", .client, Self.written { $0.cancel(.shutdown, stream: 1) },
        ["type": "CANCEL", "stream": 1, "reason": 3]),
      .accepted(
        "ping", .client, Self.written { $0.ping(0x0102_0304_0506_0708) },
        ["type": "PING", "opaque": "0102030405060708"]),
      .accepted(
        "pong", .server, Self.written { $0.pong(0x0102_0304_0506_0708) },
        ["type": "PONG", "opaque": "0102030405060708"]),
      .accepted(
        "goaway", .server,
        Self.written {
          $0.goAway(
            GoAway(
              lastStream: 1, code: .unavailable, reason: "DRAINING", graceMilliseconds: 5_000))
        },
        [
          "type": "GOAWAY", "lastStream": 1, "code": 14, "reason": "DRAINING", "graceMs": 5_000,
        ]),
      .accepted(
        "unknown type skipped", .client, rawFrame(99, stream: 7, flags: 1, [1, 2, 3]),
        ["type": "skipped"]),
      .accepted(
        "data for a stream that is over", .client, rawFrame(3, stream: 3, [1, 2, 3]),
        ["type": "dropped"]),
      .accepted(
        "credit for a stream that is over", .client, rawFrame(7, stream: 3, [0, 0, 4, 0]),
        ["type": "dropped"]),
    ]
  }

  private static var refusedOnes: [FrameVector] {
    let eight: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    return [
      .refused(
        "hello version 2", .client, rawFrame(1, [0xa1, 1, 0x82, 2, 2]), "connection VERSION"),
      .refused("hello without versions", .client, rawFrame(1, [0xa0]), "connection HELLO"),
      .refused(
        "hello critical key", .client, rawFrame(1, [0xa2, 1, 0x82, 1, 1, 0x20, 0]),
        "connection HELLO"),
      .refused(
        "hello frame limit below the floor", .client,
        rawFrame(1, [0xa2, 1, 0x82, 1, 1, 2, 0x19, 0x4f, 0xff]), "connection HELLO"),
      .refused(
        "hello on a stream", .client, rawFrame(1, stream: 1, [0xa1, 1, 0x82, 1, 1]),
        "connection STREAM"),
      .refused("zero bits", .client, rawFrame(8, zero: 1, eight), "connection ZERO_BITS"),
      .refused("unknown flag", .client, rawRequest(5, flags: 0x11), "connection FLAGS"),
      .refused("end and more", .client, rawRequest(5, flags: 0x03), "connection FLAGS"),
      .refused("ping with a flag", .client, rawFrame(8, flags: 4, eight), "connection FLAGS"),
      .refused(
        "length beyond everything", .client, rawFrame(2, stream: 5, length: 0xFFFF_FFFF),
        "connection LENGTH"),
      .refused(
        "length one beyond what is read over", .client,
        rawFrame(2, stream: 5, length: 1_048_577), "connection LENGTH"),
      .refused("unknown critical type", .client, rawFrame(99, flags: 0x80), "connection TYPE"),
      .refused("request on an even stream", .client, rawRequest(6), "connection STREAM"),
      .refused("request on stream 0", .client, rawRequest(0), "connection STREAM"),
      .refused("request on a used stream", .client, rawRequest(3), "connection STREAM"),
      .refused(
        "request beyond the numbers", .client, rawRequest(0x8000_0001), "connection STREAM"),
      .refused(
        "request malformed", .client, rawFrame(2, stream: 5, flags: 1, [0xff]), "stream MALFORMED"
      ),
      .refused(
        "request trailing byte", .client,
        rawFrame(2, stream: 5, flags: 1, [UInt8](hex: "a2010107411a00")), "stream MALFORMED"),
      .refused(
        "request unsorted keys", .client,
        rawFrame(2, stream: 5, flags: 1, [UInt8](hex: "a207411a0101")), "stream MALFORMED"),
      .refused(
        "request duplicate key", .client,
        rawFrame(2, stream: 5, flags: 1, [UInt8](hex: "a301010101 07411a".filter { $0 != " " })),
        "stream MALFORMED"),
      .refused(
        "request critical key", .client,
        rawFrame(2, stream: 5, flags: 1, [UInt8](hex: "a3010107411a2000")),
        "stream CRITICAL_FIELD"),
      .refused(
        "request short idempotency key", .client,
        rawFrame(
          2, stream: 5, flags: 1,
          [UInt8](hex: "a30101044f") + [UInt8](repeating: 0, count: 15) + [0x07, 0x40]),
        "stream MALFORMED"),
      .refused("hello twice", .client, rawHello, "connection HELLO"),
      .refused("response from a client", .client, rawResponse(1), "connection DIRECTION"),
      .refused("error for a stream from a client", .client, rawError(1), "connection DIRECTION"),
      .refused(
        "cancel of a stream never opened", .client, rawFrame(6, stream: 5, [1]),
        "connection STREAM"),
      .refused(
        "cancel with reason 4", .client, rawFrame(6, stream: 1, [4]), "connection CONTROL_BODY"),
      .refused(
        "data on a stream never opened", .client, rawFrame(3, stream: 5, [1]), "connection STREAM"
      ),
      .refused(
        "ping of seven bytes", .client, rawFrame(8, [1, 2, 3, 4, 5, 6, 7]),
        "connection CONTROL_BODY"),
      .refused("goaway malformed", .server, rawFrame(10, [0xa0]), "connection CONTROL_BODY"),
      .refused("request from a server", .server, rawRequest(1), "connection DIRECTION"),
      .refused(
        "cancel from a server", .server, rawFrame(6, stream: 1, [1]), "connection DIRECTION"),
      .refused("response on a stream never opened", .server, rawResponse(5), "connection STREAM"),
      .refused(
        "response malformed", .server, rawFrame(4, stream: 1, flags: 1, [0xff]),
        "stream MALFORMED"),
      .refused(
        "response without a body", .server, rawFrame(4, stream: 1, flags: 1, [0xa0]),
        "stream CARDINALITY"),
      .refused(
        "error malformed", .server, rawFrame(5, stream: 1, flags: 1, [0xa0]),
        "connection CONTROL_BODY"),
    ]
  }
}
