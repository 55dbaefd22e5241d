import CAllocations
import Foundation
import LatchkeyBase
import LatchkeyConformance
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire

/// gRPC's `rpc_soak`: large calls one after the other, none of which may fail.
///
/// How many took longer than the cap is told and decides nothing: that depends on the machine.
struct Soak {
  let path: String

  func run(calls: Int, capMilliseconds: UInt64) async throws {
    let loop = try EventLoop(name: "soak")
    let client = RPCClient(path: self.path, loop: loop)
    let body = try CBOREncoder().encode(
      Job(sizes: [314_159], payload: [UInt8](repeating: 0, count: 271_828)))
    var failures = 0
    var microseconds: [UInt64] = []
    for _ in 0..<calls {
      let start = MonotonicInstant.now
      do {
        let reply = try await client.call(
          .number(2), body: body, options: CallOptions(deadlineMilliseconds: 60_000))
        let answer = try CBORDecoder().decode(Answer.self, from: reply.body)
        if answer.payload.count != 314_159 || answer.facts.seen != [271_828] { failures += 1 }
      } catch {
        failures += 1
        print("\(error)")
      }
      microseconds.append(MonotonicInstant.now.nanoseconds(since: start) / 1_000)
    }
    let late = microseconds.count { $0 > capMilliseconds * 1_000 }
    let sorted = microseconds.sorted()
    print(
      """
      rpc_soak: \(calls) calls, \(failures) failures, \(late) above \(capMilliseconds) ms; \
      p50 \(sorted[calls / 2]) us, p99 \(sorted[calls * 99 / 100]) us, most \(sorted[calls - 1]) us
      """)
    await client.close()
    exit(failures == 0 ? 0 : 1)
  }
}

/// What many streams, or many lost connections, leave behind in a client.
struct Churn {
  let path: String

  func run(_ what: String, count: Int) async throws {
    let loop = try EventLoop(name: "churn")
    var configuration = ClientConfiguration()
    if what == "calls" { configuration.attemptsMax = 1 }
    let client = RPCClient(path: self.path, configuration: configuration, loop: loop)
    func churn(_ count: Int) async throws {
      for round in 0..<count {
        if what == "streams" {
          try await Self.stream(client, round)
        } else {
          try await Self.lostCall(client)
        }
      }
    }
    // Everything that grows once has grown.
    try await churn(count / 5)
    let before = Self.held()
    try await churn(count)
    let after = Self.held()
    print(
      "\(what) \(count):", "heap \(before.heap) \(after.heap)",
      "files \(before.files) \(after.files)")
    await client.close()
    exit(0)
  }

  private static func held() -> (heap: UInt64, files: Int) {
    let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    return (latchkey_heap_bytes(), files ?? 0)
  }

  /// One of each way in which a stream may end.
  private static func stream(_ client: RPCClient, _ round: Int) async throws {
    let stream = client.open(
      .number(5), body: [], sendsMessages: true, receivesMessages: true)
    try await stream.send(try CBOREncoder().encode(Job(sizes: [100])))
    _ = try await stream.next()
    switch round % 64 {
    // Not so often that the server asks for calm.
    case 63:
      stream.cancel()
    case 0..<32:
      stream.finishSending()
      while try await stream.next() != nil {}
    default:
      try await stream.send(try CBOREncoder().encode(Job(error: JobError(code: 10))))
      do throws(CallFailure) {
        _ = try await stream.next()
      } catch {
        guard error.code == .aborted else { throw error }
      }
    }
  }

  private static func lostCall(_ client: RPCClient) async throws {
    do throws(CallFailure) {
      _ = try await client.call(.number(1), body: [])
    } catch {
      guard error.code == .unavailable else { throw error }
      return
    }
    throw POSIXError(.EINVAL)
  }
}
