import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("Deadlines and cancellation are the truth on both sides")
struct DeadlineTests {
  @Test(
    "A handler that listens, and one that does not, both meet the deadline",
    arguments: [3, 4] as [UInt64])
  func deadline(method: UInt64) async throws {
    try await TestBed.run { bed in
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client().call(
          .number(method), body: [], options: CallOptions(deadlineMilliseconds: 50))
      }
      #expect(failure?.code == .deadlineExceeded)
      #expect(await eventually { bed.server.counters.expired + bed.server.counters.cancelled == 1 })
    }
  }

  @Test("W4.48 the method's maximum holds when the client asks for more")
  func clamped() async throws {
    try await TestBed.run(service: EchoService(deadlineMillisecondsMax: 50)) { bed in
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client().call(
          .number(4), body: [], options: CallOptions(deadlineMilliseconds: .max))
      }
      #expect(failure?.code == .deadlineExceeded)
      #expect(failure?.outcome == .rolledBack)
      #expect(bed.server.counters.expired == 1)
    }
  }

  @Test("W4.37 the handler sees what time is left")
  func propagated() async throws {
    try await TestBed.run { bed in
      let reply = try await bed.client().call(
        .number(8), body: [], options: CallOptions(deadlineMilliseconds: 2_000))
      guard case .text(let text) = try #require(reply.metadata["left"].first) else { return }
      let left = try #require(Int(text))
      #expect((1...2_000).contains(left))
    }
  }

  @Test("A call without time left is not started")
  func expiredBefore() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var writer = FrameWriter()
      writer.request(
        RequestEnvelope(method: .number(1), remainingMilliseconds: 0, body: []), stream: 1,
        isSensitive: false)
      try peer.send(writer.bytes)
      let failure = await peer.frame()?.failure
      #expect(failure?.code == .deadlineExceeded)
      #expect(failure?.outcome == .notStarted)
      #expect(bed.service.handled == 0)
    }
  }

  @Test("After the commit point the true result is answered, even late")
  func committed() async throws {
    try await TestBed.run(service: EchoService(deadlineMillisecondsMax: 30)) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1, method: 5) + RawPeer.request(3, method: 4))
      // The second call shows that the deadline of the first has passed as well.
      let expired = await peer.frame()
      #expect(expired?.stream == 3)
      #expect(expired?.failure?.code == .deadlineExceeded)
      try peer.send(RawPeer.frame(6, stream: 1, [1]))
      try peer.send(RawPeer.frame(8, [0, 0, 0, 0, 0, 0, 0, 1]))
      #expect(await peer.frame()?.type == 9)
      bed.service.gate.open()
      let answer = await peer.frame()
      #expect(answer?.stream == 1)
      #expect(answer?.type == 4)
      // Not cancelled: the handler's task was shielded.
      #expect(answer?.body == [0xa1, 0x07, 0x41, 0x00])
    }
  }

  @Test("A call given up cannot commit any more")
  func abandoned() async throws {
    try await TestBed.run(service: EchoService(deadlineMillisecondsMax: 30)) { bed in
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client().call(.number(6), body: [])
      }
      #expect(failure?.code == .deadlineExceeded)
      #expect(failure?.outcome == .rolledBack)
      bed.service.gate.open()
      #expect(await eventually { bed.service.commitRefusals == 1 })
      #expect(bed.service.streams.failures == ["deadlineExceeded ABANDONED"])
      #expect(await eventually { bed.server.counters.running == 0 })
    }
  }

  @Test("The slot of a cancelled call is the handler's until it returns")
  func slot() async throws {
    try await TestBed.run(configure: { $0.limits.streamsMax = 1 }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1, method: 4) + RawPeer.frame(6, stream: 1, [1]))
      let cancelled = await peer.frame()
      #expect(cancelled?.failure?.code == .cancelled)
      #expect(cancelled?.failure?.outcome == .rolledBack)
      try peer.send(RawPeer.request(3))
      #expect(await peer.frame()?.failure?.reason == "TOO_MANY_STREAMS")
      bed.service.gate.open()
      #expect(await eventually { bed.server.counters.running == 0 })
      try peer.send(RawPeer.request(5))
      #expect(await peer.frame()?.type == 4)
    }
  }

  @Test("Cancelling a caller reaches the handler", arguments: 0..<5)
  func cancelReaches(round: Int) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let task = Task {
        await failureOf { () async throws(CallFailure) in
          try await client.call(.number(3), body: [])
        }
      }
      await bed.service.gate.arrivals(1)
      task.cancel()
      let failure = await task.value
      #expect(failure?.code == .cancelled)
      #expect(await eventually { bed.service.cancellations == 1 })
      #expect(await eventually { bed.server.counters.running == 0 })
    }
  }

  @Test("W4.20 a cancelled caller hears `cancelled` at whatever point it was", arguments: 0..<40)
  func cancelAnywhere(yields: Int) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let task = Task {
        await failureOf { () async throws(CallFailure) in
          try await client.call(.number(3), body: [UInt8](repeating: 0, count: yields * 5_000))
        }
      }
      for _ in 0..<yields { await Task.yield() }
      task.cancel()
      let failure = await task.value
      #expect(failure?.code == .cancelled, "\(yields) yields")
    }
  }

  @Test("A task that is cancelled already calls nothing", arguments: [true, false])
  func cancelledBefore(onLoop: Bool) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let loop = bed.clientLoop
      let task = Task(executorPreference: onLoop ? loop : globalConcurrentExecutor) {
        while !Task.isCancelled { await Task.yield() }
        return await failureOf { () async throws(CallFailure) in
          try await client.call(.number(4), body: [])
        }
      }
      task.cancel()
      #expect(await task.value?.code == .cancelled)
    }
  }

  @Test("W4.18 a lost client is a cancelled one")
  func lostClient() async throws {
    try await TestBed.run { bed in
      do {
        let peer = try await RawPeer.greeted(path: bed.path)
        try peer.send(RawPeer.request(1, method: 3) + RawPeer.request(3, method: 3))
        await bed.service.gate.arrivals(2)
      }
      #expect(await eventually { bed.service.cancellations == 2 })
      #expect(await eventually { bed.server.counters.running == 0 })
    }
  }

  @Test("W4.32 500 quick cancels of an honest client do it no harm")
  func rapidCancels() async throws {
    try await TestBed.run { bed in
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
    }
  }
}
