import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A call goes over a real socket and comes back")
struct UnaryTests {
  @Test(
    "Bodies of every size come back whole",
    arguments: [
      0, 1, 23, 24, 255, 256, 4_096, 65_400, 65_472, 65_536, 65_537, 131_072, 271_828, 1_048_575,
      1_048_576,
    ])
  func sizes(count: Int) async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let reply = try await client.call(.number(1), body: body)
      #expect(reply.body == body)
    }
  }

  @Test("64 callers at once share one connection")
  func concurrent() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<64 {
          group.addTask {
            for round in 0..<20 {
              let body = [UInt8(caller), UInt8(round)]
              let reply = try await client.call(.number(1), body: body)
              #expect(reply.body == body)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(bed.server.counters.accepted == 1)
      #expect(bed.server.counters.succeeded == 64 * 20)
    }
  }
}
