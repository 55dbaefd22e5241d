import Glibc
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Measure

/// The whole protocol: frames, envelopes, deadlines, one task a call, over the runtime's server and
/// client.
@main
struct LatchkeyEcho {
  static func main() async throws {
    let loop = try EventLoop()
    switch EchoOrder.fromCommandLine() {
    case .server(let path):
      allowManyDescriptors()
      var configuration = ServerConfiguration()
      configuration.connectionsMax = 8_192
      configuration.connectionsPerUserMax = 8_192
      let server = RPCServer(handler: Echo(), configuration: configuration, loops: [loop])
      server.serve(try UnixListener(path: path, backlog: 1_024))
      announceReadiness()
      while true { try await Task.sleep(for: .seconds(3_600)) }
    case .client(let path, let payloadBytes, let inFlight, let seconds):
      let client = RPCClient(path: path, loop: loop)
      try await Task(executorPreference: loop) {
        try await call(client, on: loop, payloadBytes, inFlight, seconds)
      }.value
      await client.close()
    case .idle(let path, let connections):
      allowManyDescriptors()
      let clients = (0..<connections).map { _ in RPCClient(path: path, loop: loop) }
      for client in clients {
        _ = try await client.call(.number(1), body: [1])
      }
      print("{\"phase\": \"idle\"}")
      fflush(nil)
      while getchar() != EOF {}
      _ = clients
    }
  }

  private static func call(
    _ client: RPCClient, on loop: EventLoop, _ payloadBytes: Int, _ inFlight: Int, _ seconds: Double
  ) async throws {
    let sampler = ConfinedSampler(sampler: Sampler(seconds: seconds))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<inFlight {
        group.addTask(executorPreference: loop) {
          let payload = [UInt8](repeating: 7, count: payloadBytes)
          var moment = MonotonicInstant.now
          while !sampler.sampler.isDone {
            let reply = try await client.call(.number(1), body: payload)
            precondition(reply.body.count == payloadBytes, "An echo is as long as the call.")
            moment = sampler.sampler.record(since: moment)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// As many open files as this process may have.
  private static func allowManyDescriptors() {
    var limit = rlimit()
    let name = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    unsafe getrlimit(name, &limit)
    limit.rlim_cur = limit.rlim_max
    unsafe setrlimit(name, &limit)
  }
}

/// Every task that touches it runs on one loop's thread.
struct ConfinedSampler: @unchecked Sendable {
  let sampler: Sampler
}

/// Gives back what it gets.
struct Echo: CallHandler {
  func resolve(_ selector: MethodSelector) -> MethodTraits? {
    selector == .number(1) ? MethodTraits(deadlineMillisecondsMax: 10_000, isSensitive: false) : nil
  }

  func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    .success(Reply(body: call.body))
  }
}
