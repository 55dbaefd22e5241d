import Foundation
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization

/// A server on a path of its own, a loop for clients, and everything ended when the test is.
struct TestBed: Sendable {
  let path: String
  let service: EchoService
  let server: RPCServer
  let serverLoops: EventLoopGroup
  let clientLoop: EventLoop
  let events: EventRecord

  /// Runs a test body against a fresh server.
  static func run(
    service: EchoService = EchoService(), loops: Int = 1,
    configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (TestBed) async throws -> Void
  ) async throws {
    let path = Self.freshPath()
    let events = EventRecord()
    var configuration = ServerConfiguration(log: { events.append($0) })
    configure(&configuration)
    let serverLoops = try EventLoopGroup(count: loops, name: "server")
    let clientLoop = try EventLoop(name: "client")
    let server = RPCServer(
      handler: service, configuration: configuration, loops: serverLoops.loops)
    server.serve(try UnixListener(path: path))
    let bed = TestBed(
      path: path, service: service, server: server, serverLoops: serverLoops,
      clientLoop: clientLoop, events: events)
    let outcome: Result<Void, any Error>
    do {
      try await body(bed)
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    service.gate.open()
    server.stopNow()
    serverLoops.shutdown()
    clientLoop.shutdown()
    try outcome.get()
  }

  /// A path that nothing else uses.
  static func freshPath() -> String {
    "/tmp/lkrt-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
  }

  /// A client on the client loop.
  func client(_ configure: (inout ClientConfiguration) -> Void = { _ in }) -> RPCClient {
    var configuration = ClientConfiguration.patient
    configure(&configuration)
    return RPCClient(path: self.path, configuration: configuration, loop: self.clientLoop)
  }
}

/// What a server logged.
final class EventRecord: Sendable {
  private let events = Mutex<[ServerEvent]>([])

  func append(_ event: ServerEvent) { self.events.withLock { $0.append(event) } }

  /// Reasons of connections that ended.
  var closings: [String] {
    self.events.withLock { events in
      events.compactMap { event in
        if case .closed(_, let reason) = event { reason } else { nil }
      }
    }
  }

  /// How often the listener could not accept.
  var acceptFailures: Int {
    self.events.withLock { events in
      events.count { if case .acceptFailed = $0 { true } else { false } }
    }
  }

  /// Peers with another schema.
  var schemaDifferences: Int {
    self.events.withLock { events in
      events.count { if case .schemaDiffers = $0 { true } else { false } }
    }
  }

  /// Reasons of refusals at accept.
  var refusals: [String] {
    self.events.withLock { events in
      events.compactMap { event in
        if case .refused(_, let reason) = event { reason } else { nil }
      }
    }
  }
}

/// The failure that an async body throws, or nil.
func failureOf(
  _ body: () async throws(CallFailure) -> some Sendable
) async -> CallFailure? {
  do throws(CallFailure) {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}

/// Waits until a condition holds, by yielding; gives up after so long.
func eventually(
  seconds: Double = 600, _ condition: () async -> Bool
) async -> Bool {
  let end = MonotonicInstant.now.advanced(byMilliseconds: UInt64(seconds * 1_000))
  while MonotonicInstant.now < end {
    if await condition() { return true }
    await Task.yield()
  }
  return await condition()
}
