import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("Limits are met with a word, not with silence")
struct LimitTests {
  @Test("W4.41 an unknown user is told so")
  func unknownUser() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.admit = { _ in
        CallFailure(
          code: .unauthenticated, reason: "SERVICE_UNKNOWN", message: "This user is not known.",
          outcome: .notStarted)
      }
    }) { bed in
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client().call(.number(1), body: [])
      }
      #expect(failure?.code == .unauthenticated)
      #expect(failure?.reason == "SERVICE_UNKNOWN")
      #expect(failure?.outcome == .notStarted)
      #expect(bed.events.refusals == ["SERVICE_UNKNOWN"])
    }
  }

  @Test("Connections in all, and of one user, have a limit", arguments: [(2, 32), (256, 2)])
  func connections(total: Int, perUser: Int) async throws {
    try await TestBed.run(configure: { configuration in
      configuration.connectionsMax = total
      configuration.connectionsPerUserMax = perUser
    }) { bed in
      var peers: [RawPeer] = []
      for _ in 0..<2 { peers.append(try await RawPeer.greeted(path: bed.path)) }
      do {
        let refused = try RawPeer(path: bed.path)
        try? refused.send(Preface.bytes + RawPeer.hello)
        let frame = await refused.frame()
        #expect(frame?.stream == 0)
        #expect(frame?.failure?.reason == "TOO_MANY_CONNECTIONS")
        #expect(frame?.failure?.code == .resourceExhausted)
        #expect(frame?.failure?.retryAfterMilliseconds != nil)
      }
      peers.removeFirst()
      #expect(await eventually { bed.server.counters.open == 1 })
      _ = try await RawPeer.greeted(path: bed.path)
      for peer in peers {
        try peer.send(RawPeer.request(1))
        #expect(await peer.frame()?.type == 4)
      }
    }
  }

  @Test("W4.47 calls in the whole server have a limit", arguments: [(3, 3, false), (3, 4, true)])
  func calls(max: Int, started: Int, isRefused: Bool) async throws {
    try await TestBed.run(configure: { $0.callsMax = max }) { bed in
      let client = bed.client()
      await withTaskGroup(of: CallFailure?.self) { group in
        for _ in 0..<started {
          group.addTask {
            await failureOf { () async throws(CallFailure) in
              try await client.call(.number(4), body: [])
            }
          }
        }
        await bed.service.gate.arrivals(min(max, started))
        if isRefused {
          let refused = await group.next() ?? nil
          #expect(refused?.reason == "OVERLOADED")
          #expect(refused?.code == .resourceExhausted)
          #expect(refused?.outcome == .notStarted)
          #expect(refused?.retryAfterMilliseconds != nil)
        }
        bed.service.gate.open()
        for await failure in group { #expect(failure == nil) }
      }
    }
  }

  @Test("More calls than streams wait in the client", arguments: [1, 64])
  func queued(streams: Int) async throws {
    try await TestBed.run(configure: { $0.limits.streamsMax = streams }) { bed in
      let client = bed.client()
      // The first call brings the server's limit.
      _ = try await client.call(.number(1), body: [])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<(streams * 10) {
          group.addTask {
            let reply = try await client.call(.number(9), body: [UInt8(index & 255)])
            #expect(reply.body == [UInt8(index & 255)])
          }
        }
        try await group.waitForAll()
      }
      #expect(bed.server.counters.turnedAway == 0)
    }
  }

  @Test(
    "W4.8 a body over the limit fails here, and the connection serves on",
    arguments: [(1_048_576, true), (1_048_577, false)])
  func oversized(count: Int, isServed: Bool) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [UInt8](repeating: 0, count: count))
      }
      #expect((failure == nil) == isServed)
      if let failure {
        #expect(failure.reason == "MESSAGE_TOO_LARGE")
        #expect(failure.outcome == .notStarted)
        #expect(failure.message.contains("1048576"))
      }
      let served = try await client.call(.number(1), body: [1])
      #expect(served.body == [1])
      #expect(bed.server.counters.accepted == 1)
    }
  }

  @Test(
    "W4.35 an answer over the limit is an error with both sizes",
    arguments: [(1_048_576, true), (1_048_577, false)])
  func oversizedAnswer(count: Int, isServed: Bool) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let size = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(7), body: size)
      }
      #expect((failure == nil) == isServed)
      if let failure {
        #expect(failure.code == .resourceExhausted)
        #expect(failure.message.contains("1048577") && failure.message.contains("1048576"))
      }
    }
  }

  @Test("More calls than the client's queue takes fail there, and the others go on")
  func fullQueue() async throws {
    try await TestBed.run(configure: { $0.limits.streamsMax = 1 }) { bed in
      let client = bed.client { $0.queuedCallsMax = 1 }
      _ = try await client.call(.number(1), body: [])
      await withTaskGroup(of: CallFailure?.self) { group in
        for _ in 0..<3 {
          group.addTask {
            await failureOf { () async throws(CallFailure) in
              try await client.call(.number(4), body: [])
            }
          }
        }
        let refused = await group.next() ?? nil
        #expect(refused?.reason == "CLIENT_QUEUE_FULL")
        #expect(refused?.code == .resourceExhausted)
        #expect(refused?.outcome == .notStarted)
        bed.service.gate.open()
        for await failure in group { #expect(failure == nil) }
      }
    }
  }

  @Test("Metadata over the limit fails here")
  func metadata() async throws {
    try await TestBed.run { bed in
      var options = CallOptions()
      for _ in 0..<65 { options.metadata.append("n", .text("v")) }
      let tooMuch = options
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client().call(.number(1), body: [], options: tooMuch)
      }
      #expect(failure?.reason == "METADATA_TOO_LARGE")
    }
  }

  @Test(
    "Unknown methods are refused before a handler sees them",
    arguments: [
      .number(99), .name("nothing"), .number(.max),
    ] as [MethodSelector])
  func unknownMethod(selector: MethodSelector) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(selector, body: [])
      }
      #expect(failure?.code == .unimplemented)
      #expect(failure?.outcome == .notStarted)
      #expect(bed.service.handled == 0)
      let served = try await client.call(.name("echo"), body: [1])
      #expect(served.body == [1])
    }
  }
}
