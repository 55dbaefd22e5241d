import Glibc
import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Measure
import Synchronization

/// The server that every other mode calls.
enum EchoServer {
  /// Serves a path until killed.
  static func serve(_ path: String, on loop: EventLoop) async throws {
    Surroundings.allowManyDescriptors()
    var configuration = ServerConfiguration()
    configuration.connectionsMax = 8_192
    configuration.connectionsPerUserMax = 8_192
    let running = Mutex<RPCServer?>(nil)
    let handler = Echo { running.withLock { $0?.counters } ?? ServerCounters() }
    let server = RPCServer(handler: handler, configuration: configuration, loops: [loop])
    running.withLock { $0 = server }
    server.serve(try UnixListener(path: path, backlog: 1_024))
    announceReadiness()
    while true { try await Task.sleep(for: .seconds(3_600)) }
  }
}

/// Gives back what it gets, and what else scenarios ask for.
struct Echo: CallHandler {
  /// The methods, by number.
  enum Method: UInt64 {
    /// Answers with its request.
    case echo = 1
    /// Answers with a stream: how many messages and how long each, as two numbers of 8 bytes.
    case stream = 2
    /// A stream without an end of its own: waits for a message that nobody has to send.
    case watch = 3
    /// What the server counts.
    case figures = 4
    /// The same as `watch`, with a longest time.
    case wait = 5
  }

  let counters: @Sendable () -> ServerCounters
  /// `LATCHKEY_ECHO_TASK`: whether an echo has a task of its own, as a handler that waits for something.
  private let echoTraits: MethodTraits = {
    var traits = MethodTraits(deadlineMillisecondsMax: 10_000, isSensitive: false)
    traits.mayAnswerSynchronously = unsafe getenv("LATCHKEY_ECHO_TASK") == nil
    return traits
  }()

  init(counters: @escaping @Sendable () -> ServerCounters) { self.counters = counters }

  func answerSynchronously(_ call: IncomingCall) -> Result<Reply, CallFailure>? {
    .success(Reply(body: call.body))
  }

  func resolve(_ selector: MethodSelector) -> MethodTraits? {
    guard case .number(let number) = selector, let method = Method(rawValue: number) else {
      return nil
    }
    return switch method {
    case .echo: self.echoTraits
    case .figures: MethodTraits(deadlineMillisecondsMax: 10_000, isSensitive: false)
    case .stream:
      MethodTraits(deadlineMillisecondsMax: 600_000, isSensitive: false, serverStreams: true)
    case .watch:
      MethodTraits(
        deadlineMillisecondsMax: nil, isSensitive: false, clientStreams: true, serverStreams: true)
    case .wait:
      MethodTraits(
        deadlineMillisecondsMax: 600_000, isSensitive: false, clientStreams: true,
        serverStreams: true)
    }
  }

  func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    guard call.method != .number(Method.echo.rawValue) else {
      return .success(Reply(body: call.body))
    }
    guard call.method != .number(Method.figures.rawValue) else {
      let counters = self.counters()
      return .success(
        Reply(body: [counters.open, counters.running, counters.accepted].flatMap(\.bigEndianBytes)))
    }
    guard let stream = call.stream else { return .success(Reply(body: [])) }
    do throws(CallFailure) {
      if call.method == .number(Method.stream.rawValue) {
        let message = [UInt8](repeating: 7, count: Int(call.body.number(at: 8)))
        for _ in 0..<call.body.number(at: 0) { try await stream.send(message) }
      } else {
        _ = try await stream.next()
      }
      return .success(Reply(body: []))
    } catch {
      return .failure(error)
    }
  }
}

extension UInt64 {
  var bigEndianBytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * UInt64($0))) }
  }
}

extension [UInt8] {
  /// Eight bytes, the highest first; those that are not there are zero.
  func number(at place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 << 8 | UInt64(place + $1 < self.count ? self[place + $1] : 0) }
  }
}
