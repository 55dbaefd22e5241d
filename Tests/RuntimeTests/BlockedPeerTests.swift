import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

@Suite("Whoever stops reading, or reads late, holds nobody up")
struct BlockedPeerTests {
  /// An answer of a mebibyte, in frames.
  private static func mebibyte(_ stream: UInt32) -> [UInt8] {
    let envelope = [0xa1, 0x07, 0x5a, 0, 0x10, 0, 0] + [UInt8](repeating: 7, count: 1_048_576)
    let starts = stride(from: 0, to: envelope.count, by: 65_536)
    return starts.flatMap { start in
      let end = min(start + 65_536, envelope.count)
      return RawPeer.frame(
        4, stream: stream, flags: end == envelope.count ? 1 : 2, Array(envelope[start..<end]))
    }
  }

  @Test("W4.1 64 callers send 256 KiB each to a server that writes a mebibyte before it reads on")
  func writesBeforeReading() async throws {
    let isBehind = Mutex(false)
    try await ScriptedServer.run { _, peer, _ in
      _ = await peer.preface()
      _ = await peer.frame()
      try peer.send(RawPeer.hello)
      var seen: Set<UInt32> = []
      while seen.count < 64, let frame = await peer.frame() {
        guard frame.type == 2, seen.insert(frame.stream).inserted else { continue }
        // Of the request only the first frame was read. Nothing is read before all is written.
        if !(try await peer.sendPatiently(Self.mebibyte(frame.stream))) { return }
        if peer.hasUnread { isBehind.withLock { $0 = true } }
      }
      while await peer.frame() != nil {}
    } _: { path, loop in
      let client = RPCClient(path: path, configuration: .patient, loop: loop)
      let body = [UInt8](repeating: 5, count: 262_144)
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<64 {
          group.addTask {
            // Its time is the bound: a deadlock ends as a failure.
            try await client.call(
              .number(1), body: body, options: CallOptions(deadlineMilliseconds: 60_000)
            ).body.count
          }
        }
        for try await count in group { #expect(count == 1_048_576) }
      }
      await client.close()
    }
    #expect(isBehind.withLock { $0 }, "The client was never ahead of the server.")
  }

  /// How long a hundred calls take, one after the other: the median in milliseconds.
  private func median(of calls: Int, on client: RPCClient) async throws -> UInt64 {
    var times: [UInt64] = []
    for round in 0..<calls {
      let start = MonotonicInstant.now
      let body = [UInt8(truncatingIfNeeded: round)]
      let reply = try await client.call(.number(1), body: body)
      #expect(reply.body == body)
      times.append(MonotonicInstant.now.nanoseconds(since: start) / 1_000_000)
    }
    return times.sorted()[calls / 2]
  }

  @Test("W4.2 behind streams that nobody reads and that have no credit left, no call stalls")
  func abandonedAnswers() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let options = CallOptions(deadlineMilliseconds: nil)
      let abandoned = (0..<8).map { _ in client.open(.endlessFlood, options: options) }
      for stream in abandoned { _ = try await stream.next() }
      // 259 messages of 1 012 bytes are the credit of a stream; the one that was read gave none back.
      #expect(await eventually { bed.service.streams.sentCount == 8 * 259 })
      // Others stall each call for a second. Half of the calls may be late for reasons of the machine.
      let median = try await self.median(of: 100, on: client)
      #expect(median < 500)
      #expect(bed.service.streams.sentCount == 8 * 259)
      for stream in abandoned { stream.cancel() }
    }
  }

  @Test("W4.2 behind messages that the server does not take, no call stalls")
  func abandonedRequests() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let record = StreamRecord()
      var senders: [Task<CallFailure?, Never>] = []
      for _ in 0..<4 {
        let sender = Task {
          let stream = client.open(.sluggish, options: CallOptions(deadlineMilliseconds: nil))
          return await failureOf { () async throws(CallFailure) in
            while true {
              try await stream.send([UInt8](repeating: 0, count: 8_180))
              record.sent()
            }
          }
        }
        senders.append(sender)
      }
      // 32 messages of 8 192 with their headers are the credit of a stream. One is taken of each,
      // which gives nothing back, and none is sent in vain.
      #expect(await eventually { record.sentCount == 4 * 32 })
      let median = try await self.median(of: 100, on: client)
      #expect(median < 500)
      #expect(record.sentCount == 4 * 32)
      for sender in senders { sender.cancel() }
      for sender in senders { #expect(await sender.value?.code == .cancelled) }
    }
  }

  /// What a caller waits for when the server has stopped reading.
  enum Waiting: CaseIterable {
    /// To get its request into the socket.
    case inRequest
    /// Behind requests of others.
    case behindOthers
    /// To get messages into the socket.
    case inMessages
    /// For the answer to what was sent long ago.
    case forAnswer
  }

  @Test(
    "W4.3 a caller has its deadline of 100 ms when the server reads nothing, wherever it waits",
    arguments: Waiting.allCases)
  func deadlineWhenBlocked(waiting: Waiting) async throws {
    try await MuteServer.run(answering: []) { path, loop in
      let client = RPCClient(path: path, configuration: .patient, loop: loop)
      let long = [UInt8](repeating: 0, count: 1_048_576)
      // Ten minutes: whoever is held by these is held for good.
      let patient = CallOptions(deadlineMilliseconds: 600_000)
      let others = (0..<(waiting == .behindOthers ? 16 : 0)).map { _ in
        Task {
          await failureOf { () async throws(CallFailure) in
            try await client.call(.number(1), body: long, options: patient)
          }
        }
      }
      for _ in 0..<100 { await Task.yield() }
      let options = CallOptions(deadlineMilliseconds: 100)
      let start = MonotonicInstant.now
      let failure = await failureOf { () async throws(CallFailure) -> Reply in
        switch waiting {
        case .inRequest: return try await client.call(.number(1), body: long, options: options)
        case .behindOthers, .forAnswer:
          return try await client.call(.number(1), body: [1], options: options)
        case .inMessages:
          let stream = client.open(.collect, options: options)
          while true { try await stream.send(long) }
        }
      }
      let milliseconds = MonotonicInstant.now.nanoseconds(since: start) / 1_000_000
      #expect(failure?.code == .deadlineExceeded)
      #expect(milliseconds >= 99)
      // Not the 1 818 minutes of others. The bound is for machines that do much beside.
      #expect(milliseconds < 30_000)
      await client.close()
      for other in others { #expect(await other.value?.reason == "CLOSED") }
    }
  }

  @Test("W4.3 a handler that sends to a peer that reads nothing has its deadline")
  func handlerWhenBlocked() async throws {
    try await TestBed.run(configure: { $0.blockedMillisecondsMax = 600_000 }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var writer = FrameWriter()
      // Two floods use up the socket, and a call that would have to answer behind them.
      for stream in [1, 3, 5] as [UInt32] {
        writer.request(
          RequestEnvelope(
            method: .number(stream == 5 ? 3 : 26), remainingMilliseconds: 100, body: []),
          stream: stream, isSensitive: false)
      }
      try peer.send(writer.bytes)
      #expect(await eventually { bed.server.counters.expired == 3 })
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(bed.server.counters.slowReaders == 0)
      #expect(bed.service.streams.failures.count == 2)
      for failure in bed.service.streams.failures { #expect(failure.hasPrefix("deadlineExceeded")) }
    }
  }
}
