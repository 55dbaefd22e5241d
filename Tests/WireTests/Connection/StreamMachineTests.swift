import LatchkeyWire
import Testing

@Suite("Messages of streams are judged by credit, chains and ends")
struct StreamMachineTests {
  /// One row of a state table: what came before, a frame, and what is said to it.
  struct Row: CustomTestStringConvertible {
    var name: String
    var before: [UInt8] = []
    var bytes: [UInt8]
    var said: [String]

    var testDescription: String { self.name }
  }

  static var limits: WireLimits {
    var limits = WireLimits()
    limits.frameBytesMax = 20_480
    limits.messageBytesMax = 30_000
    limits.assemblyBytesMax = 40_000
    limits.streamCredit = 65_536
    return limits
  }

  @Test(
    "To a server each frame of an open stream of messages has one meaning",
    arguments: [
      Row(name: "message", bytes: rawData(1, 3), said: ["message 1 bytes 3 cost 15"]),
      Row(name: "empty message", bytes: rawData(1, 0), said: ["message 1 bytes 0 cost 12"]),
      Row(
        name: "sensitive message", bytes: rawData(1, 3, flags: 4),
        said: ["message 1 bytes 3 cost 15 sensitive"]),
      Row(
        name: "last message", bytes: rawData(1, 3, flags: 1),
        said: ["message 1 bytes 3 cost 15, end 1"]),
      Row(name: "END alone", bytes: rawData(1, 0, flags: 1), said: ["end 1"]),
      Row(
        name: "END alone behind an empty message", before: rawData(1, 0),
        bytes: rawData(1, 0, flags: 1), said: ["end 1"]),
      Row(name: "part", bytes: rawData(1, 3, flags: 2), said: ["dropped"]),
      Row(
        name: "last part", before: rawData(1, 3, flags: 2), bytes: rawData(1, 4),
        said: ["message 1 bytes 7 cost 31"]),
      Row(
        name: "last part with END", before: rawData(1, 3, flags: 2), bytes: rawData(1, 4, flags: 1),
        said: ["message 1 bytes 7 cost 31, end 1"]),
      Row(
        name: "empty last part with END", before: rawData(1, 3, flags: 2),
        bytes: rawData(1, 0, flags: 1), said: ["message 1 bytes 3 cost 27, end 1"]),
      Row(
        name: "one sensitive part makes the message so", before: rawData(1, 3, flags: 6),
        bytes: rawData(1, 4), said: ["message 1 bytes 7 cost 31 sensitive"]),
      Row(
        name: "empty part", bytes: rawData(1, 0, flags: 2), said: ["breach 1 internal FLOW"]),
      Row(
        name: "END and MORE", bytes: rawData(1, 3, flags: 3), said: ["fault FLAGS"]),
      Row(
        name: "message behind END", before: rawData(1, 0, flags: 1), bytes: rawData(1, 3),
        said: ["breach 1 internal ENDED"]),
      Row(
        name: "END behind END", before: rawData(1, 0, flags: 1), bytes: rawData(1, 0, flags: 1),
        said: ["breach 1 internal ENDED"]),
      Row(
        name: "message longer than a message", before: rawData(1, 20_000, flags: 2),
        bytes: rawData(1, 10_001), said: ["breach 1 resourceExhausted MESSAGE_TOO_LARGE"]),
      Row(
        name: "message as long as a message", before: rawData(1, 20_000, flags: 2),
        bytes: rawData(1, 10_000), said: ["message 1 bytes 30000 cost 30024"]),
      Row(
        name: "frame longer than a frame", bytes: rawData(1, 20_481),
        said: ["breach 1 resourceExhausted FRAME_TOO_LARGE"]),
      Row(
        name: "unfinished messages of all streams",
        before: rawRequest(3, flags: 0) + rawData(1, 20_000, flags: 2)
          + rawData(3, 20_000, flags: 2),
        bytes: rawData(1, 1, flags: 2),
        said: ["breach 1 resourceExhausted TOO_MANY_UNFINISHED"]),
      Row(
        name: "all the credit",
        before: rawData(1, 20_468) + rawData(1, 20_468) + rawData(1, 20_468),
        bytes: rawData(1, 4_084), said: ["message 1 bytes 4084 cost 4096"]),
      Row(
        name: "one byte over the credit",
        before: rawData(1, 20_468) + rawData(1, 20_468) + rawData(1, 20_468),
        bytes: rawData(1, 4_085), said: ["breach 1 internal FLOW"]),
      Row(
        name: "END without credit",
        before: rawData(1, 20_468) + rawData(1, 20_468) + rawData(1, 20_468) + rawData(1, 4_084),
        bytes: rawData(1, 0, flags: 1), said: ["end 1"]),
      Row(
        name: "empty message without credit",
        before: rawData(1, 20_468) + rawData(1, 20_468) + rawData(1, 20_468) + rawData(1, 4_084),
        bytes: rawData(1, 0), said: ["breach 1 internal FLOW"]),
      Row(
        name: "REQUEST on the stream", bytes: rawRequest(1, flags: 0), said: ["fault STREAM"]),
      Row(
        name: "CANCEL", before: rawData(1, 3, flags: 2), bytes: rawFrame(6, stream: 1, [1]),
        said: ["cancel 1 user"]),
      Row(name: "CREDIT", bytes: rawCredit(1, 7), said: ["credit 1 7"]),
      Row(name: "CREDIT of all", bytes: rawCredit(1, .max), said: ["credit 1 4294967295"]),
    ])
  func server(row: Row) {
    var server = DrivenServer(limits: Self.limits)
    #expect(server.feed(rawRequest(1, flags: 0)) == ["request 1 body 3 open"])
    _ = server.feed(row.before)
    #expect(server.feed(row.bytes) == row.said)
  }

