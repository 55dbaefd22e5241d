import CAllocations
import Foundation
import LatchkeyConformance
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization

/// The echo service of the conformance cases as a process, and its client.
///
///     lkp-echo serve PATH             serves until standard input ends
///     lkp-echo cases PATH FILE        plays the cases of a file against a server
///     lkp-echo count CALLS C S        counts what a unary call takes from the heap; more than C in the
///                                     client or S in the server is a failure
///     lkp-echo wait PATH              begins a call of each kind, none of which ends, and says so
///     lkp-echo soak PATH CALLS MS     large calls one after the other; counts failures, and says how many
///                                     took longer than MS milliseconds
///     lkp-echo churn PATH WHAT COUNT  so many `streams`, or `calls` on connections that are reset, and says
///                                     what they have left in this process
@main
enum Main {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { exit(2) }
    switch arguments[1] {
    case "serve": try await Self.serve(arguments[2])
    case "cases": try await Self.play(arguments[2], arguments[3])
    case "count": try await Self.count(calls: Int(arguments[2]) ?? 1, most: arguments.dropFirst(3))
    case "wait": try await Self.wait(arguments[2])
    case "soak" where arguments.count == 5:
      try await Soak(path: arguments[2]).run(
        calls: Int(arguments[3]) ?? 1, capMilliseconds: UInt64(arguments[4]) ?? 1_000)
    case "churn" where arguments.count == 5:
      try await Churn(path: arguments[2]).run(arguments[3], count: Int(arguments[4]) ?? 1)
    default: exit(2)
    }
  }

  private static func serve(_ path: String) async throws {
    let loop = try EventLoop(name: "echo")
    let server = Mutex<RPCServer?>(nil)
    let service = EchoService(loop: loop) {
      let counters = server.withLock { $0?.counters } ?? ServerCounters()
      return Resources(
        allocations: latchkey_allocations(), heapBytes: latchkey_heap_bytes(),
        descriptors: (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count)
          ?? 0, running: counters.running, connections: counters.open)
    }
    var configuration = ServerConfiguration()
    configuration.connectionsMax = 1_024
    configuration.connectionsPerUserMax = 1_024
    let made = RPCServer(handler: service, configuration: configuration, loops: [loop])
    server.withLock { $0 = made }
    made.serve(try UnixListener(path: path))
    FileHandle.standardError.write(Data("listening\n".utf8))
    await Self.endOfInput()
    await made.drain(graceMilliseconds: 1_000)
    loop.shutdown()
  }

  /// Returns when standard input has ended: when whoever started this process wants it, or is gone.
  private static func endOfInput() async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        while !FileHandle.standardInput.availableData.isEmpty {}
        continuation.resume()
      }
    }
  }

  private static func play(_ path: String, _ file: String) async throws {
    let cases = try CaseFile.read(file).cases
    let loop = try EventLoop(name: "cases")
    let player = CasePlayer(RPCClient(path: path, loop: loop))
    var failed = 0
    for one in cases {
      let found = await player.differences(one)
      guard !found.isEmpty else { continue }
      failed += 1
      print("\(one): \(found.joined(separator: "; "))")
    }
    print("\(cases.count) cases, \(failed) failed")
    exit(failed == 0 ? 0 : 1)
  }

  /// Counts beside a server in a process of its own: what the two take must not be mixed up.
  private static func count(calls: Int, most: ArraySlice<String>) async throws {
    let path = "/tmp/lkp-count-\(getpid()).sock"
    let server = Process()
    let (input, output) = (Pipe(), Pipe())
    server.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    server.arguments = ["serve", path]
    server.standardInput = input
    server.standardError = output
    try server.run()
    // It says that it listens.
    _ = output.fileHandleForReading.availableData
    let loop = try EventLoop(name: "count")
    let client = RPCClient(path: path, loop: loop)
    let task = Task(executorPreference: loop) {
      // Everything that grows once has grown.
      try await Self.call(client, times: 1_000)
      let before = try await Self.taken(client)
      try await Self.call(client, times: calls)
      let after = try await Self.taken(client)
      try await Self.callWithSecrets(client, times: calls)
      let last = try await Self.taken(client)
      return [
        after.client - before.client, after.server - before.server, last.client - after.client,
        last.server - after.server,
      ]
    }
    let taken = try await task.value.map { Double($0) / Double(calls) }
    server.terminate()
    print("client \(taken[0]), server \(taken[1]) allocations a call")
    print("with a secret: client \(taken[2]), server \(taken[3])")
    let limits = most.compactMap { Double($0) }
    // A request with a secret takes its body and nothing more: another one would be a copy, which is
    // wiped in place of it. The server's answer is the request's body, so that there it is one.
    let wanted = limits + [taken[0] + 1]
    exit(zip(taken, wanted).allSatisfy { $0 <= $1 + 0.5 } && limits.count == 2 ? 0 : 1)
  }

  private static func call(_ client: RPCClient, times: Int) async throws {
    let body = [UInt8](repeating: 7, count: 64)
    for _ in 0..<times { _ = try await client.call(.number(11), body: body) }
  }

  /// Gives up the only copy of each body.
  private static func callWithSecrets(_ client: RPCClient, times: Int) async throws {
    for _ in 0..<times {
      _ = try await client.call(
        .number(11), body: [UInt8](repeating: 7, count: 64),
        options: CallOptions(isSensitive: true))
    }
  }

  private static func taken(
    _ client: RPCClient
  ) async throws -> (client: UInt64, server: UInt64) {
    let reply = try await client.call(.number(10), body: [])
    let theirs = try CBORDecoder().decode(Resources.self, from: reply.body).allocations
    return (latchkey_allocations(), theirs)
  }

  private static func wait(_ path: String) async throws {
    let loop = try EventLoop(name: "wait")
    let client = RPCClient(path: path, loop: loop)
    let job = try CBOREncoder().encode(Job(sizes: [1], delayMilliseconds: 600_000))
    _ = try await client.call(.number(1), body: [])
    let options = CallOptions(deadlineMilliseconds: 600_000)
    async let reply = client.call(.number(2), body: job, options: options)
    var streams: [ClientStream] = []
    for (method, sends) in [(3, true), (4, false), (5, true), (6, true)] as [(UInt64, Bool)] {
      streams.append(
        client.open(
          .number(method), body: sends ? [] : job, options: options, sendsMessages: sends,
          receivesMessages: method != 3))
    }
    FileHandle.standardError.write(Data("waiting\n".utf8))
    _ = try await reply
    withExtendedLifetime(streams) {}
  }
}
