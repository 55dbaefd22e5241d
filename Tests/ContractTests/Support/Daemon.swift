import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// A real `latchkeyd` in a folder of its own.
struct Daemon: Sendable {
  let folder: Folder
  let program: Program
  let client: LatchkeyClient

  /// The daemon did not begin to serve.
  struct NotReady: Error, CustomStringConvertible {
    let code: Int32
    let lines: [String]
    var description: String { "latchkeyd ended with \(self.code): \(self.lines)" }
  }

  static let names = (socket: "s", database: "db", keys: "keys", mail: "mail")

  static func flags(in folder: Folder) -> [String] {
    [
      "--socket", folder.path(names.socket), "--database", folder.path(names.database),
      "--keys", folder.path(names.keys), "--mail", "maildir:\(folder.path(names.mail))",
      "--agent-link", "https://console.example.org/password",
    ]
  }

  /// Starts one in a folder, whose files it takes up if there are any, and waits until it answers.
  /// The wrapper is a program that starts it, with its arguments, such as one that changes the user.
  static func started(
    in folder: Folder, _ flags: [String] = [], wrapper: [String] = []
  ) async throws -> Daemon {
    let command = wrapper + [Program.built("latchkeyd")] + Self.flags(in: folder) + flags
    let program = try Program(command[0], Array(command.dropFirst()))
    guard await program.line(holding: "ready") != nil else {
      throw NotReady(code: await program.end(), lines: program.lines)
    }
    let client = try LatchkeyClient(socket: folder.path(Self.names.socket), waitsForService: true)
    let health = try await client.server.getHealth()
    #expect(health.status == .serving)
    return Daemon(folder: folder, program: program, client: client)
  }

  /// Another client of the same daemon, with a connection of its own.
  func another() throws -> LatchkeyClient {
    try LatchkeyClient(socket: self.folder.path(Self.names.socket))
  }

  /// Asks it to stop; gives its exit code.
  func stop() async -> Int32 {
    await self.client.close()
    self.program.send(SIGTERM)
    return await self.program.end()
  }

  /// Runs the command-line client against it.
  func cli(
    _ arguments: [String], as name: String = "nobody", input: String = "", wrapper: [String] = [],
    environment: [String: String] = [:]
  ) async throws -> Ran {
    let command = wrapper + [Program.built("latchkey")] + arguments
    return try await Ran.of(
      command[0], Array(command.dropFirst()),
      environment: [
        "LATCHKEY_SOCKET": self.folder.path(Self.names.socket),
        "LATCHKEY_SESSION": self.folder.path("\(name).session"),
        "HOME": self.folder.url.path,
      ].merging(environment) { $1 }, input: input)
  }

  /// The token in the mail that carries it, once the mail is delivered.
  func token(inMail id: Int64, as session: Secret) async throws -> String {
    while true {
      let messages = try await self.client.mail.listMessages(limit: 200, as: session).messages
      let mail = try #require(messages.first { $0.id == id })
      try #require(mail.state != .failed && mail.state != .obsolete)
      if mail.state == .delivered {
        let letter = try #require(try self.letters.first { $0.contains(mail.messageID) })
        return try #require(Self.token(in: letter))
      }
    }
  }

  /// Every delivered letter, decoded, in the order of their numbers.
  var letters: [String] {
    get throws {
      let new = self.folder.url.appendingPathComponent(Self.names.mail)
        .appendingPathComponent("new")
      return try FileManager.default.contentsOfDirectory(at: new, includingPropertiesForKeys: nil)
        .sorted { $0.lastPathComponent < $1.lastPathComponent }
        .map { url in
          String(decoding: try Data(contentsOf: url), as: UTF8.self)
            .replacing("\r\n", with: "\n").replacing("=\n", with: "").replacing("=3D", with: "=")
        }
    }
  }

  static func token(in letter: String) -> String? {
    letter.firstMatch(of: /lka[rif]_[A-Za-z0-9_\-]{43}/).map { String($0.0) }
  }
}

/// What needs root is left out without it, with the reason in the output.
enum Host {
  static let isRoot = geteuid() == 0
  /// A user that no configuration names.
  static let stranger = 61_234

  static func asStranger(_ uid: Int = stranger) -> [String] {
    ["/usr/bin/setpriv", "--reuid", "\(uid)", "--regid", "0", "--clear-groups"]
  }

  static func canBecomeOthers() -> Bool {
    let can = isRoot && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
    if !can { print("Left out: becoming another user needs root and setpriv.") }
    return can
  }
}