  @Test(
    "To a client each frame of an answer in messages has one meaning",
    arguments: [
      Row(name: "message", bytes: rawData(1, 3), said: ["message 1 bytes 3 cost 15"]),
      Row(name: "last message", bytes: rawData(1, 0, flags: 1), said: ["end 1"]),
      Row(
        name: "message behind END", before: rawData(1, 0, flags: 1), bytes: rawData(1, 1),
        said: ["breach 1 internal ENDED unknown"]),
      Row(
        name: "frame longer than a frame", bytes: rawData(1, 20_481),
        said: ["breach 1 resourceExhausted MESSAGE_TOO_LARGE unknown"]),
      Row(
        name: "RESPONSE", bytes: rawFrame(4, stream: 1, flags: 1, [0xa0]),
        said: ["response 1 body -1"]),
      Row(
        name: "RESPONSE with a body", bytes: rawResponse(1),
        said: ["failure 1 unimplemented CARDINALITY unknown"]),
      Row(
        name: "RESPONSE in the middle of a message", before: rawData(1, 3, flags: 2),
        bytes: rawFrame(4, stream: 1, flags: 1, [0xa0]),
        said: ["failure 1 internal TRUNCATED unknown"]
      ),
      Row(
        name: "ERROR in the middle of a message", before: rawData(1, 3, flags: 2),
        bytes: rawError(1), said: ["failure 1 aborted R rolledBack"]),
      Row(
        name: "message behind the RESPONSE", before: rawFrame(4, stream: 1, flags: 1, [0xa0]),
        bytes: rawData(1, 3), said: ["dropped"]),
      Row(name: "CREDIT", bytes: rawCredit(1, 7), said: ["credit 1 7"]),
      Row(
        name: "CREDIT behind the RESPONSE", before: rawFrame(4, stream: 1, flags: 1, [0xa0]),
        bytes: rawCredit(1, 7), said: ["dropped"]),
      Row(name: "CREDIT never opened", bytes: rawCredit(3, 7), said: ["fault STREAM"]),
    ])
  func client(row: Row) {
    var client = DrivenClient(limits: Self.limits, receiving: 1)
    _ = client.feed(row.before)
    #expect(client.feed(row.bytes) == row.said)
  }

  @Test("Credit comes back when half of it was consumed, not before")
  func halfConsumed() {
    var server = DrivenServer(limits: Self.limits)
    _ = server.feed(rawRequest(1, flags: 0))
    for _ in 0..<4 { _ = server.feed(rawData(1, 16_372)) }
    #expect(server.machine.consumed(on: 1, cost: 16_384) == nil)
    #expect(server.machine.consumed(on: 1, cost: 16_384) == 32_768)
    #expect(server.machine.consumed(on: 1, cost: 16_384) == nil)
    #expect(server.machine.consumed(on: 1, cost: 16_384) == 32_768)
    // Exactly what was given back may be sent again.
    for _ in 0..<4 { _ = server.feed(rawData(1, 16_372)) }
    #expect(server.feed(rawData(1, 0)) == ["breach 1 internal FLOW"])
  }

