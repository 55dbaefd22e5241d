import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("Long messages go a frame of each in turn, and small ones are not behind them")
struct InterleavingTests {
  /// A mebibyte as the request of method 7 has it.
  private static let mebibyte: [UInt8] = [0x10, 0, 0]

  /// Streams of the frames of two streams in turn, so many each.
  private static func turns(_ count: Int) -> [UInt32] { (0..<count).flatMap { _ in [1, 3] } }

  /// Frames until so many terminal ones have come.
  private static func frames(
    of peer: RawPeer, ends: Int
  ) async -> [RawPeer.Frame] {
    var frames: [RawPeer.Frame] = []
    var left = ends
    while left > 0, let frame = await peer.frame() {
      frames.append(frame)
      if frame.type == 4 || frame.type == 5, frame.flags & 1 == 1 { left -= 1 }
    }
    return frames
  }

  @Test("Two answers of a mebibyte alternate, frame by frame, and a small one goes before them")
  func answers() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(
        RawPeer.request(1, method: 7, body: Self.mebibyte)
          + RawPeer.request(3, method: 7, body: Self.mebibyte) + RawPeer.request(5))
      let order = await Self.frames(of: peer, ends: 3).map(\.stream)
      // Sixteen whole frames and the rest, since an envelope stands around the body.
      #expect(order == [5] + Self.turns(17))
    }
  }

  @Test("A small answer that is asked for between is behind what is framed already, and no more")
  func between() async throws {
    // Two mebibytes may wait here before the server stops reading.
    try await TestBed.run(configure: { $0.outputBytesMax = 4_194_304 }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(
        RawPeer.request(1, method: 7, body: Self.mebibyte)
          + RawPeer.request(3, method: 7, body: Self.mebibyte))
      var order: [UInt32] = []
      while order.count < 4, let frame = await peer.frame() { order.append(frame.stream) }
      try peer.send(RawPeer.request(5))
      // Nothing is taken from the socket until it is answered.
      #expect(await eventually { bed.service.handled == 3 })
      order += await Self.frames(of: peer, ends: 3).map(\.stream)
      #expect(order.filter { $0 != 5 } == Self.turns(17))
      // One frame was being received; the kernel keeps less than four of the longest, and three are framed.
      let place = try #require(order.firstIndex(of: 5))
      #expect(place <= 4 + 1 + 4 + 3, "\(order)")
    }
  }

  @Test("Two messages of streams alternate in the same way, as far as there is credit")
  func messages() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      let credit: [UInt8] = [0, 0x20, 0, 0]
      let long = [UInt8](number: 1_048_576)
      try peer.send(
        RawPeer.request(1, method: 30, body: long) + RawPeer.frame(7, stream: 1, credit)
          + RawPeer.request(3, method: 30, body: long) + RawPeer.frame(7, stream: 3, credit)
          + RawPeer.request(5, method: 20, body: [0, 9]))
      let frames = await Self.frames(of: peer, ends: 3)
      let data = frames.filter { $0.type == 3 }
      #expect(data.map(\.stream) == [5] + Self.turns(16))
      #expect(data.filter { $0.stream == 1 }.reduce(0) { $0 + $1.body.count } == 1_048_576)
      // The small stream is over before the first frame of the others is.
      #expect(frames.prefix(2).map(\.stream) == [5, 5])
    }
  }

  @Test("A client's long requests alternate, too, and a small one does not wait for them")
  func requests() async throws {
    try await ScriptedServer.run { _, peer, curtain in
      _ = await peer.preface()
      _ = await peer.frame()
      try peer.send(RawPeer.hello)
      // Nothing is read until all three are on their way: what waits for the socket waits in the client.
      var order: [(stream: UInt32, isEnd: Bool)] = []
      while order.count(where: { $0.isEnd }) < 3, let frame = await peer.frame() {
        if frame.type == 2 { order.append((frame.stream, frame.flags & 1 == 1)) }
      }
      let small = try #require(order.first { one in order.count { $0.stream == one.stream } == 1 })
      let place = try #require(order.firstIndex { $0.stream == small.stream })
      let long = order.filter { $0.stream != small.stream }.map(\.stream)
      // From the moment that both have begun to the end of the first, they alternate.
      let both = try #require(long.firstIndex { $0 != long[0] })
      let first = try #require(long.lastIndex { $0 == long[0] })
      let shared = Array(long[both...first])
      #expect(zip(shared, shared.dropFirst()).allSatisfy { $0 != $1 }, "\(order)")
      #expect(shared.count >= 2 && place < order.count - 3, "\(order)")
      for (stream, isEnd) in order where isEnd {
        try peer.send(RawPeer.frame(4, stream: stream, flags: 1, [0xa1, 0x07, 0x40]))
      }
      await curtain.hold()
    } _: { path, loop in
      var configuration = ClientConfiguration.patient
      configuration.helloMillisecondsMax = 600_000
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      // On the loop's own thread they are submitted in one turn.
      let task = Task(executorPreference: loop) {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for count in [1_048_576, 1_048_576, 3] {
            group.addTask {
              let reply = try await client.call(
                .number(1), body: [UInt8](repeating: 1, count: count),
                options: CallOptions(deadlineMilliseconds: 600_000))
              #expect(reply.body == [])
            }
          }
          try await group.waitForAll()
        }
      }
      try await task.value
      await client.close()
    }
  }
}
