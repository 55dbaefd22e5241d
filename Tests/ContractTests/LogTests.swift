import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import LatchkeyTestBasics
import LatchkeyWire
import Testing

/// What the daemon writes: one line an event, in three forms, and never a secret.
@Suite(.serialized, .ownThread)
struct LogTests {
  /// A morning with every kind of secret, well used and misused; gives all of them.
  private static func morning(_ desk: Desk) async throws -> [String] {
    let target = try await desk.add("bo", password: "Canary-One-Heron-2")
    let link = try await desk.link(for: target)
    var secrets = [
      Desk.bossPassword, "Canary-One-Heron-2", "Canary-Two-Birch-8", "canary", "Canary-Wrong-Fox-1",
      "Canary-Own-Meadow-5", link,
    ]
    func noting(_ secret: Secret?) {
      guard let secret else { return }
      secrets.append(
        secret.withBytes { span in
          var bytes: [UInt8] = []
          for index in span.indices { bytes.append(span[index]) }
          return String(decoding: bytes, as: UTF8.self)
        })
    }
    noting(desk.boss)
    let token = Secret(link)
    for password in ["canary", "Canary-Two-Birch-8", "Canary-Two-Birch-8"] {
      _ = await Desk.refusal { () throws(LatchkeyError) in
        try await desk.client.recovery.completePasswordReset(
          token: token, population: .agent, newPassword: Secret(password))
      }
    }
    _ = await Desk.refusal { () throws(LatchkeyError) in
      try await desk.client.signIn.signIn(
        population: .agent, identifier: target, password: Secret("Canary-Wrong-Fox-1"))
    }
    noting(try await Desk.signIn(desk.client, target, "Canary-Two-Birch-8"))
    _ = try await desk.client.agents.setPassword(
      agent: .address(target), newPassword: Secret("Canary-One-Heron-2"),
      requireChangeAtNextSignIn: true, as: desk.boss)
    let ticket = try await desk.client.signIn.signIn(
      population: .agent, identifier: target, password: Secret("Canary-One-Heron-2")
    ).ticket
    noting(ticket)
    let answer = try await desk.client.signIn.completePasswordChange(
      ticket: try #require(ticket), newPassword: Secret("Canary-Own-Meadow-5"))
    noting(answer.session)
    #expect(secrets.count >= 11)
    return secrets
  }

  @Test(
    "At its most talkative it writes no secret, one line an event",
    arguments: ["text", "journald", "json"])
  func noSecret(format: String) async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder, ["--log-level", "debug", "--log-format", format])
    let secrets = try await Self.morning(desk)
    try Self.forge(desk.daemon)
    #expect(await desk.daemon.stop() == 0)

    let lines = desk.daemon.program.lines
    #expect(lines.contains { $0.contains("schema differs") })
    #expect(lines.count >= 6, "\(lines)")
    for secret in secrets {
      #expect(!lines.contains { $0.contains(secret) }, "\(format): a secret of \(secret.count)")
    }
    for line in lines {
      #expect(
        !line.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(line)")
      switch format {
      case "text":
        #expect(
          line.starts(with: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (error|warning|info|debug) \w/),
          "\(line)")
      case "journald": #expect(line.starts(with: /<[3467]>\w/), "\(line)")
      default:
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(object?["event"]?.isEmpty == false && object?["time"] != nil, "\(line)")
      }
    }
    // Nor is one in the files, but for the link in the mail that carries it.
    for name in ["db", "db-wal", "keys"]
    where FileManager.default.fileExists(atPath: folder.path(name)) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
      for secret in secrets where secret != "canary" {
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name): a secret of \(secret.count)")
      }
    }
    let letters = try desk.daemon.letters
    #expect(letters.count { Daemon.token(in: $0) != nil } == 1)
    for secret in secrets where !secret.hasPrefix("lka") {
      #expect(!letters.contains { $0.contains(secret) }, "A mail holds a secret (S2.16).")
    }
  }

  /// Greets under a name that tries to be a line of its own.
  private static func forge(_ daemon: Daemon) throws {
    let connection = try RawConnection(to: daemon.folder.path(Daemon.names.socket))
    let name = "x\n<0>forged \u{1B}[2J\u{9B}2J\u{2028}\u{202E}\"}"
    var hello: [UInt8] = [0xA3, 0x01, 0x82, 0x01, 0x01, 0x05, 0x58, 0x20]
    hello += [UInt8](repeating: 7, count: 32)
    hello += [0x06, 0x78, UInt8(name.utf8.count)] + Array(name.utf8)
    connection.send(RawConnection.preface + RawConnection.frame(1, stream: 0, hello))
    #expect(connection.read(atLeast: 12).count >= 12)
  }

  @Test(
    "A level leaves out what is less important",
    arguments: [("error", 0), ("warning", 0), ("info", 3)])
  func levels(level: String, atLeast: Int) async throws {
    let folder = try Folder()
    let command = Daemon.flags(in: folder) + ["--log-level", level]
    let program = try Program(Program.built("latchkeyd"), command)
    let client = try LatchkeyClient(
      socket: folder.path(Daemon.names.socket), waitsForService: true)
    #expect(try await client.server.getHealth().status == .serving)
    await client.close()
    program.send(SIGTERM)
    #expect(await program.end() == 0)
    #expect(program.lines.count >= atLeast)
    #expect(atLeast > 0 || program.lines.isEmpty, "\(program.lines)")
    #expect(!program.lines.contains { $0.contains(" debug ") })
  }
}
