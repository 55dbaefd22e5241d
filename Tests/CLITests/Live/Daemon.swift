import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Synchronization
import Testing

/// A real daemon in a folder of its own, and the real client to talk to it.
final class Daemon: Sendable {
  let folder: URL
  private let child: Child
  private let isStopped = Atomic<Bool>(false)

  init() async throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("latchkey-live-\(UUID().uuidString.prefix(8))")
    self.folder = folder
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    self.child = try Child(
      Tool.path + "d",
      [
        "--socket", path("s"), "--database", path("db"), "--keys", path("keys"), "--mail",
        "maildir:\(path("mail"))", "--agent-link", "https://desk.example.org/password",
      ], environment: ["PATH": "/usr/bin:/bin"], errors: path("log"))
    let ready = try await self.run("nobody", ["server", "ping", "--count", "1", "--wait"])
    try #require(ready.code == 0, "\(ready.errors) \(self.log)")
  }

  deinit {
    self.stop()
    try? FileManager.default.removeItem(at: self.folder)
  }

  /// Asks the daemon to stop, and says how it exited.
  @discardableResult
  func stop() -> Int32 {
    guard !self.isStopped.exchange(true, ordering: .relaxed) else { return 0 }
    self.child.terminate()
    return self.child.wait()
  }

  func path(_ name: String) -> String { self.folder.appendingPathComponent(name).path }

  var log: String { (try? String(contentsOfFile: self.path("log"), encoding: .utf8)) ?? "" }

  /// Runs a command as somebody, with secrets on standard input, a line each.
  func run(_ who: String, _ line: [String], _ secrets: String...) async throws -> Ran {
    try await Ran.of(
      Tool.path, line + (secrets.isEmpty ? [] : ["--stdin"]),
      environment: [
        "LATCHKEY_SOCKET": self.path("s"), "LATCHKEY_SESSION": self.path("\(who).session"),
        "TZ": "UTC", "HOME": self.folder.path, "PATH": "/usr/bin:/bin",
      ], input: secrets.map { $0 + "\n" }.joined())
  }

  /// Runs a command that has to come out well.
  @discardableResult
  func must(_ who: String, _ line: [String], _ secrets: String...) async throws -> String {
    let ran = try await self.run(who, line, secrets)
    try #require(ran.code == 0, "\(who)$ \(line): \(ran.errors)")
    return ran.output
  }

  private func run(_ who: String, _ line: [String], _ secrets: [String]) async throws -> Ran {
    switch secrets.count {
    case 0: try await self.run(who, line)
    case 1: try await self.run(who, line, secrets[0])
    default: try await self.run(who, line, secrets[0], secrets[1])
    }
  }

  /// The newest link that was mailed to an address.
  func link(to address: String) throws -> String {
    let new = self.path("mail/new")
    let names = try FileManager.default.contentsOfDirectory(atPath: new)
    let mails = try names.map { name in
      try String(contentsOfFile: new + "/" + name, encoding: .utf8)
        .replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "=\n", with: "")
    }
    // Message-IDs begin with the number of the mail.
    func number(_ mail: String) -> Int {
      let id = mail.components(separatedBy: "Message-ID: <").last ?? ""
      return Int(id.prefix { $0.isNumber }) ?? 0
    }
    let links = mails.filter { $0.contains("<\(address)>\n") && $0.contains("https://") }
    let newest = try #require(links.max { number($0) < number($1) })
    let start = try #require(newest.range(of: "https://")).lowerBound
    return String(newest[start...].prefix { !$0.isWhitespace })
  }

  /// Asks until every queued mail is delivered.
  func untilDelivered(as who: String) async throws {
    for _ in 0..<600 {
      let mails = try await self.must(who, ["mail", "list", "--json"])
      if !mails.contains(#""state":"queued""#), !mails.contains(#""state":"leased""#) { return }
    }
    Issue.record("The mail is not on its way. \(self.log)")
  }
}
