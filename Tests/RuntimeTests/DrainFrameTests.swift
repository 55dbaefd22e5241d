import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("What a client reads while a server goes away is whole")
struct DrainFrameTests {
  /// What the streams of a connection are, in turn.
  private enum Kind: CaseIterable {
    /// No end of its own, and nothing to send.
    case watch
    /// No end of its own, and a message that waits for credit.
    case flood
    /// One answer, which comes while the server drains.
    case unary
    /// A message of 3 000 bytes that waits for credit, then a good end.
    case finite

    var method: UInt64 {
      switch self {
      case .watch: 24
      case .flood: 32
      case .unary: 4
      case .finite: 30
      }
    }

    static func of(_ stream: UInt32) -> Kind { Self.allCases[Int(stream / 2 % 4)] }
  }

  /// HELLO with the least credit.
  private static let narrow = RawPeer.frame(
    1, [0xa2, 0x01, 0x82, 0x01, 0x01, 0x04, 0x19, 0x04, 0x00])

  /// A client with 64 streams in progress and a full socket: it has read nothing of a mebibyte.
  private static func busy(path: String) async throws -> RawPeer {
    let peer = try await RawPeer.greeted(path: path, hello: Self.narrow)
    try peer.send(RawPeer.request(1, method: 7, body: [0x10, 0, 0]))
    for index in 1...64 as ClosedRange<UInt32> {
      let stream = 2 * index + 1
      let body = Kind.of(stream) == .finite ? [UInt8](number: 3_000) : []
      try peer.send(RawPeer.request(stream, method: Kind.of(stream).method, body: body))
    }
    return peer
  }

  /// Reads to the end; gives what ended each stream.
  private static func ends(of peer: RawPeer, _ bed: TestBed) async throws -> [UInt32: [String]] {
    var ends: [UInt32: [String]] = [:]
    var bytes: [UInt32: Int] = [:]
    while let frame = await peer.frame() {
      switch frame.type {
      case 3: bytes[frame.stream, default: 0] += frame.body.count
      case 4 where frame.flags & 1 == 1:
        ends[frame.stream, default: []].append("RESPONSE \(bytes[frame.stream] ?? 0)")
      case 5: ends[frame.stream, default: []].append(frame.failure?.reason ?? "none")
      case 10:
        // Only now there is credit for the messages that have an end.
        for stream in stride(from: 3, through: 129, by: 2) as StrideThrough<UInt32>
        where Kind.of(stream) == .finite {
          try peer.send(RawPeer.frame(7, stream: stream, [0, 0, 0x10, 0]))
        }
      default: break
      }
    }
    return ends
  }

  @Test(
    "W4.24 of 256 open streams on full sockets with the least credit each has one terminal frame")
  func everyTerminalFrame() async throws {
    try await TestBed.run(loops: 2) { bed in
      var peers: [RawPeer] = []
      for _ in 0..<4 { peers.append(try await Self.busy(path: bed.path)) }
      // A quarter of them are unary and wait at the gate, a quarter watches there.
      await bed.service.gate.arrivals(128)
      #expect(await eventually { bed.server.counters.running == 256 })
      async let drained: Void = bed.server.drain(graceMilliseconds: 600_000)
      // What has no end of its own is over at once; nobody has read a byte of it.
      #expect(await eventually { bed.server.counters.running == 128 })
      bed.service.gate.open()
      for peer in peers {
        var ends = try await Self.ends(of: peer, bed)
        #expect(ends.removeValue(forKey: 1) == ["RESPONSE 0"])
        #expect(ends.count == 64)
        for (stream, found) in ends {
          let expected =
            switch Kind.of(stream) {
            case .watch, .flood: "RECONNECT"
            case .unary: "RESPONSE 0"
            case .finite: "RESPONSE 3000"
            }
          #expect(found == [expected], "stream \(stream)")
        }
        peer.shutdownWrite()
      }
      await drained
      #expect(bed.server.counters.running == 0)
    }
  }
}
