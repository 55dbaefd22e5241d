import LatchkeyRuntime
import LatchkeyWire
import Testing

@Suite("Secrets of requests end with their calls")
struct SecretTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let method: UInt64
    /// Whether the handler waits in between.
    var waits = false
    /// Whether its answer is the request.
    var keeps = false

    var testDescription: String { "method \(self.method)" }
  }

  @Test(
    "What a handler was given is wiped behind it, and counted where it kept a part",
    arguments: [
      Row(method: 7), Row(method: 3, waits: true), Row(method: 5, waits: true),
      Row(method: 6, waits: true), Row(method: 1, keeps: true),
      Row(method: 4, waits: true, keeps: true), Row(method: 9, keeps: true),
    ])
  func wiped(row: Row) async throws {
    try await TestBed.run { bed in
      let client = RPCClient(path: bed.path, loop: bed.clientLoop)
      async let reply = client.call(
        .number(row.method), body: [2],
        options: CallOptions(actor: [1, 2, 3], isSensitive: true))
      if row.waits {
        await bed.service.gate.arrivals(1)
        bed.service.gate.open()
      }
      _ = try await reply
      #expect(bed.server.counters.secretsKept == (row.keeps ? 1 : 0))
      // What is not sensitive is nobody's to wipe.
      _ = try await client.call(.number(1), body: [2])
      #expect(bed.server.counters.secretsKept == (row.keeps ? 1 : 0))
      await client.close()
    }
  }

  @Test("Bytes that somebody else holds too are not wiped for them, and that is said")
  func shared() {
    var bytes: [UInt8] = [1, 2, 3]
    let others = bytes
    #expect(!Wiping.wipe(&bytes))
    #expect(bytes.isEmpty && others == [1, 2, 3])
    var own = [UInt8](repeating: 7, count: 3)
    #expect(Wiping.wipe(&own))
    #expect(own.isEmpty)
    #expect(Wiping.wipe(&own))
  }
}