  @Test("No credit is given for a direction that has ended")
  func endedDirection() {
    var server = DrivenServer(limits: Self.limits)
    _ = server.feed(rawRequest(1, flags: 0))
    for _ in 0..<4 { _ = server.feed(rawData(1, 16_372)) }
    _ = server.feed(rawData(1, 0, flags: 1))
    for _ in 0..<4 { #expect(server.machine.consumed(on: 1, cost: 16_384) == nil) }
  }

  @Test("A message longer than all credit gets through, and what is held stays bounded")
  func longerThanCredit() {
    var limits = Self.limits
    limits.streamCredit = 4_096
    var server = DrivenServer(limits: limits)
    _ = server.feed(rawRequest(1, flags: 0))
    var window = SendWindow(credit: 4_096)
    var left = 30_000
    var costs = 0
    while left > 0, let room = window.bodyBytesMax {
      let count = min(room, left)
      left -= count
      window.pay(forBody: count)
      for said in server.feed(rawData(1, count, flags: left > 0 ? 2 : 0)) {
        let words = said.split(separator: " ")
        if words.first == "send", let bytes = UInt32(words[3]) {
          #expect(window.add(bytes) == true)
        }
        if words.first == "message", let cost = Int(words[5]) { costs += cost }
      }
    }
    #expect(left == 0)
    #expect(costs > 30_000)
    // The message is not consumed: the peer has what is left of the window, and gets no more.
    var rest = 0
    while let room = window.bodyBytesMax {
      window.pay(forBody: room)
      rest += room + 12
      #expect(server.feed(rawData(1, room)) == ["message 1 bytes \(room) cost \(room + 12)"])
    }
    #expect(rest <= 4_096)
    _ = server.machine.consumed(on: 1, cost: costs)
    if rest > 0 { _ = server.machine.consumed(on: 1, cost: rest) }
    // All of it is free again, in one piece or two.
    #expect(server.feed(rawData(1, 1_000)) == ["message 1 bytes 1000 cost 1012"])
  }

  @Test("A hostile window never grows beyond what anybody may give")
  func windowCeiling() {
    var window = SendWindow(credit: .max)
    #expect(window.credit == StreamCredit.max)
    #expect(window.add(1) == false)
    window.pay(forBody: 88)
    #expect(window.add(100) == true)
    #expect(window.add(1) == false)
    #expect(SendWindow(credit: 11).bodyBytesMax == nil)
    #expect(SendWindow(credit: 12).bodyBytesMax == 0)
  }

  @Test("DATA and CREDIT behind the terminal frame are dropped, a thousand times")
  func behindTheEnd() {
    var server = DrivenServer(limits: Self.limits)
    _ = server.feed(rawRequest(1, flags: 0) + rawData(1, 3, flags: 2))
    #expect(server.answer(1) == true)
    for _ in 0..<1_000 {
      #expect(server.feed(rawData(1, 3) + rawCredit(1, 9)) == ["dropped", "dropped"])
    }
    #expect(server.machine.isIdle)
    #expect(server.machine.lateFrames == 2_000)
  }

  @Test("A breach costs the stream, its neighbours go on")
  func neighbours() {
    var server = DrivenServer(limits: Self.limits)
    _ = server.feed(rawRequest(1, flags: 0) + rawRequest(3, flags: 0))
    #expect(server.feed(rawData(1, 0, flags: 2)) == ["breach 1 internal FLOW"])
    #expect(server.answer(1) == true)
    #expect(server.feed(rawData(3, 5)) == ["message 3 bytes 5 cost 17"])
  }

  @Test("Chains of streams interleave, whatever the order of their parts")
  func interleaving() {
    var server = DrivenServer(limits: Self.limits)
    _ = server.feed(rawRequest(1, flags: 0) + rawRequest(3, flags: 0))
    for _ in 0..<100 {
      _ = server.feed(rawData(1, 10, flags: 2) + rawData(3, 20, flags: 2))
    }
    #expect(
      server.feed(rawData(3, 20) + rawData(1, 10)) == [
        "message 3 bytes 2020 cost 3232", "message 1 bytes 1010 cost 2222",
      ])
  }

  @Test("The first credit is what the peer announced")
  func announced() {
    var hello = Hello()
    hello.streamCredit = 1_024
    var writer = FrameWriter()
    writer.hello(hello)
    var server = DrivenServer(greeted: false)
    _ = server.feed(Preface.bytes + writer.bytes)
    #expect(server.machine.peerStreamCredit == 1_024)
    var client = DrivenClient(greeted: false)
    #expect(client.machine.peerStreamCredit == 0)
    _ = client.feed(writer.bytes)
    #expect(client.machine.peerStreamCredit == 1_024)
    var silent = DrivenClient(greeted: false)
    _ = silent.feed(rawHello)
    #expect(silent.machine.peerStreamCredit == 262_144)
    hello.streamCredit = 1_023
    writer = FrameWriter()
    writer.hello(hello)
    var refused = DrivenClient(greeted: false)
    #expect(refused.feed(writer.bytes) == ["fault HELLO"])
  }

  @Test("Bytes one by one and all at once mean the same", arguments: [1, 7, 13, 64])
  func pieces(size: Int) {
    let bytes =
      rawRequest(1, flags: 0) + rawData(1, 30, flags: 2) + rawData(1, 9) + rawCredit(1, 5)
      + rawData(1, 0) + rawData(1, 2, flags: 1)
    var whole = DrivenServer(limits: Self.limits)
    var cut = DrivenServer(limits: Self.limits)
    var said: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      said += cut.feed(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(said == whole.feed(bytes))
    #expect(said.last == "message 1 bytes 2 cost 14, end 1")
  }
}
