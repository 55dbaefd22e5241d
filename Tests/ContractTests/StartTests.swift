import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// How the daemon begins, and why it sometimes does not.
@Suite(.serialized)
struct StartTests {
  @Test("It starts, answers, stops by SIGTERM with 0 and leaves only what must last")
  func startAndStop() async throws {
    let folder = try Folder()
    let daemon = try await Daemon.started(in: folder)
    #expect(try folder.mode(of: "s") == 0o660)
    #expect(try folder.mode(of: "db") == 0o600)
    #expect(try folder.mode(of: "keys") == 0o600)
    #expect(try await daemon.client.server.getInfo().isBootstrapped == false)
    #expect(await daemon.stop() == 0)
    // Locks stay: who removed one could remove one that another has taken.
    #expect(
      try Set(folder.names).subtracting(["s.lock", "db.lock"]) == ["db", "keys", "mail"])
    #expect(daemon.program.lines.last?.contains("stopped") == true)
  }

  @Test("It starts again on the same files, also over a socket that a dead one left")
  func again() async throws {
    let folder = try Folder()
    for _ in 0..<2 {
      let daemon = try await Daemon.started(in: folder)
      await daemon.client.close()
      daemon.program.send(SIGKILL)
      #expect(await daemon.program.end() == 128 + SIGKILL)
      #expect(try folder.names.contains("s"))
    }
    let daemon = try await Daemon.started(in: folder)
    #expect(await daemon.stop() == 0)
  }

  @Test(
    "A second daemon on the same socket or database exits with 1 and says why",
    arguments: [("--socket", "s"), ("--database", "db")])
  func second(flag: String, file: String) async throws {
    let folder = try Folder()
    let other = try Folder()
    let first = try await Daemon.started(in: folder)
    do {
      let second = try await Daemon.started(in: other, [flag, folder.path(file)])
      Issue.record("The second one runs.")
      _ = await second.stop()
    } catch let error as Daemon.NotReady {
      #expect(error.code == 1)
      let text = error.lines.joined(separator: "\n")
      #expect(text.contains(folder.path(file)))
      #expect(text.contains("nother"))
      #expect(text.contains("Stop") || text.contains("stop"), "It says what to do: \(text)")
    }
    #expect(try await first.client.server.getHealth().status == .serving)
    #expect(await first.stop() == 0)
  }

  @Test(
    "A key file that others can read is refused, with the remedy", arguments: [0o640, 0o604, 0o644])
  func openKeys(mode: Int) async throws {
    let folder = try Folder()
    #expect(await (try Daemon.started(in: folder)).stop() == 0)
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: folder.path("keys"))
    do {
      _ = try await Daemon.started(in: folder).stop()
      Issue.record("It starts.")
    } catch let error as Daemon.NotReady {
      #expect(error.code == 1)
      #expect(error.lines.joined().contains("chmod"), "\(error.lines)")
    }
  }

  @Test(
    "With lost keys it starts only when told to; then passwords are good and sessions are not")
  func lostKeys() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let link = try await desk.link(for: try await desk.add("bo", password: "Old-Harbor-Light-1"))
    #expect(await desk.daemon.stop() == 0)
    #expect(!desk.daemon.program.lines.contains { $0.contains("warning") })
    try FileManager.default.removeItem(atPath: folder.path("keys"))
    do {
      _ = try await Daemon.started(in: folder).stop()
      Issue.record("It starts.")
    } catch let error as Daemon.NotReady {
      #expect(error.code == 1)
      #expect(error.lines.joined().contains("--new-keys"), "\(error.lines)")
      #expect(try !folder.names.contains("keys"))
    }
    let daemon = try await Daemon.started(in: folder, ["--new-keys"])
    #expect(daemon.program.lines.contains { $0.contains(" warning ") && $0.contains("new keys") })
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await daemon.client.sessions.verifySession(session: desk.boss)
      } == "SESSION_INVALID")
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await daemon.client.recovery.inspectLink(token: Secret(link), population: .agent)
      } == "LINK_INVALID")
    let session = try await Desk.signIn(daemon.client, Desk.bossAddress, Desk.bossPassword)
    // Entries are chained under the keys: those of before have no proof any more, and it says so.
    #expect(try await daemon.client.audit.verifyChain(as: session).isIntact == false)
    #expect(await daemon.stop() == 0)
  }

  @Test("Files that are no database and no keys are refused and left as they were")
  func damaged() async throws {
    for name in ["db", "keys"] {
      let folder = try Folder()
      let text = String(repeating: "This is no such file.\n", count: 300)
      try folder.write(text, to: name)
      do {
        _ = try await Daemon.started(in: folder).stop()
        Issue.record("It starts on a damaged \(name).")
      } catch let error as Daemon.NotReady {
        #expect(error.code == 1)
        #expect(error.lines.joined().contains(folder.path(name)), "\(error.lines)")
      }
      #expect(try String(contentsOfFile: folder.path(name), encoding: .utf8) == text)
    }
  }

  @Test(
    "libcurl and what it brings are in memory when mail goes to a server, and not before",
    .enabled(if: Host.canBecomeOthers(), "Only root may look into its memory."),
    arguments: [
      (["--mail", "maildir:MAIL"], false),
      (["--mail", "smtp:127.0.0.1:2525", "--mail-security", "plain"], true),
    ])
  func libraries(flags: [String], hasCurl: Bool) async throws {
    let folder = try Folder()
    let daemon = try await Daemon.started(
      in: folder, flags.map { $0.replacingOccurrences(of: "MAIL", with: folder.path("mail")) })
    // Of no length as the file system tells it, and read until nothing comes.
    let file = try #require(FileHandle(forReadingAtPath: "/proc/\(daemon.program.id)/maps"))
    let maps = String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
    #expect(maps.contains("/libsqlite3.so"))
    for library in ["/libcurl.so", "/libssl.so", "/libgssapi_krb5.so"] {
      #expect(maps.contains(library) == hasCurl, "\(library)")
    }
    #expect(await daemon.stop() == 0)
  }

  @Test("Core dumps are off, and other processes of the user cannot read its memory")
  func coreDumps() async throws {
    guard Host.canBecomeOthers() else { return }
    let folder = try Folder(isOpen: true)
    try FileManager.default.setAttributes(
      [.ownerAccountID: Host.stranger, .groupOwnerAccountID: 0], ofItemAtPath: folder.url.path)
    let daemon = try await Daemon.started(in: folder, wrapper: Host.asStranger())
    let limits = try String(contentsOfFile: "/proc/\(daemon.program.id)/limits", encoding: .utf8)
    let core = try #require(limits.split(separator: "\n").first { $0.contains("core file") })
    #expect(core.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"])
    // The kernel gives the files of a process that cannot be dumped to root.
    let owner = try FileManager.default.attributesOfItem(
      atPath: "/proc/\(daemon.program.id)/environ")[.ownerAccountID]
    #expect(owner as? Int == 0)
    // Its own user is the operator, as root is.
    let info = try await daemon.cli(
      ["server", "info", "--json"], wrapper: Host.asStranger())
    #expect(info.code == 0 && info.output.contains("\"operator\""), "\(info)")
    #expect(await daemon.stop() == 0)
  }

  @Test("A database that its user may only read is refused at the start, with the path")
  func readOnlyDatabase() async throws {
    guard Host.canBecomeOthers() else { return }
    let folder = try Folder(isOpen: true)
    try FileManager.default.setAttributes(
      [.ownerAccountID: Host.stranger, .groupOwnerAccountID: 0], ofItemAtPath: folder.url.path)
    #expect(
      await (try Daemon.started(in: folder, wrapper: Host.asStranger())).stop() == 0)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o400], ofItemAtPath: folder.path("db"))
    do {
      _ = try await Daemon.started(in: folder, wrapper: Host.asStranger()).stop()
      Issue.record("It starts.")
    } catch let error as Daemon.NotReady {
      #expect(error.code == 1)
      #expect(error.lines.joined().contains(folder.path("db")), "\(error.lines)")
      #expect(
        error.lines.joined().contains("read-only") || error.lines.joined().contains("written"),
        "\(error.lines)")
    }
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path("db"))
    let daemon = try await Daemon.started(in: folder, wrapper: Host.asStranger())
    #expect(await daemon.stop() == 0)
  }
}
