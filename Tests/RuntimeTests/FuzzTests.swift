import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyTestBasics
import LatchkeyWire
import Testing

@Suite("Frames at random, at every moment of a stream's life, end no process")
struct FuzzTests {
  /// How far the streams of a connection have come when the noise begins.
  enum Moment: CaseIterable {
    /// Requests are there, their messages may follow.
    case open
    /// The client has said END.
    case ended
    /// The client has said CANCEL.
    case cancelled
    /// The terminal frames were read.
    case answered
    /// The client has said GOAWAY.
    case leaving
    /// The client has ended its direction behind the noise at once.
    case closing
  }

  /// A frame that may mean anything, most often something about a stream that is there.
  private static func noise(_ numbers: inout SeededNumbers) -> [UInt8] {
    let streams: [UInt32] = [1, 3, 5, 7, 9, 11, 13, 101, 2, 0]
    var stream = streams[Int.random(in: 0..<7, using: &numbers)]
    var type = [3, 3, 3, 6, 7, 7, 8, 9][Int.random(in: 0..<8, using: &numbers)] as UInt8
    var flags = [0, 0, 1, 2, 4][Int.random(in: 0..<5, using: &numbers)] as UInt8
    var count = Int.random(in: 0..<40, using: &numbers)
    switch type {
    case 6: (flags, count) = (0, 1)
    case 7: (flags, count) = (0, 4)
    case 8, 9: (stream, flags, count) = (0, 0, 8)
    default: break
    }
    // One in sixteen keeps no rule.
    if Int.random(in: 0..<16, using: &numbers) == 0 {
      type = UInt8.random(in: 0...13, using: &numbers)
      flags = UInt8.random(in: 0 ... .max, using: &numbers)
      stream = streams[Int.random(in: 0..<streams.count, using: &numbers)]
    }
    let body = (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &numbers) }
    return RawPeer.frame(type, stream: stream, flags: flags, body)
  }

  /// Opens a stream for each kind of method, and brings them to a moment.
  private static func begin(_ peer: RawPeer, _ moment: Moment) async throws {
    // Echo, wait, collect, ping-pong, hasty, flood and one that breaks off.
    let methods: [UInt64] = [1, 3, 21, 22, 25, 26, 27]
    for (index, method) in methods.enumerated() {
      let stream = UInt32(2 * index + 1)
      var request = RawPeer.request(stream, method: method, body: [])
      if [21, 22, 25].contains(method) { request[9] = 0 }
      try peer.send(request)
      let takesMessages = request[9] == 0
      if moment == .ended || moment == .answered, takesMessages {
        try peer.send(RawPeer.frame(3, stream: stream, flags: 1))
      }
      if moment == .cancelled || (moment == .answered && [3, 26].contains(method)) {
        try peer.send(RawPeer.frame(6, stream: stream, [1]))
      }
    }
    var terminals = 0
    while moment == .answered, terminals < methods.count, let frame = await peer.frame() {
      if frame.type == 4 || frame.type == 5 { terminals += 1 }
    }
    if moment == .leaving {
      try peer.send(RawPeer.frame(10, [0xa3, 0x01, 0x00, 0x02, 0x01, 0x03, 0x61, 0x52]))
    }
  }

  @Test(
    "W4.6 whatever follows END, CANCEL, the answer or the end, the server lives and serves",
    arguments: Moment.allCases)
  func server(moment: Moment) async throws {
    try await TestBed.run(configure: { $0.vainCallMilliseconds = 0 }) { bed in
      var (survived, ended) = (0, 0)
      for seed in 0..<60 as Range<UInt64> {
        var numbers = SeededNumbers(seed: seed)
        let peer = try await RawPeer.greeted(path: bed.path)
        do throws(SocketError) {
          try await Self.beginTyped(peer, moment)
          for _ in 0..<Int.random(in: 1..<40, using: &numbers) {
            try peer.send(Self.noise(&numbers))
          }
          if moment == .closing { peer.shutdownWrite() }
          try peer.send(RawPeer.frame(8, [1, 2, 3, 4, 5, 6, 7, 8]))
        } catch {
          // The server has ended the connection: it said why, or has nobody to say it to.
          #expect(error.kind == .disconnected, "seed \(seed): \(error)")
        }
        var isAlive = false
        while let frame = await peer.frame() {
          isAlive = frame.type == 9 && frame.body == [1, 2, 3, 4, 5, 6, 7, 8]
          if isAlive { break }
        }
        if isAlive { survived += 1 } else { ended += 1 }
        let reply = try await bed.client().call(.number(1), body: [UInt8(seed)])
        #expect(reply.body == [UInt8(seed)], "seed \(seed)")
      }
      // Noise of both kinds was there: such that costs streams, and such that costs the connection.
      if moment == .closing {
        #expect(survived == 0)
      } else if moment != .leaving {
        #expect(survived > 5 && ended > 5, "\(survived) survived, \(ended) ended")
      }
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(await eventually { bed.server.counters.open <= 1 })
    }
  }

  private static func beginTyped(_ peer: RawPeer, _ moment: Moment) async throws(SocketError) {
    do {
      try await self.begin(peer, moment)
    } catch {
      throw error as? SocketError ?? SocketError(.system, phase: .write)
    }
  }

  /// How far a client has come with the server when the noise begins.
  enum Heard: CaseIterable {
    case nothing, message, answer, goAway
  }

  @Test(
    "W4.6 whatever a server sends behind the answer, its client hears a typed failure and goes on",
    arguments: Heard.allCases)
  func client(heard: Heard) async throws {
    let rounds = 120
    try await ScriptedServer.run { number, peer, curtain in
      guard let first = await peer.introduction() else { return }
      try peer.send(RawPeer.hello)
      guard number < rounds else {
        try peer.send(RawPeer.frame(4, stream: first, flags: 1, [0xa1, 0x07, 0x41, 0x2a]))
        return await curtain.hold()
      }
      switch heard {
      case .nothing: break
      case .message: try peer.send(RawPeer.frame(3, stream: 1, [1, 2, 3]))
      case .answer: try peer.send(RawPeer.frame(4, stream: 1, flags: 1, [0xa1, 0x07, 0x40]))
      case .goAway:
        try peer.send(RawPeer.frame(10, [0xa3, 0x01, 0x01, 0x02, 0x0e, 0x03, 0x61, 0x52]))
      }
      var numbers = SeededNumbers(seed: UInt64(number))
      for _ in 0..<Int.random(in: 1..<30, using: &numbers) {
        var frame = Self.noise(&numbers)
        // The types that a server sends as well.
        if frame[8] == 6 { frame[8] = [4, 5][Int.random(in: 0..<2, using: &numbers)] }
        try peer.send(frame)
      }
    } _: { path, loop in
      var configuration = ClientConfiguration.patient
      configuration.attemptsMax = 1
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      var codes: Set<StatusCode> = []
      for round in 0..<rounds {
        let sends = round % 4 == 1
        let receives = round % 4 > 1
        let failure = await failureOf { () async throws(CallFailure) in
          guard sends || receives else { return try await client.call(.number(1), body: []).body }
          let stream = client.open(
            .number(1), body: [], sendsMessages: sends, receivesMessages: receives)
          while try await stream.next() != nil {}
          return try await stream.reply().body
        }
        if let failure { codes.insert(failure.code) }
      }
      #expect(codes.isSubset(of: [.internal, .unavailable, .unimplemented, .resourceExhausted]))
      #expect(codes.contains(.internal) || heard == .answer, "\(codes)")
      // Connections of rounds whose call was over early may have been left for another one.
      var last: [UInt8]?
      for _ in 0..<(2 * rounds) where last != [0x2a] {
        last = try? await client.call(.number(1), body: []).body
      }
      #expect(last == [0x2a])
      await client.close()
    }
  }
}
