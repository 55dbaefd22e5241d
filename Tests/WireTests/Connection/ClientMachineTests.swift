import LatchkeyTestBasics
import LatchkeyWire
import Testing

@Suite("A client's machine answers every frame in every state")
struct ClientMachineTests {
  typealias Row = ServerMachineTests.Row

  @Test(
    "Before the HELLO only a HELLO or a refusal is understood",
    arguments: [
      Row(name: "HELLO", bytes: rawHello, said: ["greeted"]),
      Row(name: "ERROR of the connection", bytes: rawError(0), said: ["connection failed R"]),
      Row(name: "ERROR of a stream", bytes: rawError(1), said: ["fault HELLO"]),
      Row(name: "RESPONSE", bytes: rawResponse(1), said: ["fault HELLO"]),
      Row(name: "PING", bytes: rawPing, said: ["fault HELLO"]),
      Row(name: "GOAWAY", bytes: rawGoAway, said: ["fault HELLO"]),
      Row(name: "unknown type", bytes: rawFrame(99), said: ["fault HELLO"]),
      Row(
        name: "HELLO of version 2", bytes: rawFrame(1, [0xa1, 1, 0x82, 2, 2]),
        said: ["fault VERSION"]),
      Row(name: "malformed HELLO", bytes: rawFrame(1, [0xff]), said: ["fault HELLO"]),
    ])
  func beforeHello(row: Row) {
    var client = DrivenClient(streams: 2, greeted: false)
    #expect(client.feed(row.bytes) == row.said)
  }

  @Test(
    "To a client each frame after the HELLO has one meaning",
    arguments: [
      Row(name: "RESPONSE", bytes: rawResponse(1), said: ["response 1 body 2"]),
      Row(
        name: "RESPONSE, sensitive", bytes: rawResponse(1, flags: 5),
        said: ["response 1 body 2 sensitive"]),
      Row(
        name: "empty RESPONSE body", bytes: rawResponse(1, body: []), said: ["response 1 body 0"]),
      Row(
        name: "RESPONSE twice", bytes: rawResponse(1) + rawResponse(1),
        said: ["response 1 body 2", "dropped"]),
      Row(name: "RESPONSE on a given-up stream", bytes: rawResponse(3), said: ["dropped"]),
      Row(name: "RESPONSE on a stream never opened", bytes: rawResponse(7), said: ["fault STREAM"]),
      Row(name: "RESPONSE on an even stream", bytes: rawResponse(2), said: ["fault STREAM"]),
      Row(name: "RESPONSE on stream 0", bytes: rawResponse(0), said: ["fault STREAM"]),
      Row(
        name: "RESPONSE without END", bytes: rawResponse(1, flags: 0),
        said: ["failure 1 unimplemented CARDINALITY unknown"]),
      Row(
        name: "RESPONSE without a body", bytes: rawFrame(4, stream: 1, flags: 1, [0xa0]),
        said: ["failure 1 unimplemented CARDINALITY unknown"]),
      Row(
        name: "malformed RESPONSE", bytes: rawFrame(4, stream: 1, flags: 1, [0xff]),
        said: ["failure 1 internal MALFORMED unknown"]),
      Row(
        name: "empty RESPONSE", bytes: rawFrame(4, stream: 1, flags: 1),
        said: ["failure 1 internal MALFORMED unknown"]),
      Row(name: "ERROR", bytes: rawError(1), said: ["failure 1 aborted R rolledBack"]),
      Row(
        name: "ERROR after RESPONSE", bytes: rawResponse(1) + rawError(1),
        said: ["response 1 body 2", "dropped"]),
      Row(name: "ERROR on a stream never opened", bytes: rawError(9), said: ["fault STREAM"]),
      Row(
        name: "malformed ERROR", bytes: rawFrame(5, stream: 1, flags: 1, [0xa0]),
        said: ["fault CONTROL_BODY"]),
      Row(name: "ERROR of the connection", bytes: rawError(0), said: ["connection failed R"]),
      Row(
        name: "DATA nobody asked for", bytes: rawFrame(3, stream: 1, [1]),
        said: ["breach 1 unimplemented STREAMING unknown"]),
      Row(name: "CREDIT on an open stream", bytes: rawCredit(1, 9), said: ["credit 1 9"]),
      Row(name: "late CREDIT", bytes: rawCredit(3, 9), said: ["dropped"]),
      Row(name: "CREDIT of nothing", bytes: rawCredit(1, 0), said: ["fault CONTROL_BODY"]),
      Row(name: "late DATA", bytes: rawFrame(3, stream: 3, [1]), said: ["dropped"]),
      Row(name: "REQUEST", bytes: rawRequest(1), said: ["fault DIRECTION"]),
      Row(name: "CANCEL", bytes: rawFrame(6, stream: 1, [1]), said: ["fault DIRECTION"]),
      Row(name: "PING", bytes: rawPing, said: ["pong 9"]),
      Row(
        name: "PINGs too often", bytes: rawPing + rawPing + rawPing + rawPing,
        said: ["pong 9", "pong 9", "pong 9", "fault CALM"]),
      Row(name: "PONG", bytes: rawFrame(9, [0, 0, 0, 0, 0, 0, 0, 9]), said: ["ponged 9"]),
      Row(name: "GOAWAY", bytes: rawGoAway, said: ["goAway 1 R"]),
      Row(name: "a second HELLO", bytes: rawHello, said: ["fault HELLO"]),
      Row(name: "unknown type", bytes: rawFrame(77, stream: 8, [1]), said: ["dropped"]),
      Row(name: "unknown critical type", bytes: rawFrame(77, flags: 0x80), said: ["fault TYPE"]),
      Row(
        name: "zero bits", bytes: rawFrame(9, zero: 1, [0, 0, 0, 0, 0, 0, 0, 9]),
        said: ["fault ZERO_BITS"]),
      Row(
        name: "a RESPONSE longer than a frame",
        bytes: rawFrame(4, stream: 1, flags: 1, [UInt8](repeating: 0, count: 65_537)) + rawPing,
        said: ["failure 1 resourceExhausted MESSAGE_TOO_LARGE unknown", "pong 9"]),
      Row(
        name: "a length nothing reads over", bytes: rawFrame(4, stream: 1, length: 1_048_577),
        said: ["fault LENGTH"]),
    ])
  func afterHello(row: Row) {
    // Streams 1 and 5 are open, 3 was given up.
    var client = DrivenClient(streams: 3)
    #expect(client.machine.abandon(3) == true)
    #expect(client.feed(row.bytes) == row.said)
  }

