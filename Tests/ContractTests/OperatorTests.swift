import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// What the operator does with a real daemon, and with its files.
@Suite(.serialized)
struct OperatorTests {
  private static func latchkeyd(_ arguments: [String]) async throws -> Ran {
    try await Ran.of(Program.built("latchkeyd"), arguments)
  }

  @Test("T21 F10 backup, drain, restore, and the desk serves on with nobody signed in")
  func backupAndRestore() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let copy = folder.path("copy")
    let answer = try await desk.client.operator.backup(path: copy)
    #expect(answer.path == copy)
    #expect(answer.auditSequence == 3)
    #expect(answer.note.contains("key file"))
    let later = try await desk.add("late", password: "Old-Harbor-Light-1")

    // While the daemon has the database, nothing is put in its place.
    let files = [
      "--database", folder.path(Daemon.names.database), "--keys", folder.path(Daemon.names.keys),
    ]
    let early = try await Self.latchkeyd(["restore", "--from", copy] + files)
    #expect(early.code == 1)
    #expect(early.errors.contains("in use"))

    try await desk.client.operator.drain()
    #expect(await desk.daemon.program.end() == 0)
    let second = try await Self.latchkeyd(["restore", "--from", copy] + files)
    #expect(second.code == 1)
    #expect(second.errors.contains("Move the former database away"))
    try FileManager.default.moveItem(
      atPath: folder.path(Daemon.names.database), toPath: folder.path("former"))
    let done = try await Self.latchkeyd(["restore", "--from", copy] + files)
    #expect(done.code == 0, "\(done.errors)")
    #expect(done.output.contains("epoch 2"))

    let again = try await Daemon.started(in: folder)
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await again.client.sessions.verifySession(session: desk.boss)
      } == "SESSION_INVALID")
    let boss = try await Desk.signIn(again.client, Desk.bossAddress, Desk.bossPassword)
    #expect(try await again.client.audit.verifyChain(as: boss).isIntact)
    let restores = try await again.client.audit.listEvents(action: "operator.restore", as: boss)
    #expect(restores.events.count == 1)
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await again.client.agents.getAgent(agent: .address(later), as: boss)
      } == "NOT_FOUND")
    #expect(await again.stop() == 0)

    let ended = try await Self.latchkeyd(["advance-epoch"] + files)
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.contains("epoch 3"))
  }

  @Test("T20 break-glass and new keys on a real daemon, also after it was started again")
  func keysAndGlass() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let rotated = try await desk.client.operator.rotateKeys(compromised: false, confirmed: false)
    #expect(rotated.keyID.count == 8)
    #expect(rotated.toReseal == 0)
    let keys = try String(contentsOfFile: folder.path(Daemon.names.keys), encoding: .utf8)
    #expect(keys.contains("key \(rotated.keyID) "))
    _ = try await desk.client.sessions.verifySession(session: desk.boss)
    #expect(await desk.daemon.stop() == 0)

    let again = try await Daemon.started(in: folder)
    _ = try await again.client.sessions.verifySession(session: desk.boss)
    #expect(try await again.client.audit.verifyChain(as: desk.boss).isIntact)
    let broken = try await again.client.operator.breakGlass(
      removeSecondFactor: false, reason: "A trial", confirmed: true)
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await again.client.sessions.verifySession(session: desk.boss)
      } == "SESSION_INVALID")
    let answer = try await again.client.signIn.signIn(
      population: .agent, identifier: Desk.bossAddress, password: broken.temporaryPassword)
    #expect(answer.result == .passwordChangeRequired)
    #expect(answer.reason == .temporaryPassword)
    #expect(await again.stop() == 0)
  }

  @Test(
    "A wrong command line of the offline commands is told",
    arguments: [
      (["restore"], "--from FILE"), (["repair"], "no command"),
      (["restore", "--from"], "A value must follow"), (["--from", "x"], "There is no such key"),
      (["advance-epoch", "--from", "x"], "There is no such key"),
    ])
  func wrong(arguments: [String], reason: String) async throws {
    let ran = try await Self.latchkeyd(arguments)
    #expect(ran.code == 2)
    #expect(ran.errors.contains(reason), "\(ran.errors)")
  }

  @Test("Without its keys, or without a database, an offline command changes nothing")
  func missing() async throws {
    let folder = try Folder()
    let files = ["--database", folder.path("db"), "--keys", folder.path("keys")]
    for command in [["restore", "--from", folder.path("copy")], ["advance-epoch"]] {
      let ran = try await Self.latchkeyd(command + files)
      #expect(ran.code == 1)
      #expect(ran.errors.contains("no key file"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
  }
}
