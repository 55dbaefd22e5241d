import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A server counts how calls end, by method and status")
struct FigureTests {
  @Test("Good ends, failures, refusals, deadlines and cancellations are counted once each")
  func counted() async throws {
    try await TestBed.run(loops: 2) { bed in
      let client = bed.client()
      for _ in 0..<5 { _ = try await client.call(.number(1), body: [1]) }
      for (method, body) in [(2, [5]), (99, [])] as [(UInt64, [UInt8])] {
        _ = await failureOf { () async throws(CallFailure) in
          try await client.call(.number(method), body: body)
        }
      }
      let before = MonotonicInstant.now
      _ = await failureOf { () async throws(CallFailure) in
        try await client.call(
          .number(4), body: [], options: CallOptions(deadlineMilliseconds: 20))
      }
      let waiting = Task {
        await failureOf { () async throws(CallFailure) in
          try await client.call(.number(3), body: [])
        }
      }
      await bed.service.gate.arrivals(2)
      waiting.cancel()
      _ = await waiting.value
      #expect(await eventually { bed.server.counters.running == 1 })
      let figures = await bed.server.figures()
      // The slot of a method is its number here; unknown ones have none.
      let found = figures.map { "\($0.slot)/\($0.status): \($0.count)" }
      #expect(found == ["0/12: 1", "1/0: 5", "2/5: 1", "3/1: 1", "4/4: 1"])
      for one in figures { #expect(one.durations.reduce(0, +) == one.count) }
      // The server counts from the request's arrival, which may be any time after the call began.
      let elapsed = MonotonicInstant.now.nanoseconds(since: before)
      let last = try #require(figures.last?.nanoseconds)
      #expect(last > 0 && last <= elapsed)
    }
  }

  @Test("Streams that are open, and bytes that nobody takes, are told while they are there")
  func queues() async throws {
    try await TestBed.run(loops: 2, configure: { $0.outputBytesMax = 4_000_000 }) { bed in
      let before = await bed.server.queues()
      #expect(before.streams == 0 && before.outputBytes == 0)
      let client = bed.client()
      let watch = client.open(.watch)
      _ = try await watch.next()
      // It does not read: what does not fit the socket waits here, and what has no credit as well.
      let peer = try await RawPeer.greeted(path: bed.path)
      for stream: UInt32 in [1, 3] {
        try peer.send(RawPeer.request(stream, method: 30, body: [UInt8](number: 900_000)))
      }
      #expect(await eventually { await bed.server.queues().streams == 3 })
      #expect(await eventually { await bed.server.queues().outputBytes > 600_000 })
      peer.shutdownWrite()
      watch.cancel()
      #expect(await eventually { await bed.server.queues().streams == 0 })
      #expect(await eventually { await bed.server.queues().outputBytes == 0 })
    }
  }

  @Test("Work that waits for its turn on a loop is counted on its thread")
  func jobs() async throws {
    let loop = try EventLoop(name: "jobs")
    let counts = await withCheckedContinuation { (waiter: CheckedContinuation<[Int], Never>) in
      loop.execute {
        let before = loop.jobsWaiting
        for _ in 0..<3 { loop.execute {} }
        waiter.resume(returning: [before, loop.jobsWaiting])
      }
    }
    #expect(counts == [0, 3])
    loop.shutdown()
  }

  @Test(
    "A duration falls into the bucket whose bound it does not pass",
    arguments: [
      (0, 0), (1, 0), (1_000, 0), (1_001, 1), (2_000, 1), (2_001, 2), (4_000, 2), (4_001, 3),
      (67_108_864_000, 26), (67_108_864_001, 27), (.max, 27),
    ] as [(UInt64, Int)])
  func buckets(nanoseconds: UInt64, bucket: Int) {
    var figures = CallFigures(slot: 1, status: 0)
    figures.note(nanoseconds: nanoseconds)
    #expect(figures.durations.firstIndex(of: 1) == bucket)
    if let bound = CallFigures.microsecondsMax(of: bucket) { #expect(nanoseconds <= bound * 1_000) }
  }
}
