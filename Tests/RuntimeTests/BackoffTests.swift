import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

/// Pauses are bounded from below by the clock, which no load shortens, and from above by what a call's time
/// allows: pauses that do not stop growing would take hours.
@Suite("Pauses between tries to connect grow to their longest, and begin anew")
struct BackoffTests {
  /// A server that refuses connections, serves one, and loses it.
  ///
  /// - Returns: When each connection was accepted.
  private func play(
    refusals: [Int], _ configure: (inout ClientConfiguration) -> Void
  ) async throws -> [MonotonicInstant] {
    let moments = Mutex<[MonotonicInstant]>([])
    var configuration = ClientConfiguration.patient
    configure(&configuration)
    let made = configuration
    // After so many connections one is served.
    let served = Set(
      refusals.indices.map { index in refusals[...index].reduce(0, +) + index })
    try await ScriptedServer.run { number, peer, _ in
      moments.withLock { $0.append(.now) }
      guard served.contains(number) else {
        _ = await peer.preface()
        var writer = FrameWriter()
        writer.error(
          CallFailure(
            code: .resourceExhausted, reason: "TOO_MANY_CONNECTIONS", message: "",
            outcome: .notStarted), stream: 0)
        return try peer.send(writer.bytes)
      }
      guard let stream = await peer.introduction() else { return }
      try peer.send(
        RawPeer.hello + RawPeer.frame(4, stream: stream, flags: 1, [0xa1, 0x07, 0x41, 0x05]))
      // Lost only when the answer was read: the client has nothing in progress.
      _ = await peer.frame()
    } _: { path, loop in
      let client = RPCClient(path: path, configuration: made, loop: loop)
      for _ in refusals {
        let reply = try await client.call(
          .number(1), body: [],
          options: CallOptions(
            deadlineMilliseconds: 40_000, idempotencyKey: [UInt8](repeating: 1, count: 16),
            waitForReady: true))
        #expect(reply.body == [5])
        // The server sees it and closes.
        _ = await failureOf { () async throws(CallFailure) in
          try await client.call(.number(1), body: [], options: CallOptions(deadlineMilliseconds: 1))
        }
      }
      await client.close()
    }
    return moments.withLock { $0 }
  }

  @Test("Each pause is at least twice the one before, up to the longest")
  func grows() async throws {
    let moments = try await self.play(refusals: [6]) { configuration in
      configuration.backoffMillisecondsMin = 10
      configuration.backoffMillisecondsMax = 80
    }
    try #require(moments.count >= 7)
    let pauses = zip(moments, moments.dropFirst()).prefix(6).map {
      $1.nanoseconds(since: $0) / 1_000_000
    }
    for (pause, least) in zip(pauses, [10, 20, 40, 80, 80, 80] as [UInt64]) {
      #expect(pause >= least, "\(pauses)")
    }
  }

  @Test("Pauses stop growing: forty tries come within the time of one call")
  func stopsGrowing() async throws {
    let moments = try await self.play(refusals: [40]) { configuration in
      configuration.backoffMillisecondsMin = 1
      configuration.backoffMillisecondsMax = 20
    }
    #expect(moments.count >= 41)
  }

  @Test("After a connection that was greeted they begin anew")
  func beginsAnew() async throws {
    // The nine pauses of the first call come to half a second; nine more of growing length would take
    // four minutes.
    let moments = try await self.play(refusals: [9, 9]) { configuration in
      configuration.backoffMillisecondsMin = 1
      configuration.backoffMillisecondsMax = 600_000
    }
    #expect(moments.count >= 20)
  }
}
