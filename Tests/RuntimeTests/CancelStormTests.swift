import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A client that cancels is within its rights, and never has more handlers than places")
struct CancelStormTests {
  /// So many requests that are cancelled at once, in one piece.
  private static func pairs(_ count: Int, method: UInt64) -> [UInt8] {
    (0..<count).flatMap { index in
      let stream = 2 * UInt32(index) + 1
      return RawPeer.request(stream, method: method) + RawPeer.frame(6, stream: stream, [1])
    }
  }

  @Test(
    "W4.32 REQUEST and CANCEL in pairs, more than there are places, are all taken: none is refused",
    arguments: [64, 65, 100, 190])
  func pairs(count: Int) async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      // Some kilobytes in one write, and so in one read.
      try peer.send(Self.pairs(count, method: 3) + RawPeer.request(1_001, body: [9]))
      var reasons: [String: Int] = [:]
      while let frame = await peer.frame(), frame.stream != 1_001 {
        reasons[frame.failure?.reason ?? "none", default: 0] += 1
      }
      #expect(reasons == ["CANCELLED": count])
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(bed.service.handled == count + 1)
      #expect(bed.service.mostAtOnce == 64)
    }
  }

  @Test("A request waits for the place of a cancelled call, until its handler returns")
  func waitsForPlace() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.limits.streamsMax = 2
      configuration.slotMillisecondsMax = 3_600_000
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      // These do not listen to cancellation.
      try peer.send(
        Self.pairs(2, method: 4) + RawPeer.request(5, body: [5]) + RawPeer.request(7, body: [7]))
      for _ in 0..<2 { #expect(await peer.frame()?.failure?.code == .cancelled) }
      // Others are served meanwhile.
      _ = try await bed.client().call(.number(1), body: [])
      #expect(bed.service.handled == 3)
      #expect(peer.received.isEmpty)
      bed.service.gate.open()
      #expect(await peer.frame()?.body.last == 5)
      #expect(await peer.frame()?.body.last == 7)
      #expect(bed.server.counters.turnedAway == 0)
    }
  }

  @Test("Behind handlers that do not listen it is refused in time, as not started")
  func refusedInTime() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.limits.streamsMax = 2
      configuration.slotMillisecondsMax = 20
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(Self.pairs(2, method: 4) + RawPeer.request(5) + RawPeer.request(7))
      for _ in 0..<2 { #expect(await peer.frame()?.failure?.code == .cancelled) }
      for stream in [5, 7] as [UInt32] {
        let frame = await peer.frame()
        #expect(frame?.stream == stream)
        #expect(frame?.failure?.reason == "TOO_MANY_STREAMS")
        #expect(frame?.failure?.outcome == .notStarted)
        #expect(frame?.failure?.retryAfterMilliseconds != nil)
      }
      #expect(bed.service.handled == 2)
      bed.service.gate.open()
      #expect(await eventually { bed.server.counters.running == 0 })
      try peer.send(RawPeer.request(9, body: [9]))
      #expect(await peer.frame()?.body.last == 9)
    }
  }

  @Test("What a client has open by its own count has a limit all the same")
  func ownCount() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.limits.streamsMax = 2
      configuration.slotMillisecondsMax = 3_600_000
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send((0..<3).flatMap { RawPeer.request(2 * $0 + 1, method: 4) })
      let refused = await peer.frame()
      #expect(refused?.stream == 5)
      #expect(refused?.failure?.reason == "TOO_MANY_STREAMS")
    }
  }

  @Test(
    "A connection that is sent away, or lost, leaves no request waiting", arguments: [true, false])
  func ends(drains: Bool) async throws {
    try await TestBed.run(configure: { configuration in
      configuration.limits.streamsMax = 1
      configuration.slotMillisecondsMax = 3_600_000
      configuration.lingerMillisecondsMax = 20
    }) { bed in
      do {
        let peer = try await RawPeer.greeted(path: bed.path)
        try peer.send(Self.pairs(1, method: 4) + RawPeer.request(3))
        #expect(await peer.frame()?.failure?.code == .cancelled)
        if drains {
          async let drained: Void = bed.server.drain(graceMilliseconds: 20)
          #expect(await peer.frame()?.type == 10)
          let end = await peer.frame()
          #expect(end?.stream == 3)
          #expect(end?.failure?.outcome == .notStarted)
          #expect(await peer.isClosed())
          await drained
        }
      }
      #expect(await eventually { bed.server.counters.open == 0 })
      #expect(bed.service.handled == 1)
      bed.service.gate.open()
      #expect(await eventually { bed.server.counters.running == 0 })
    }
  }
}