  @Test(
    "Streams have odd numbers from 1, as many at once as the server serves", arguments: [1, 2, 64])
  func streams(max: Int) {
    var limits = WireLimits()
    limits.streamsMax = max
    var client = DrivenClient(limits: limits)
    for index in 0..<max {
      #expect(client.machine.canOpen)
      #expect(client.machine.openStream() == UInt32(2 * index + 1))
    }
    #expect(!client.machine.canOpen)
    #expect(client.feed(rawResponse(1)).count == 1)
    #expect(client.machine.canOpen)
    #expect(client.machine.openStream() == UInt32(2 * max + 1))
  }

  @Test("When the numbers are used up the connection takes no new calls", arguments: [5, 6])
  func numbers(max: UInt32) {
    var limits = WireLimits()
    limits.streamNumberMax = max
    var client = DrivenClient(limits: limits)
    #expect([client.machine.openStream(), client.machine.openStream()] == [1, 3])
    #expect(client.machine.canOpen)
    #expect(client.machine.openStream() == 5)
    #expect(!client.machine.canOpen)
    #expect(client.machine.state == .leaving)
    #expect(client.feed(rawResponse(5)) == ["response 5 body 2"])
  }

  @Test(
    "A server's HELLO lowers what a client sends",
    arguments: [
      ("a2018201010219ffff", 65_535, 1_048_576, 64), ("a20182010103190400", 65_536, 1_024, 64),
      ("a2018201010a01", 65_536, 1_048_576, 1), ("a2018201010a1903e8", 65_536, 1_048_576, 64),
      ("a20182010104 1a00010000", 65_536, 1_048_576, 64),
    ])
  func lowered(hex: String, frame: Int, message: Int, streams: Int) {
    var client = DrivenClient(greeted: false)
    #expect(client.feed(rawFrame(1, [UInt8](hex: hex.filter { $0 != " " }))) == ["greeted"])
    #expect(client.machine.peerFrameBytesMax == frame)
    #expect(client.machine.peerMessageBytesMax == message)
    #expect(client.machine.streamsMax == streams)
  }

  @Test(
    "A response beyond the limit fails its call alone", arguments: [(1_000, true), (1_001, false)])
  func responseLimit(count: Int, isRead: Bool) {
    var limits = WireLimits()
    limits.messageBytesMax = 1_000
    var client = DrivenClient(limits: limits, streams: 2)
    let said = client.feed(rawResponse(1, body: [UInt8](repeating: 0, count: count)))
    #expect(
      said == [
        isRead
          ? "response 1 body \(count)" : "failure 1 resourceExhausted MESSAGE_TOO_LARGE unknown"
      ])
    #expect(client.feed(rawResponse(3)) == ["response 3 body 2"])
  }

  @Test("Frames after a terminal frame are dropped and counted, a thousand times")
  func lateFrames() {
    var client = DrivenClient(streams: 1)
    #expect(client.feed(rawResponse(1)) == ["response 1 body 2"])
    for _ in 0..<1_000 { #expect(client.feed(rawFrame(3, stream: 1, [1])) == ["dropped"]) }
    #expect(client.machine.lateFrames == 1_000)
  }

  @Test("Random frames never trap either machine", arguments: 0..<200 as Range<UInt64>)
  func fuzz(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    var server = DrivenServer()
    var client = DrivenClient(streams: 4)
    for _ in 0..<60 {
      var frame = [
        rawRequest(UInt32.random(in: 0...20, using: &numbers)), rawResponse(1), rawError(3),
        rawPing, rawGoAway, rawFrame(6, stream: 1, [1]), rawHello,
        rawRequest(UInt32.random(in: 0...20, using: &numbers), flags: 2),
      ][Int.random(in: 0..<8, using: &numbers)]
      if Bool.random(using: &numbers) {
        frame[Int.random(in: 4..<frame.count, using: &numbers)] =
          UInt8.random(in: 0 ... .max, using: &numbers)
      }
      _ = server.feed(frame)
      _ = client.feed(frame)
    }
  }
}
