import LatchkeyTestBasics
import LatchkeyWire
import Testing

@Suite("Messages longer than a frame come as chains")
struct ChainTests {
  /// The frames of one request whose body has `count` bytes, cut at `frame` bytes.
  private func chain(_ stream: UInt32, body count: Int, frame: Int, flags: UInt8 = 0) -> [[UInt8]] {
    let envelope = cbor {
      $0.mapHeader(2)
      $0.unsigned(1)
      $0.unsigned(1)
      $0.unsigned(7)
      $0.bytes([UInt8](repeating: 7, count: count))
    }
    let starts = Array(stride(from: 0, to: envelope.count, by: frame))
    return starts.map { start in
      let end = min(start + frame, envelope.count)
      return rawFrame(
        2, stream: stream, flags: flags | (end == envelope.count ? 1 : 2),
        Array(envelope[start..<end]))
    }
  }

  @Test("Chains of several streams interleave", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func interleaved(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    var server = DrivenServer()
    var chains = [1, 3, 5, 7].map { self.chain($0, body: 1_000, frame: 100) }
    var said: [String] = []
    // Streams open in order; after that any chain may go on.
    for index in chains.indices { said += server.feed(chains[index].removeFirst()) }
    while let index = chains.indices.filter({ !chains[$0].isEmpty }).randomElement(using: &numbers)
    {
      said += server.feed(chains[index].removeFirst())
    }
    let whole = said.filter { $0 != "dropped" }.sorted()
    #expect(whole == [1, 3, 5, 7].map { "request \($0) body 1000" }, "seed \(seed)")
  }

  @Test(
    "A body at the limit is whole, one byte more is refused",
    arguments: [(9_999, true), (10_000, true), (10_001, false), (40_000, false)])
  func messageLimit(count: Int, isWhole: Bool) {
    var limits = WireLimits()
    limits.messageBytesMax = 10_000
    var server = DrivenServer(limits: limits)
    let said = self.chain(1, body: count, frame: 1_000).flatMap { server.feed($0) }
      .filter { $0 != "dropped" }
    #expect(
      said == [
        isWhole
          ? "request 1 body \(count)"
          : "refuse 1 resourceExhausted MESSAGE_TOO_LARGE notStarted"
      ])
    #expect(server.feed(rawRequest(3)) == ["request 3 body 3"], "The connection lives on.")
  }

  @Test("A refused chain is read over to its end, then its number is used up")
  func refusedChain() {
    var limits = WireLimits()
    limits.streamsMax = 1
    var server = DrivenServer(limits: limits)
    #expect(server.feed(rawRequest(1)) == ["request 1 body 3"])
    let frames = self.chain(3, body: 300, frame: 100)
    #expect(server.feed(frames[0]) == ["refuse 3 resourceExhausted TOO_MANY_STREAMS notStarted"])
    for frame in frames.dropFirst() { #expect(server.feed(frame) == ["dropped"]) }
    #expect(server.feed(rawRequest(3)) == ["fault STREAM"])
  }

  @Test("A chain counts as a call in progress")
  func chainHoldsSlot() {
    var limits = WireLimits()
    limits.streamsMax = 2
    var server = DrivenServer(limits: limits)
    #expect(server.feed(self.chain(1, body: 300, frame: 100)[0]) == ["dropped"])
    #expect(server.feed(self.chain(3, body: 300, frame: 100)[0]) == ["dropped"])
    #expect(
      server.feed(rawRequest(5)) == ["refuse 5 resourceExhausted TOO_MANY_STREAMS notStarted"])
  }

  @Test("Unfinished messages together have a limit", arguments: [(2, false), (3, true)])
  func assemblyLimit(chains: Int, isRefused: Bool) {
    var limits = WireLimits()
    limits.assemblyBytesMax = 250
    var server = DrivenServer(limits: limits)
    var said: [String] = []
    for index in 0..<chains {
      said += server.feed(self.chain(UInt32(2 * index + 1), body: 300, frame: 100)[0])
    }
    #expect(said.contains { $0.contains("TOO_MANY_UNFINISHED") } == isRefused)
  }

  @Test("Refused chains left unfinished have a limit", arguments: [(128, false), (129, true)])
  func discardLimit(count: Int, isFault: Bool) {
    var limits = WireLimits()
    limits.streamsMax = 1
    var server = DrivenServer(limits: limits)
    _ = server.feed(rawRequest(1))
    var last: [String] = []
    for index in 1...count {
      last = server.feed(rawFrame(2, stream: UInt32(2 * index + 1), flags: 2, [0xa2]))
    }
    #expect((last == ["fault CALM"]) == isFault)
  }

  @Test("A CANCEL ends an unfinished chain, and frames after it are a breach")
  func cancelledChain() {
    var server = DrivenServer()
    let frames = self.chain(1, body: 300, frame: 100)
    #expect(server.feed(frames[0]) == ["dropped"])
    #expect(server.feed(rawFrame(6, stream: 1, [1])) == ["refuse 1 cancelled CANCELLED notStarted"])
    #expect(server.machine.isIdle)
    #expect(server.feed(frames[1]) == ["fault STREAM"])
  }

