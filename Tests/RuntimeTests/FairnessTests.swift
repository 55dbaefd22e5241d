import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A hasty peer waits for itself, and leaves others their places")
struct FairnessTests {
  /// Asks in vain, so many times from a stream on, in one piece.
  private static func vain(_ count: Int, from stream: UInt32 = 1) -> [UInt8] {
    (0..<count).flatMap { RawPeer.request(stream + 2 * UInt32($0), method: 99) }
  }

  @Test(
    "A connection is left unread after so many vain calls, not before, and others are served",
    arguments: [(7, false), (8, true), (100, true)])
  func held(count: Int, isHeld: Bool) async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 8
      configuration.vainCallMilliseconds = 3_600_000
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(Self.vain(count) + RawPeer.request(1_001, body: [9]))
      for _ in 0..<min(count, 8) {
        #expect(await peer.frame()?.failure?.reason == "UNKNOWN_METHOD")
      }
      if !isHeld { #expect(await peer.frame()?.body.last == 9) }
      let client = bed.client()
      for round in 0..<10 {
        let reply = try await client.call(.number(1), body: [UInt8(round)])
        #expect(reply.body == [UInt8(round)])
      }
      // Ten turns of the loop later nothing else of the peer was looked at.
      #expect(peer.received.isEmpty)
      #expect(bed.server.counters.held == (isHeld ? 1 : 0))
      #expect(bed.server.counters.turnedAway == UInt64(min(count, 8)))
      #expect(bed.server.counters.succeeded == (isHeld ? 10 : 11))
    }
  }

  @Test("Whoever was left unread loses nothing: all is answered in its order, in time")
  func resumed() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 16
      configuration.vainCallMilliseconds = 1
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      // Twice in one read, and the last one cut in the middle of a frame.
      let bytes = Self.vain(100) + RawPeer.request(201, body: [9])
      try peer.send(Array(bytes.dropLast(3)))
      for index in 0..<100 { #expect(await peer.frame()?.stream == UInt32(2 * index + 1)) }
      try peer.send(Array(bytes.suffix(3)))
      #expect(await peer.frame()?.body.last == 9)
      #expect(bed.server.counters.held >= 10)
      #expect(bed.server.counters.turnedAway == 100)
    }
  }

  /// What comes to nothing.
  enum Vanity: String, CaseIterable {
    case unknownMethod, malformed, cancelled, tooManyStreams, overloaded

    /// Ten of it, and as many calls as it takes.
    var bytes: [UInt8] {
      let streams = (0..<10).map { UInt32(2 * $0 + 1) }
      return switch self {
      case .unknownMethod: streams.flatMap { RawPeer.request($0, method: 99) }
      case .malformed: streams.flatMap { RawPeer.frame(2, stream: $0, flags: 1, [0xff]) }
      case .cancelled:
        streams.flatMap { RawPeer.request($0, method: 3) + RawPeer.frame(6, stream: $0, [1]) }
      case .tooManyStreams, .overloaded:
        RawPeer.request(1, method: 4) + streams.flatMap { RawPeer.request($0 + 2, method: 4) }
      }
    }
  }

  @Test("Refusals and CANCELs are vain alike", arguments: Vanity.allCases)
  func vanities(vanity: Vanity) async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 10
      configuration.vainCallMilliseconds = 3_600_000
      if vanity == .tooManyStreams { configuration.limits.streamsMax = 1 }
      if vanity == .overloaded { configuration.callsMax = 1 }
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(vanity.bytes)
      for _ in 0..<10 { #expect(await peer.frame()?.type == 5) }
      #expect(await eventually { bed.server.counters.held == 1 })
    }
  }

  @Test("Answers that wait stop the work in the middle of what was read, and none is lost")
  func answersWait() async throws {
    try await TestBed.run(configure: { $0.outputBytesMax = 16_384 }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      // 200 answers of 100 000 bytes.
      try peer.send(
        (0..<200).flatMap { RawPeer.request(2 * $0 + 1, method: 7, body: [0x01, 0x86, 0xa0]) })
      let client = bed.client()
      for _ in 0..<10 { _ = try await client.call(.number(1), body: []) }
      // Two are over the limit; the kernel takes a few more.
      #expect(bed.service.handled < 30)
      var ended: UInt32 = 0
      while ended < 200, let frame = await peer.frame() {
        guard frame.flags & 1 == 1 else { continue }
        #expect(frame.stream == 2 * ended + 1)
        ended += 1
      }
      #expect(ended == 200)
    }
  }

  @Test("Calls that are answered are not in vain, however many", arguments: [1, 5])
  func answered(method: UInt64) async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 1
      configuration.vainCallMilliseconds = 3_600_000
    }) { bed in
      bed.service.gate.open()
      let peer = try await RawPeer.greeted(path: bed.path)
      for index in 0..<1_000 {
        try peer.send(RawPeer.request(UInt32(2 * index + 1), method: method))
        #expect(await peer.frame()?.type == 4)
      }
      #expect(bed.server.counters.held == 0)
    }
  }

  @Test("An honest client that cancels 500 calls on one connection is served all the same")
  func honest() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.limits.cancelsMax = 10_000
      configuration.vainCallsMax = 64
    }) { bed in
      let client = bed.client()
      for _ in 0..<500 {
        let task = Task {
          await failureOf { () async throws(CallFailure) in
            try await client.call(.number(3), body: [])
          }
        }
        await Task.yield()
        task.cancel()
        #expect(await task.value?.code == .cancelled)
      }
      let served = try await client.call(.number(1), body: [1])
      #expect(served.body == [1])
      #expect(bed.server.counters.accepted == 1)
    }
  }

  @Test(
    "Whoever comes again owes what it left, once", arguments: [(6, false), (8, true)])
  func inherited(count: Int, isHeld: Bool) async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 8
      configuration.vainCallMilliseconds = 3_600_000
    }) { bed in
      do {
        let peer = try await RawPeer.greeted(path: bed.path)
        try peer.send(Self.vain(count))
        for _ in 0..<count { _ = await peer.frame() }
      }
      #expect(await eventually { bed.server.counters.open == 0 })
      let before = bed.server.counters.held
      #expect(before == (isHeld ? 1 : 0))
      let heir = try await RawPeer.greeted(path: bed.path)
      try heir.send(Self.vain(1) + RawPeer.request(3))
      #expect(await heir.frame()?.stream == 1)
      // Nothing is left for a third.
      let third = try await RawPeer.greeted(path: bed.path)
      try third.send(Self.vain(1) + RawPeer.request(3))
      #expect(await third.frame()?.stream == 1)
      #expect(await third.frame()?.type == 4)
      #expect(bed.server.counters.held == before + (isHeld ? 1 : 0))
      #expect(bed.server.counters.succeeded == (isHeld ? 1 : 2))
    }
  }

  @Test("Calls that a connection leaves open are in vain, too: going and coming is no way around")
  func leftOpen() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 8
      configuration.vainCallMilliseconds = 3_600_000
    }) { bed in
      do {
        let peer = try await RawPeer.greeted(path: bed.path)
        try peer.send((0..<8).flatMap { RawPeer.request(2 * $0 + 1, method: 3) })
        await bed.service.gate.arrivals(8)
      }
      #expect(await eventually { bed.server.counters.open == 0 })
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(Self.vain(1))
      #expect(await eventually { bed.server.counters.held == 1 })
    }
  }

  @Test("One that is held and goes leaves nothing; one that comes held is drained like others")
  func goes() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 8
      configuration.vainCallMilliseconds = 3_600_000
    }) { bed in
      do {
        let peer = try await RawPeer.greeted(path: bed.path)
        // One more than it has, by a call that is left open.
        try peer.send(RawPeer.request(1, method: 3) + Self.vain(20, from: 3))
        for _ in 0..<8 { _ = await peer.frame() }
      }
      #expect(await eventually { bed.server.counters.open == 0 })
      let peer = try RawPeer(path: bed.path)
      #expect(await eventually { bed.server.counters.held == 2 })
      await bed.server.drain(graceMilliseconds: 0)
      #expect(await peer.frame()?.failure?.reason == "DRAINING")
      #expect(await peer.isClosed())
    }
  }

  @Test(
    "Of the last places one is kept for each connection that has none",
    arguments: [(1, [12]), (2, [11, 1]), (3, [10, 1, 1]), (4, [9, 1, 1, 1])])
  func places(connections: Int, taken: [Int]) async throws {
    try await TestBed.run(configure: { $0.callsMax = 12 }) { bed in
      var peers: [RawPeer] = []
      for _ in 0..<connections { peers.append(try await RawPeer.greeted(path: bed.path)) }
      var arrived = 0
      for (peer, count) in zip(peers, taken) {
        // All it can get, and then one that tells when the others have been looked at.
        try peer.send((0..<20).flatMap { RawPeer.request(2 * $0 + 1, method: 4) })
        try peer.send(RawPeer.request(101, method: 99))
        var refused = 0
        while let frame = await peer.frame(), frame.stream != 101 {
          #expect(frame.failure?.reason == "OVERLOADED")
          refused += 1
        }
        #expect(refused == 20 - count)
        arrived += count
        #expect(bed.server.counters.running == UInt64(arrived))
      }
      bed.service.gate.open()
      #expect(await eventually { bed.server.counters.running == 0 })
      // And all of them are there again.
      try peers[0].send((0..<20).flatMap { RawPeer.request(2 * $0 + 201, method: 1) })
      while let frame = await peers[0].frame() {
        guard frame.stream > 101 else { continue }
        #expect(frame.type == 4)
        if frame.stream == 239 { break }
      }
    }
  }

  @Test(
    "The last places are for connections that hold few",
    arguments: [
      (3, 8, true), (4, 7, true), (4, 8, false), (63, 7, true), (63, 8, false), (3, 11, true),
      (3, 12, false), (0, 11, true),
    ])
  func few(held: Int, taken: Int, isGiven: Bool) {
    let places = CallSlots(12, forFew: 4, few: 4)
    // By connections that have nothing else.
    for _ in 0..<taken - 1 { _ = places.take(held: 1, connections: 0) }
    _ = places.take(held: 0, connections: 1)
    let given = places.take(held: held, connections: 1)
    #expect(given == isGiven)
  }

  @Test("A place is free when its handler returns, not when its connection goes")
  func orphans() {
    let places = CallSlots(3)
    var got = [places.take(held: 0, connections: 1), places.take(held: 1, connections: 1)]
    places.leave(held: 2)
    // Two new ones, for whom one place is left.
    got.append(places.take(held: 0, connections: 2))
    got.append(places.take(held: 1, connections: 2))
    got.append(places.take(held: 0, connections: 2))
    #expect(got == [true, true, true, false, false])
    places.giveBack(held: nil)
    // The first of them may not take what is kept for the second.
    got = [places.take(held: 1, connections: 2), places.take(held: 0, connections: 2)]
    places.giveBack(held: nil)
    got.append(places.take(held: 1, connections: 2))
    #expect(got == [false, true, true])
  }

  @Test("What users have left is theirs, is taken once, and passes")
  func owed() {
    var owed = TokenDebts()
    owed.leave(30, of: 1, at: 1_000)
    owed.leave(20, of: 1, at: 1_010)
    #expect(owed.take(of: 2, atMost: 100, at: 1_010) == 0)
    #expect(owed.take(of: 1, atMost: 25, at: 1_010) == 25)
    #expect(owed.take(of: 1, atMost: 25, at: 1_020) == 5)
    #expect(owed.take(of: 1, atMost: 25, at: 1_020) == 0)
    owed.leave(30, of: 1, at: 2_000)
    #expect(owed.take(of: 1, atMost: 25, at: 2_030) == 0)
    owed.leave(0, of: 1, at: 3_000)
    #expect(owed.take(of: 1, atMost: 25, at: 3_000) == 0)
  }
}
