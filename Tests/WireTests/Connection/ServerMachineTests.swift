import LatchkeyBase
import LatchkeyWire
import Testing

@Suite("A server's machine answers every frame in every state")
struct ServerMachineTests {
  /// One row of the state table: a frame, and what is said to it.
  struct Row: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var said: [String]

    var testDescription: String { self.name }
  }

  static let controlBytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 9]

  @Test(
    "Before the HELLO only a HELLO is understood",
    arguments: [
      Row(name: "HELLO", bytes: rawHello, said: ["greet"]),
      Row(name: "REQUEST", bytes: rawRequest(1), said: ["fault HELLO"]),
      Row(name: "PING", bytes: rawPing, said: ["fault HELLO"]),
      Row(name: "GOAWAY", bytes: rawGoAway, said: ["fault HELLO"]),
      Row(name: "ERROR", bytes: rawError(0), said: ["fault HELLO"]),
      Row(name: "unknown type", bytes: rawFrame(99), said: ["fault HELLO"]),
      Row(
        name: "HELLO on a stream", bytes: rawFrame(1, stream: 1, [0xa1, 1, 0x82, 1, 1]),
        said: ["fault STREAM"]),
      Row(
        name: "HELLO with END", bytes: rawFrame(1, flags: 1, [0xa1, 1, 0x82, 1, 1]),
        said: ["fault FLAGS"]),
      Row(name: "HELLO without versions", bytes: rawFrame(1, [0xa0]), said: ["fault HELLO"]),
      Row(
        name: "HELLO of version 2 to 3", bytes: rawFrame(1, [0xa1, 1, 0x82, 2, 3]),
        said: ["fault VERSION"]),
      Row(
        name: "HELLO of version 0", bytes: rawFrame(1, [0xa1, 1, 0x82, 0, 0]),
        said: ["fault VERSION"]),
      Row(
        name: "HELLO of version 0 to 9", bytes: rawFrame(1, [0xa1, 1, 0x82, 0, 9]), said: ["greet"]),
      Row(
        name: "HELLO of versions upside down", bytes: rawFrame(1, [0xa1, 1, 0x82, 3, 1]),
        said: ["fault HELLO"]),
      Row(
        name: "HELLO with an unknown key",
        bytes: rawFrame(1, [0xa2, 1, 0x82, 1, 1, 0x18, 99, 0xf6]), said: ["greet"]),
      Row(
        name: "HELLO with a critical unknown key",
        bytes: rawFrame(1, [0xa2, 1, 0x82, 1, 1, 0x20, 0]), said: ["fault HELLO"]),
      Row(
        name: "zero bits", bytes: rawFrame(1, zero: 1, [0xa1, 1, 0x82, 1, 1]),
        said: ["fault ZERO_BITS"]),
    ])
  func beforeHello(row: Row) {
    var server = DrivenServer(greeted: false)
    #expect(server.feed(Preface.bytes + row.bytes) == row.said)
  }

  @Test(
    "To a server each frame after the HELLO has one meaning",
    arguments: [
      Row(name: "REQUEST", bytes: rawRequest(5), said: ["request 5 body 3"]),
      Row(
        name: "REQUEST, sensitive", bytes: rawRequest(5, flags: 5),
        said: ["request 5 body 3 sensitive"]),
      Row(name: "REQUEST, critical", bytes: rawRequest(5, flags: 0x81), said: ["request 5 body 3"]),
      Row(
        name: "REQUEST without END", bytes: rawRequest(5, flags: 0),
        said: ["request 5 body 3 open"]),
      Row(name: "REQUEST with END and MORE", bytes: rawRequest(5, flags: 3), said: ["fault FLAGS"]),
      Row(name: "REQUEST on an even stream", bytes: rawRequest(6), said: ["fault STREAM"]),
      Row(name: "REQUEST on stream 0", bytes: rawRequest(0), said: ["fault STREAM"]),
      Row(name: "REQUEST on an open stream", bytes: rawRequest(1), said: ["fault STREAM"]),
      Row(name: "REQUEST on a closed stream", bytes: rawRequest(3), said: ["fault STREAM"]),
      Row(
        name: "REQUEST beyond the numbers", bytes: rawRequest(0x8000_0001), said: ["fault STREAM"]),
      Row(
        name: "REQUEST with the highest number", bytes: rawRequest(0x7FFF_FFFF),
        said: ["request 2147483647 body 3"]),
      Row(
        name: "malformed REQUEST", bytes: rawFrame(2, stream: 5, flags: 1, [0xff]),
        said: ["refuse 5 invalidArgument MALFORMED notStarted"]),
      Row(
        name: "empty REQUEST", bytes: rawFrame(2, stream: 5, flags: 1),
        said: ["refuse 5 invalidArgument MALFORMED notStarted"]),
      Row(
        name: "DATA behind the END of the request", bytes: rawFrame(3, stream: 1, [1]),
        said: ["breach 1 internal ENDED"]),
      Row(name: "DATA on a closed stream", bytes: rawFrame(3, stream: 3, [1]), said: ["dropped"]),
      Row(
        name: "DATA on a stream never opened", bytes: rawFrame(3, stream: 5, [1]),
        said: ["fault STREAM"]),
      Row(name: "DATA on stream 0", bytes: rawFrame(3, [1]), said: ["fault STREAM"]),
      Row(
        name: "CREDIT on an open stream", bytes: rawFrame(7, stream: 1, [0, 0, 0, 1]),
        said: ["credit 1 1"]),
      Row(name: "CREDIT on a closed stream", bytes: rawCredit(3, 1), said: ["dropped"]),
      Row(name: "CREDIT of nothing", bytes: rawCredit(1, 0), said: ["fault CONTROL_BODY"]),
      Row(
        name: "CREDIT of three bytes", bytes: rawFrame(7, stream: 1, [0, 0, 1]),
        said: ["fault CONTROL_BODY"]),
      Row(
        name: "CREDIT on a stream never opened", bytes: rawFrame(7, stream: 9, [0, 0, 0, 1]),
        said: ["fault STREAM"]),
      Row(name: "RESPONSE", bytes: rawResponse(1), said: ["fault DIRECTION"]),
      Row(name: "ERROR on a stream", bytes: rawError(1), said: ["fault DIRECTION"]),
      Row(name: "ERROR of the connection", bytes: rawError(0), said: ["client failed R"]),
      Row(name: "malformed ERROR", bytes: rawFrame(5, [0xa0]), said: ["fault CONTROL_BODY"]),
      Row(
        name: "CANCEL of an open stream", bytes: rawFrame(6, stream: 1, [1]),
        said: ["cancel 1 user"]),
      Row(
        name: "CANCEL for the deadline", bytes: rawFrame(6, stream: 1, [2]),
        said: ["cancel 1 deadline"]),
      Row(
        name: "CANCEL for the shutdown", bytes: rawFrame(6, stream: 1, [3]),
        said: ["cancel 1 shutdown"]),
      Row(name: "CANCEL of a closed stream", bytes: rawFrame(6, stream: 3, [1]), said: ["dropped"]),
      Row(
        name: "CANCEL of a stream never opened", bytes: rawFrame(6, stream: 5, [1]),
        said: ["fault STREAM"]),
      Row(
        name: "CANCEL of an even stream", bytes: rawFrame(6, stream: 2, [1]), said: ["fault STREAM"]
      ),
      Row(
        name: "CANCEL with reason 0", bytes: rawFrame(6, stream: 1, [0]),
        said: ["fault CONTROL_BODY"]),
      Row(
        name: "CANCEL with reason 4", bytes: rawFrame(6, stream: 1, [4]),
        said: ["fault CONTROL_BODY"]),
      Row(
        name: "CANCEL without a reason", bytes: rawFrame(6, stream: 1), said: ["fault CONTROL_BODY"]
      ),
      Row(
        name: "CANCEL with END", bytes: rawFrame(6, stream: 1, flags: 1, [1]), said: ["fault FLAGS"]
      ),
      Row(name: "PING", bytes: rawPing, said: ["pong 9"]),
      Row(
        name: "PING of 7 bytes", bytes: rawFrame(8, [1, 2, 3, 4, 5, 6, 7]),
        said: ["fault CONTROL_BODY"]),
      Row(
        name: "PING of 9 bytes", bytes: rawFrame(8, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        said: ["fault CONTROL_BODY"]),
      Row(
        name: "PING on a stream", bytes: rawFrame(8, stream: 1, controlBytes),
        said: ["fault STREAM"]),
      Row(name: "PONG", bytes: rawFrame(9, controlBytes), said: ["ponged 9"]),
      Row(
        name: "PONG of 7 bytes", bytes: rawFrame(9, [1, 2, 3, 4, 5, 6, 7]),
        said: ["fault CONTROL_BODY"]),
      Row(name: "GOAWAY", bytes: rawGoAway, said: ["client leaves"]),
      Row(name: "malformed GOAWAY", bytes: rawFrame(10, [0xa0]), said: ["fault CONTROL_BODY"]),
      Row(name: "a second HELLO", bytes: rawHello, said: ["fault HELLO"]),
      Row(name: "unknown type", bytes: rawFrame(11, stream: 4, flags: 7, [1]), said: ["dropped"]),
      Row(name: "unknown type 0", bytes: rawFrame(0), said: ["dropped"]),
      Row(name: "unknown critical type", bytes: rawFrame(200, flags: 0x80), said: ["fault TYPE"]),
      Row(name: "unknown flag", bytes: rawFrame(2, stream: 5, flags: 8), said: ["fault FLAGS"]),
      Row(
        name: "zero bits", bytes: rawFrame(8, zero: 256, controlBytes), said: ["fault ZERO_BITS"]),
      Row(
        name: "a length nothing reads over", bytes: rawFrame(2, stream: 5, length: 1_048_577),
        said: ["fault LENGTH"]),
      Row(
        name: "a REQUEST longer than a frame",
        bytes: rawFrame(2, stream: 5, flags: 1, [UInt8](repeating: 0, count: 65_537)) + rawPing,
        said: ["refuse 5 resourceExhausted FRAME_TOO_LARGE notStarted", "pong 9"]),
      Row(
        name: "a PING longer than a frame", bytes: rawFrame(8, length: 65_537),
        said: ["fault LENGTH"]),
    ])
  func afterHello(row: Row) {
    // Stream 1 is open, stream 3 is answered.
    var server = DrivenServer()
    #expect(server.feed(rawRequest(1) + rawRequest(3)).count == 2)
    #expect(server.answer(3) == true)
    #expect(server.feed(row.bytes) == row.said)
    if row.said.last?.hasPrefix("fault") == true {
      #expect(server.machine.state == .closed)
      #expect(server.feed(rawPing) == [], "After a fault nothing is believed.")
    }
  }

  @Test("The same bytes one at a time mean the same", arguments: [1, 5, 12, 13, 100])
  func splits(size: Int) {
    let bytes =
      Preface.bytes + rawHello + rawRequest(1, flags: 5) + rawPing + rawFrame(6, stream: 1, [2])
      + rawFrame(77) + rawRequest(3, body: [UInt8](repeating: 1, count: 300)) + rawRequest(2)
    let expected = [
      "greet", "request 1 body 3 sensitive", "pong 9", "cancel 1 deadline", "dropped",
      "request 3 body 300", "fault STREAM",
    ]
    var server = DrivenServer(greeted: false)
    var said: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      said += server.feed(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(said == expected)
  }

  @Test("One wrong byte of the preface ends it without an answer", arguments: 0..<8)
  func preface(index: Int) throws {
    var bytes = Preface.bytes
    bytes[index] ^= 1
    var server = DrivenServer(greeted: false)
    #expect(server.feed(bytes) == ["fault PREFACE"])
    #expect(ConnectionFault(.preface, "").failure == nil)
    var slow = DrivenServer(greeted: false)
    var said: [String] = []
    for byte in bytes { said += slow.feed([byte]) }
    #expect(said == ["fault PREFACE"])
  }

  @Test(
    "Before the HELLO a frame has at most 1 024 bytes",
    arguments: [(1_023, "greet"), (1_024, "greet"), (1_025, "fault LENGTH")])
  func helloLength(count: Int, said: String) {
    let body = cbor {
      $0.mapHeader(2)
      $0.unsigned(1)
      $0.arrayHeader(2)
      $0.unsigned(1)
      $0.unsigned(1)
      $0.unsigned(99)
      $0.bytes([UInt8](repeating: 0, count: count - 10))
    }
    #expect(body.count == count)
    var server = DrivenServer(greeted: false)
    #expect(server.feed(Preface.bytes + rawFrame(1, body)) == [said])
  }

  @Test(
    "A HELLO may lower limits, not below the floor and not above the protocol's",
    arguments: [
      (20_479, nil), (20_480, 20_480), (65_535, 65_535), (65_536, 65_536), (65_537, 65_536),
      (.max, 65_536),
    ] as [(UInt64, Int?)])
  func frameLimit(announced: UInt64, inForce: Int?) {
    let body = cbor {
      $0.mapHeader(2)
      $0.unsigned(1)
      $0.arrayHeader(2)
      $0.unsigned(1)
      $0.unsigned(1)
      $0.unsigned(2)
      $0.unsigned(announced)
    }
    var server = DrivenServer(greeted: false)
    let said = server.feed(Preface.bytes + rawFrame(1, body))
    #expect(said == [inForce == nil ? "fault HELLO" : "greet"])
    if let inForce { #expect(server.machine.peerFrameBytesMax == inForce) }
  }

  @Test(
    "64 calls are open at most; one more handler waits for the return of one whose call is closed",
    arguments: [1, 64])
  func concurrency(max: Int) {
    var limits = WireLimits()
    limits.streamsMax = max
    var server = DrivenServer(limits: limits)
    for index in 0..<max {
      #expect(server.feed(rawRequest(UInt32(2 * index + 1))).first?.hasPrefix("request") == true)
    }
    let next = UInt32(2 * max + 1)
    let refusal = "refuse \(next) resourceExhausted TOO_MANY_STREAMS notStarted"
    #expect(server.feed(rawRequest(next)) == [refusal])
    // A CANCEL closes the stream; the slot is the handler's until it returns.
    #expect(server.feed(rawFrame(6, stream: 1, [1])) == ["cancel 1 user"])
    #expect(server.machine.answered(1) == true)
    #expect(!server.machine.isOverfull)
    #expect(server.feed(rawRequest(next + 2)) == ["request \(next + 2) body 3"])
    #expect(server.machine.isOverfull)
    // Whoever goes on reading all the same gets no second one.
    #expect(server.feed(rawRequest(next + 4)).first?.hasPrefix("refuse") == true)
    server.machine.released()
    #expect(!server.machine.isOverfull)
    #expect(server.machine.slotsInUse == max)
  }

  @Test("A stream gets one terminal frame, whoever comes first")
  func oneTerminalFrame() {
    var server = DrivenServer()
    #expect(server.feed(rawRequest(1)) == ["request 1 body 3"])
    #expect(server.machine.answered(1) == true)
    #expect(server.machine.answered(1) == false)
    #expect(server.feed(rawFrame(6, stream: 1, [1])) == ["dropped"])
    #expect(server.machine.lateFrames == 1)
  }

  @Test("More than 200 CANCELs in ten seconds meet a farewell, the second time the end")
  func rapidCancel() {
    var server = DrivenServer()
    #expect(server.feed(rawRequest(1)) == ["request 1 body 3"])
    #expect(server.machine.answered(1) == true)
    let cancel = rawFrame(6, stream: 1, [1])
    for _ in 0..<200 { #expect(server.feed(cancel) == ["dropped"]) }
    #expect(server.feed(cancel) == ["goAway 1 CALM"])
    #expect(server.feed(rawRequest(3)) == ["refuse 3 unavailable DRAINING notStarted"])
    for _ in 0..<200 { #expect(server.feed(cancel) == ["dropped"]) }
    #expect(server.feed(cancel) == ["fault CALM"])
  }

  @Test(
    "CANCELs are counted in windows of ten seconds",
    arguments: [(9_999, "goAway 1 CALM"), (10_000, "dropped")])
  func cancelWindow(milliseconds: UInt64, said: String) {
    var server = DrivenServer()
    _ = server.feed(rawRequest(1))
    _ = server.machine.answered(1)
    let cancel = rawFrame(6, stream: 1, [1])
    for _ in 0..<200 { _ = server.feed(cancel) }
    server.now += milliseconds * 1_000_000
    #expect(server.feed(cancel) == [said])
  }

  @Test(
    "PINGs come ten seconds apart; the third strike is a farewell",
    arguments: [(9_999, true), (10_000, false), (10_001, false)])
  func pings(milliseconds: UInt64, isStrike: Bool) {
    var server = DrivenServer()
    for index in 0..<10 {
      let expected =
        isStrike && index >= 3 ? (index == 3 ? "goAway 0 CALM" : "fault CALM") : "pong 9"
      if index <= 4 || !isStrike { #expect(server.feed(rawPing) == [expected], "PING \(index)") }
      server.now += milliseconds * 1_000_000
    }
  }

  @Test("While draining, streams above the announced one are refused and the others finish")
  func draining() {
    var server = DrivenServer()
    #expect(server.feed(rawRequest(1)) == ["request 1 body 3"])
    let goAway = server.machine.beginDraining(
      code: .unavailable, reason: .draining, graceMilliseconds: 500)
    #expect(goAway.lastStream == 1)
    #expect(server.feed(rawRequest(3)) == ["refuse 3 unavailable DRAINING notStarted"])
    #expect(server.feed(rawFrame(6, stream: 1, [1])) == ["cancel 1 user"])
    #expect(server.feed(rawPing) == ["pong 9"])
    let again = server.machine.beginDraining(
      code: .unavailable, reason: .draining, graceMilliseconds: nil)
    #expect(again.lastStream == 1, "A later farewell does not take a promise back.")
    #expect(!server.machine.isIdle)
    #expect(server.answer(1) == true)
    #expect(server.machine.isIdle)
  }
}
