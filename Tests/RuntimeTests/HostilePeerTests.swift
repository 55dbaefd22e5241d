import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A hostile peer gets a typed answer, everybody else gets served")
struct HostilePeerTests {
  /// What is sent after the HELLO, and the reason in the ERROR on stream 0.
  struct Breach: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var reason: String
    var testDescription: String { self.name }
  }

  @Test(
    "A breach is named on stream 0, then the connection ends",
    arguments: [
      Breach(
        name: "zero bits", bytes: RawPeer.frame(8, zero: 1, [0, 0, 0, 0, 0, 0, 0, 0]),
        reason: "ZERO_BITS"),
      Breach(
        name: "unknown flag", bytes: RawPeer.frame(2, stream: 1, flags: 0x20), reason: "FLAGS"),
      Breach(
        name: "huge length", bytes: RawPeer.frame(2, stream: 1, length: 0xFFFF_FFFF),
        reason: "LENGTH"),
      Breach(name: "unknown critical type", bytes: RawPeer.frame(99, flags: 0x80), reason: "TYPE"),
      Breach(
        name: "RESPONSE", bytes: RawPeer.frame(4, stream: 1, flags: 1, [0xa0]), reason: "DIRECTION"),
      Breach(name: "even stream", bytes: RawPeer.request(2), reason: "STREAM"),
      Breach(name: "DATA never opened", bytes: RawPeer.frame(3, stream: 1, [1]), reason: "STREAM"),
      Breach(name: "second HELLO", bytes: RawPeer.hello, reason: "HELLO"),
      Breach(
        name: "malformed CANCEL", bytes: RawPeer.request(1) + RawPeer.frame(6, stream: 1),
        reason: "CONTROL_BODY"),
    ])
  func breaches(breach: Breach) async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(breach.bytes)
      var frame = await peer.frame()
      while let other = frame, other.stream != 0 { frame = await peer.frame() }
      #expect(frame?.type == 5)
      #expect(frame?.failure?.reason == breach.reason)
      #expect(await peer.isClosed())
      let reply = try await bed.client().call(.number(1), body: [7])
      #expect(reply.body == [7])
      #expect(bed.server.counters.faults == 1)
    }
  }

  @Test(
    "A wrong preface is closed without a word",
    arguments: [
      Array("GET / HTTP/1.1\r\n\r\n".utf8), [0x89, 0x4C, 0x4B, 0x50, 0x0D, 0x0A, 0x1A, 0x02],
      [0x89, 0x4C, 0x4B, 0x50, 0x0A, 0x1A, 0x01], [0],
    ] as [[UInt8]])
  func preface(bytes: [UInt8]) async throws {
    try await TestBed.run { bed in
      let peer = try RawPeer(path: bed.path)
      try peer.send(bytes)
      #expect(await peer.isClosed())
      #expect(peer.received.isEmpty)
      #expect(await eventually { bed.server.counters.badPrefaces == 1 })
    }
  }

  @Test("A version that is not spoken is refused with VERSION")
  func version() async throws {
    try await TestBed.run { bed in
      let peer = try RawPeer(path: bed.path)
      try peer.send(Preface.bytes + RawPeer.frame(1, [0xa1, 0x01, 0x82, 0x02, 0x09]))
      let failure = await peer.frame()?.failure
      #expect(failure?.reason == "VERSION")
      #expect(failure?.code == .failedPrecondition)
      #expect(await peer.isClosed())
    }
  }

  @Test("A peer that never says HELLO is let go")
  func silent() async throws {
    try await TestBed.run(configure: { $0.helloMillisecondsMax = 20 }) { bed in
      let peer = try RawPeer(path: bed.path)
      try peer.send(Array(Preface.bytes.prefix(5)))
      #expect(await peer.isClosed())
      #expect(await eventually { bed.events.closings == ["HELLO_TIMEOUT"] })
    }
  }

  @Test("A peer that does nothing for long is sent away")
  func idle() async throws {
    try await TestBed.run(configure: { $0.idleMillisecondsMax = 20 }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      #expect(await peer.frame()?.type == 10)
      #expect(await peer.isClosed())
      peer.shutdownWrite()
      #expect(await eventually { bed.server.counters.idled == 1 })
    }
  }

  @Test("W4.45 a peer that stops reading is cut, and others do not wait for it")
  func slowReader() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.blockedMillisecondsMax = 100
      configuration.outputBytesMax = 65_536
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var stream: UInt32 = 1
      // 16 answers of a megabyte each, none of them read.
      for _ in 0..<16 {
        try peer.send(RawPeer.request(stream, method: 7, body: [0x0f, 0x00, 0x00]))
        stream += 2
      }
      let client = bed.client()
      let served = try await client.call(.number(1), body: [1])
      #expect(served.body == [1])
      #expect(await eventually { bed.events.closings.contains("SLOW_READER") })
      #expect(bed.server.counters.slowReaders == 1)
      let after = try await client.call(.number(1), body: [2])
      #expect(after.body == [2])
    }
  }

  @Test("W4.45 a peer that reads all the time, and less than the least, is cut as well")
  func slowlyReading() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.blockedMillisecondsMax = 200
      configuration.blockedBytesMin = 1 << 40
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      // Sixteen answers of almost a megabyte wait; for each one that was read another is asked for.
      for index in 0..<16 as Range<UInt32> {
        try peer.send(RawPeer.request(2 * index + 1, method: 7, body: [0x0f, 0x00, 0x00]))
      }
      var stream: UInt32 = 33
      let end = MonotonicInstant.now.advanced(byMilliseconds: 600_000)
      while MonotonicInstant.now < end, let frame = await peer.frame() {
        guard frame.flags & 1 == 1 else { continue }
        // Refused when the server has closed.
        try? peer.send(RawPeer.request(stream, method: 7, body: [0x0f, 0x00, 0x00]))
        stream += 2
      }
      #expect(await eventually { bed.events.closings == ["SLOW_READER"] })
      #expect(bed.server.counters.slowReaders == 1)
    }
  }

  @Test(
    "A peer that dies in the middle of a frame leaves nothing behind",
    arguments: [1, 11, 12, 13, 200])
  func diesMidFrame(count: Int) async throws {
    try await TestBed.run { bed in
      do {
        let peer = try await RawPeer.greeted(path: bed.path)
        try peer.send(
          Array(RawPeer.request(1, body: [UInt8](repeating: 0, count: 400)).prefix(count)))
      }
      #expect(
        await eventually { bed.server.counters.open == 0 && bed.server.counters.accepted == 1 })
      #expect(bed.server.counters.dispatched == 0)
    }
  }

  @Test("W4.34 a million tiny frames are read over, and the next request is served")
  func millionFrames() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      let skipped = RawPeer.frame(99)
      var batch: [UInt8] = []
      for _ in 0..<10_000 { batch += skipped }
      for _ in 0..<100 { try peer.send(batch) }
      try peer.send(RawPeer.request(1))
      let frame = await peer.frame()
      #expect(frame?.type == 4)
      #expect(frame?.stream == 1)
    }
  }

  @Test("W4.6 frames for streams that are over are dropped, a thousand times")
  func deadStreams() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1))
      #expect(await peer.frame()?.type == 4)
      for _ in 0..<1_000 { try peer.send(RawPeer.frame(3, stream: 1, [1])) }
      try peer.send(RawPeer.request(3))
      #expect(await peer.frame()?.stream == 3)
    }
  }

  @Test("W4.14 a malformed first frame of a stream costs that stream only")
  func malformedThenValid() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.frame(2, stream: 1, flags: 1, [0xff]) + RawPeer.request(3))
      let first = await peer.frame()
      #expect(first?.failure?.reason == "MALFORMED")
      #expect(first?.failure?.outcome == .notStarted)
      #expect(await peer.frame()?.type == 4)
    }
  }

  @Test("A unary method takes no stream of messages, and DATA for it is dropped")
  func streaming() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var request = RawPeer.request(1)
      request[9] = 0
      try peer.send(request + RawPeer.frame(3, stream: 1, [1, 2]) + RawPeer.request(3))
      #expect(await peer.frame()?.failure?.code == .unimplemented)
      #expect(await peer.frame()?.type == 4)
    }
  }

  @Test("PING is answered with the same bytes")
  func ping() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.frame(8, [8, 7, 6, 5, 4, 3, 2, 1]))
      let frame = await peer.frame()
      #expect(frame?.type == 9)
      #expect(frame?.body == [8, 7, 6, 5, 4, 3, 2, 1])
    }
  }

  @Test(
    "Every reason to end a connection has a code and an outcome",
    arguments: ConnectionFault.Rule.allCases)
  func faults(rule: ConnectionFault.Rule) {
    let failure = ConnectionFault(rule, "m").failure
    let expected: StatusCode? =
      switch rule {
      case .preface: nil
      case .version: .failedPrecondition
      case .calm: .resourceExhausted
      case .hello, .zeroBits, .flags, .length, .type, .direction, .stream, .controlBody: .internal
      }
    #expect(failure?.code == expected)
    #expect(
      failure?.outcome == (rule == .preface ? nil : rule == .version ? .notStarted : .unknown))
  }
}
