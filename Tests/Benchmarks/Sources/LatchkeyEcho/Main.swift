import Glibc
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Measure

/// The whole protocol: frames, envelopes, deadlines, one task a call, over the runtime's server and
/// client.
///
/// Beside what every echo program does:
///
///     latchkey-echo persist PATH BYTES IN_FLIGHT SECONDS   a client that comes back when refused
///     latchkey-echo stream PATH MESSAGES BYTES             takes a stream of so many messages
///     latchkey-echo pace PATH MICROSECONDS SECONDS         calls once in so many microseconds
///     latchkey-echo churn PATH CONNECTIONS                 one call on each of so many connections
///     latchkey-echo figures PATH                           prints what the server counts
@main
struct LatchkeyEcho {
  static func main() async throws {
    let loop = try EventLoop(spinMicroseconds: Surroundings.spinMicroseconds)
    let words = CommandLine.arguments
    let numbers = words.dropFirst(3).compactMap { Double($0) }
    switch (words.dropFirst().first, numbers.count) {
    case ("persist", 3):
      try await Callers(
        path: words[2], payloadBytes: Int(numbers[0]), inFlight: Int(numbers[1]), persist: true
      ).run(seconds: numbers[2], on: loop)
    case ("stream", 2):
      try await StreamReader(path: words[2], messages: Int(numbers[0]), bytes: Int(numbers[1]))
        .run(on: loop)
    case ("pace", 2):
      try await PacedCaller(path: words[2], microseconds: numbers[0], seconds: numbers[1])
        .run(on: loop)
    case ("churn", 1):
      try await Crowd.comeAndGo(path: words[2], connections: Int(numbers[0]), on: loop)
    case ("figures", 0):
      try await Crowd.printFigures(path: words[2], on: loop)
    default:
      try await Self.obey(EchoOrder.fromCommandLine(), on: loop)
    }
  }

  private static func obey(_ order: EchoOrder, on loop: EventLoop) async throws {
    switch order {
    case .server(let path):
      try await EchoServer.serve(path, on: loop)
    case .client(let path, let payloadBytes, let inFlight, let seconds):
      try await Callers(path: path, payloadBytes: payloadBytes, inFlight: inFlight)
        .run(seconds: seconds, on: loop)
    case .idle(let path, let connections):
      try await Crowd.idle(path: path, connections: connections, on: loop)
    }
  }
}

/// What the environment says.
enum Surroundings {
  /// `LATCHKEY_ECHO_SPIN`: microseconds that a loop looks for work before it sleeps.
  static var spinMicroseconds: Int {
    unsafe getenv("LATCHKEY_ECHO_SPIN").flatMap { unsafe Int(String(cString: $0)) } ?? 0
  }

  /// As many open files as this process may have.
  static func allowManyDescriptors() {
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
