import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization

/// A server by hand that does with each connection what a script says, one after the other.
enum ScriptedServer {
  /// What a script does with a connection; it closes when the script returns.
  typealias Script = (_ number: Int, _ peer: RawPeer, _ curtain: Curtain) async throws -> Void

  /// Whether the test is over.
  final class Curtain: Sendable {
    private let fallen = Atomic<Bool>(false)

    /// Whether the body has returned.
    var hasFallen: Bool { self.fallen.load(ordering: .acquiring) }

    func fall() { self.fallen.store(true, ordering: .releasing) }

    /// Keeps a connection open, and reads nothing, until the test is over.
    func hold() async {
      while !self.hasFallen { await Task.yield() }
    }
  }

  /// Serves while the body runs.
  ///
  /// - Parameters:
  ///   - script: What to do with a connection.
  ///   - body: Gets the path and a loop for clients.
  /// - Throws: What the body throws, and failures to listen.
  static func run(
    _ script: Script, _ body: @escaping @Sendable (String, EventLoop) async throws -> Void
  ) async throws {
    let path = TestBed.freshPath()
    var listener = try UnixListener(path: path)
    let loop = try EventLoop(name: "client")
    defer { loop.shutdown() }
    let curtain = Curtain()
    async let outcome: Void = Self.perform(body, path, loop, curtain)
    var number = 0
    while !curtain.hasFallen {
      if case .connection(let connection)? = try? listener.accept() {
        // What goes wrong here is what the script is about: its client sees it.
        try? await script(number, RawPeer(connection), curtain)
        number += 1
      }
      await Task.yield()
    }
    try await outcome
  }

  private static func perform(
    _ body: @Sendable (String, EventLoop) async throws -> Void, _ path: String, _ loop: EventLoop,
    _ curtain: Curtain
  ) async throws {
    defer { curtain.fall() }
    try await body(path, loop)
  }
}

extension RawPeer {
  /// Reads the client's preface, HELLO and first request, as a server; gives the request's stream.
  func introduction() async -> UInt32? {
    _ = await self.preface()
    _ = await self.frame()
    return await self.frame()?.stream
  }
}
