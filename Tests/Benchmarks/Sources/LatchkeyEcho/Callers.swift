import Glibc
import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Measure

/// Some callers on one connection, each of whom calls again when it was answered.
struct Callers {
  let path: String
  let payloadBytes: Int
  let inFlight: Int
  /// Whether a refusal is waited out as the server asks, and not counted as a call.
  var persist = false

  /// Calls until the time is up.
  func run(seconds: Double, on loop: EventLoop) async throws {
    let client = RPCClient(path: self.path, loop: loop)
    let sampler = ConfinedSampler(sampler: Sampler(seconds: seconds))
    try await Task(executorPreference: loop) {
      let refused = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<self.inFlight {
          group.addTask(executorPreference: loop) {
            try await self.call(client, sampler.sampler)
          }
        }
        return try await group.reduce(0, +)
      }
      if self.persist { print("{\"phase\": \"refused\", \"refused\": \(refused)}") }
    }.value
    await client.close()
  }

  /// Calls again and again; how often it was refused.
  private func call(_ client: RPCClient, _ sampler: Sampler) async throws -> Int {
    let payload = [UInt8](repeating: 7, count: self.payloadBytes)
    var refused = 0
    var moment = MonotonicInstant.now
    while !sampler.isDone {
      do throws(CallFailure) {
        let reply = try await client.call(.number(Echo.Method.echo.rawValue), body: payload)
        precondition(reply.body.count == self.payloadBytes, "An echo is as long as the call.")
        moment = sampler.record(since: moment)
      } catch {
        guard self.persist, error.code == .resourceExhausted else { throw error }
        refused += 1
        try await Task.sleep(for: .milliseconds(error.retryAfterMilliseconds ?? 1))
      }
    }
    return refused
  }
}
