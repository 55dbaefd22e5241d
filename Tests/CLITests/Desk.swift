import Foundation
import LatchkeyBase
import LatchkeyRuntime
import LatchkeySchema
import LatchkeySocket
import Testing

/// A folder with a socket, a double behind it, and the built program to run against it.
final class Desk: Sendable {
  let folder: URL
  let service = DoubleService()
  private let server: RPCServer
  private let loop: EventLoop

  var socket: String { self.folder.appendingPathComponent("s").path }
  var sessionFile: String { self.folder.appendingPathComponent("state/session").path }

  // What the double says its schema is; nil for nothing.
  init(schemaHash: [UInt8]? = nil) throws {
    self.folder = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("latchkey-cli-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
      at: self.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    self.loop = try EventLoop(name: "desk")
    var configuration = ServerConfiguration()
    configuration.schemaHash = schemaHash
    self.server = RPCServer(
      handler: self.service, configuration: configuration, loops: [self.loop])
    self.server.serve(try UnixListener(path: self.folder.appendingPathComponent("s").path))
  }

  deinit {
    self.server.stopNow()
    self.loop.shutdown()
    try? FileManager.default.removeItem(at: self.folder)
  }

  /// Leaves a session behind, as a sign-in would.
  func signIn(kind: String = "session", mode: Int = 0o600) throws {
    let text = """
      {"account":{"displayName":"Ana Ek","id":7,"population":"agent"},
      "expiresAt":4102444800000,"kind":"\(kind)","token":"tok-Marker"}
      """
    let file = URL(fileURLWithPath: self.sessionFile)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: self.sessionFile)
  }

  var environment: [String: String] {
    [
      "LATCHKEY_SOCKET": self.socket, "LATCHKEY_SESSION": self.sessionFile, "TZ": "UTC",
      "HOME": self.folder.path, "PATH": "/usr/bin:/bin",
    ]
  }

  /// Runs the program and waits for its end.
  func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) async throws -> Ran {
    try await Ran.of(
      Tool.path, arguments,
      environment: self.environment.merging(environment) { _, given in given }, input: input)
  }

  /// Runs a line of shell, in which `$latchkey` is the program.
  func shell(_ line: String) async throws -> Ran {
    var environment = self.environment
    environment["latchkey"] = Tool.path
    environment["folder"] = self.folder.path
    return try await Ran.of("/bin/sh", ["-c", line], environment: environment, input: "")
  }
}

/// The built program, beside the test that runs.
enum Tool {
  static let path: String = {
    let runner =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: runner).deletingLastPathComponent()
      .appendingPathComponent("latchkey").path
  }()
}
