import Foundation
import LatchkeyConformance
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

/// An echo service in a process of its own.
enum Served {
  /// Whose it is.
  enum Server {
    /// The Swift one.
    case echo
    /// The raw one in Python.
    case peer
  }

  /// Runs a body with the path of a fresh server, which ends with it.
  static func run(
    _ server: Server, _ body: (String) async throws -> Void
  ) async throws {
    try await self.run(server) { path, _ in try await body(path) }
  }

  /// The same, with the process.
  static func run(
    _ server: Server, _ body: (String, Spawned) async throws -> Void
  ) async throws {
    let path = "/tmp/lkcf-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    let process =
      switch server {
      case .echo: try Spawned.echo("serve", path)
      case .peer: try Spawned.peer("serve", path)
      }
    let said = await process.text(to: "listening")
    try #require(said.contains("listening"), "\(said)")
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path, process)
  }
}

extension RPCClient {
  /// What the process of the echo service holds.
  func resources() async throws -> Resources {
    let reply = try await self.call(.number(10), body: [])
    return try CBORDecoder().decode(Resources.self, from: reply.body)
  }
}
