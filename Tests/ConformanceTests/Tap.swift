import Foundation
import LatchkeyConformance
import LatchkeySocket
import Synchronization

/// Stands between clients and a server, and shows an inspector what either side sends.
enum Tap {
  /// One connection: two sockets, and what was read from one and is not yet written to the other.
  private struct Link: ~Copyable {
    let client: UnixConnection
    let server: UnixConnection
    var inspector = WireInspector()
    var toServer: [UInt8] = []
    var toClient: [UInt8] = []
    var clientEnded = false
    var serverEnded = false

    init(client: consuming UnixConnection, server: consuming UnixConnection) {
      self.client = client
      self.server = server
    }

    /// Moves what can be moved; false when both sides have ended.
    mutating func move() -> Bool {
      if !self.clientEnded, self.toServer.isEmpty {
        let (bytes, isOver) = Self.read(self.client)
        self.inspector.take(bytes, from: .client)
        self.toServer += bytes
        self.clientEnded = isOver
        if isOver { self.server.shutdownWrite() }
      }
      if !self.serverEnded, self.toClient.isEmpty {
        let (bytes, isOver) = Self.read(self.server)
        self.inspector.take(bytes, from: .server)
        self.toClient += bytes
        self.serverEnded = isOver
        if isOver { self.client.shutdownWrite() }
      }
      Self.write(&self.toServer, self.server)
      Self.write(&self.toClient, self.client)
      return !(self.clientEnded && self.serverEnded)
    }

    private static func read(_ connection: borrowing UnixConnection) -> ([UInt8], Bool) {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      var span = buffer.mutableSpan
      switch try? connection.read(into: &span) {
      case .bytes(let count): return (Array(buffer.prefix(count)), false)
      case .wouldBlock: return ([], false)
      case .endOfFile, nil: return ([], true)
      }
    }

    private static func write(_ bytes: inout [UInt8], _ connection: borrowing UnixConnection) {
      guard !bytes.isEmpty else { return }
      switch try? connection.write(bytes.span) {
      case .bytes(let count): bytes.removeFirst(count)
      // Nobody is there to read it any more.
      case nil: bytes = []
      default: break
      }
    }
  }

  /// Runs a body against a path behind which the tap is.
  ///
  /// - Parameters:
  ///   - server: Where the server listens.
  ///   - body: Gets the tap's path; its connections have ended when it returns.
  /// - Returns: What was seen of the first connection.
  /// - Throws: What the body throws, and failures to listen.
  static func run(
    before server: String, _ body: @escaping @Sendable (String) async throws -> Void
  ) async throws -> WireInspector {
    let path = "/tmp/lktp-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    var listener = try UnixListener(path: path)
    let isOver = Flag()
    async let outcome: Void = {
      defer { isOver.raise() }
      try await body(path)
    }()
    var link: Link?
    while link == nil, !isOver.isRaised {
      if case .connection(let client) = try listener.accept() {
        link = Link(client: client, server: try UnixConnection.connect(path: server))
      }
      await Task.yield()
    }
    guard var made = link.take() else {
      try await outcome
      return WireInspector()
    }
    while made.move() { await Task.yield() }
    try await outcome
    return made.inspector
  }
}

/// Raised once, seen from any thread.
final class Flag: Sendable {
  private let raised = Atomic(false)
  var isRaised: Bool { self.raised.load(ordering: .acquiring) }
  func raise() { self.raised.store(true, ordering: .releasing) }
}