  @Test("An oversized frame inside of a chain costs the stream, not the connection")
  func oversizedInChain() {
    var server = DrivenServer()
    #expect(server.feed(self.chain(1, body: 300, frame: 100)[0]) == ["dropped"])
    let frame = rawFrame(2, stream: 1, flags: 2, [UInt8](repeating: 0, count: 65_537))
    #expect(server.feed(frame) == ["refuse 1 resourceExhausted FRAME_TOO_LARGE notStarted"])
    #expect(server.feed(rawFrame(2, stream: 1, flags: 1, [0])) == ["dropped"])
    #expect(server.feed(rawRequest(3)) == ["request 3 body 3"])
  }

  @Test("One sensitive frame makes the whole message sensitive")
  func sensitiveChain() {
    var server = DrivenServer()
    var frames = self.chain(1, body: 300, frame: 100)
    frames[1][9] |= 4
    let said = frames.flatMap { server.feed($0) }.filter { $0 != "dropped" }
    #expect(said == ["request 1 body 300 sensitive"])
  }

  @Test("A response comes in pieces of five bytes without trouble")
  func tinyPieces() {
    let count = 314_159
    let envelope = cbor {
      $0.mapHeader(1)
      $0.unsigned(7)
      $0.bytes([UInt8](repeating: 0, count: count))
    }
    var client = DrivenClient(streams: 1)
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: envelope.count, by: 5) {
      let end = min(start + 5, envelope.count)
      bytes += rawFrame(
        4, stream: 1, flags: end == envelope.count ? 1 : 2, Array(envelope[start..<end]))
    }
    let said = client.feed(bytes).filter { $0 != "dropped" }
    #expect(said == ["response 1 body \(count)"])
  }

  /// The request whose body begins behind `head` bytes of metadata, cut in two at a place.
  private static func cut(_ envelope: [UInt8], at place: Int) -> [[UInt8]] {
    [
      rawFrame(2, stream: 1, flags: 2, Array(envelope[..<place])),
      rawFrame(2, stream: 1, flags: 1, Array(envelope[place...])),
    ]
  }

  @Test("A request is the same wherever its chain is cut")
  func cutAnywhere() throws {
    let whole = RequestEnvelope(
      method: .number(1), remainingMilliseconds: 2_000,
      metadata: Metadata([Metadata.Entry(name: "x", value: .text("y"))]),
      idempotencyKey: [UInt8](repeating: 3, count: 16), actor: [4, 4],
      body: (0..<300).map { UInt8(truncatingIfNeeded: $0) })
    var writer = CBORWriter()
    whole.write(to: &writer)
    for place in 1..<writer.output.count {
      var server = DrivenServer()
      let frames = Self.cut(writer.output, at: place)
      #expect(server.feed(frames[0]) == ["dropped"])
      var offset = 0
      let rest = frames[1]
      let action = try server.machine.next(in: rest.span, at: &offset, now: 0)
      guard case .request(1, let envelope, _, _) = action else {
        Issue.record("Cut at \(place): \(action)")
        continue
      }
      #expect(envelope == whole, "Cut at \(place)")
    }
  }

  @Test(
    "A length that the rest does not keep, and what stands behind the body, are told as in one frame",
    arguments: [
      ([0xa2, 1, 1, 7, 0x43, 1, 2, 3], "request 1 body 3"),
      ([0xa2, 1, 1, 7, 0x43, 1, 2], "refuse 1 invalidArgument MALFORMED notStarted"),
      ([0xa2, 1, 1, 7, 0x43, 1, 2, 3, 4], "refuse 1 invalidArgument MALFORMED notStarted"),
      ([0xa3, 1, 1, 7, 0x43, 1, 2, 3, 9, 5], "request 1 body 3"),
      ([0xa3, 1, 1, 7, 0x43, 1, 2, 3, 7, 5], "refuse 1 invalidArgument MALFORMED notStarted"),
      (
        [0xa2, 1, 1, 7, 0x5b] + [UInt8](repeating: 0xff, count: 8),
        "refuse 1 invalidArgument MALFORMED notStarted"
      ),
      ([0xa2, 1, 1, 7, 0x58, 3, 1, 2, 3], "refuse 1 invalidArgument MALFORMED notStarted"),
      ([0xa1, 7, 0x43, 1, 2, 3], "refuse 1 invalidArgument MALFORMED notStarted"),
    ] as [([UInt8], String)])
  func lyingLengths(envelope: [UInt8], said: String) {
    var one = DrivenServer()
    #expect(one.feed(rawFrame(2, stream: 1, flags: 1, envelope)) == [said])
    for place in 1..<envelope.count {
      var server = DrivenServer()
      let chain = Self.cut(envelope, at: place)
      #expect(
        server.feed(chain[0]) + server.feed(chain[1]) == ["dropped", said], "Cut at \(place)")
    }
  }
}
