import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite(
  "Beside a crowd that misbehaves as fast as it can, the promises to others hold",
  // A crowd at a time is enough for the neighbours.
  .serialized)
struct CrowdTests {
  /// What one of the crowd does.
  private enum Kind: CaseIterable {
    case readsNothing, stopsInAFrame, cancels, floods

    /// Said again and again on one connection, from a stream on, and how many streams that takes.
    func bytes(from stream: UInt32) -> (said: [UInt8], streams: UInt32) {
      let streams = (0..<64).map { stream + 2 * UInt32($0) }
      return switch self {
      case .readsNothing:
        (RawPeer.request(stream, method: 7, body: [0x0f, 0, 0]), 1)
      case .stopsInAFrame:
        ([], 0)
      case .cancels:
        (
          streams.flatMap { RawPeer.request($0, method: 3) + RawPeer.frame(6, stream: $0, [1]) }, 64
        )
      case .floods:
        (streams.flatMap { RawPeer.request($0, method: 24) }, 64)
      }
    }
  }

  /// One of the crowd, who comes again when it is cut off.
  private struct Member {
    let kind: Kind
    let path: String
    private var peer: RawPeer?
    private var unsent: [UInt8] = []
    private var stream: UInt32 = 1

    init(_ kind: Kind, path: String) {
      self.kind = kind
      self.path = path
    }

    /// Sends what the kernel takes.
    mutating func push() {
      do throws(SocketError) {
        guard let peer = self.peer else {
          self.peer = try RawPeer(path: self.path)
          self.stream = 1
          self.unsent = Preface.bytes + RawPeer.hello
          if self.kind == .stopsInAFrame { self.unsent.removeLast(3) }
          return
        }
        if self.unsent.isEmpty {
          let (said, streams) = self.kind.bytes(from: self.stream)
          self.unsent = said
          self.stream += 2 * streams
        }
        self.unsent.removeFirst(try peer.sendSome(self.unsent))
      } catch {
        self.peer = nil
      }
    }
  }

  /// Runs a test body beside a crowd.
  private static func beside(
    configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (TestBed) async throws -> Void
  ) async throws {
    try await TestBed.run(configure: configure) { bed in
      let path = bed.path
      let crowd = Task {
        var members = Kind.allCases.flatMap { kind in (0..<5).map { _ in Member(kind, path: path) }
        }
        while !Task.isCancelled {
          for index in members.indices { members[index].push() }
          await Task.yield()
        }
      }
      #expect(await eventually { bed.server.counters.held >= 10 })
      let outcome: Result<Void, any Error>
      do {
        try await body(bed)
        outcome = .success(())
      } catch {
        outcome = .failure(error)
      }
      crowd.cancel()
      await crowd.value
      try outcome.get()
    }
  }

  @Test("W4.2 streams that nobody reads delay no call, on the same connection or another")
  func abandoned() async throws {
    try await Self.beside { bed in
      let client = bed.client()
      let abandoned = (0..<8).map { _ in client.open(.flood) }
      for stream in abandoned { _ = try await stream.next() }
      for (index, one) in [client, bed.client()].enumerated() {
        for round in 0..<100 {
          let reply = try await one.call(.number(1), body: [UInt8(index), UInt8(round)])
          #expect(reply.body == [UInt8(index), UInt8(round)])
        }
      }
      for stream in abandoned { stream.cancel() }
    }
  }

  @Test("W4.3 a call ends at its deadline, and 64 of them do")
  func deadlines() async throws {
    try await Self.beside { bed in
      let client = bed.client()
      await withTaskGroup(of: CallFailure?.self) { group in
        for _ in 0..<64 {
          group.addTask {
            await failureOf { () async throws(CallFailure) in
              try await client.call(
                .number(4), body: [], options: CallOptions(deadlineMilliseconds: 100))
            }
          }
        }
        for await failure in group { #expect(failure?.code == .deadlineExceeded) }
      }
    }
  }

  @Test("W4.45 those who read nothing are cut, and an honest stream comes to its end")
  func slowReaders() async throws {
    try await Self.beside(configure: { $0.blockedMillisecondsMax = 100 }) { bed in
      let stream = bed.client().open(.count, body: [UInt8](number: 10_000))
      var count = 0
      while try await stream.next() != nil { count += 1 }
      #expect(count == 10_000)
      #expect(await eventually { bed.server.counters.slowReaders >= 5 })
    }
  }

  @Test("W4.3 whoever is left unread has its deadline all the same")
  func held() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.vainCallsMax = 1
      configuration.vainCallMilliseconds = 3_600_000
    }) { bed in
      let client = bed.client()
      let refused = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(99), body: [])
      }
      #expect(refused?.reason == "UNKNOWN_METHOD")
      let late = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [], options: CallOptions(deadlineMilliseconds: 50))
      }
      #expect(late?.code == .deadlineExceeded)
      #expect(bed.service.handled == 0)
    }
  }
}
