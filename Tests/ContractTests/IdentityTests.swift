import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// Whom the daemon serves, known from the kernel alone.
@Suite(.serialized)
struct IdentityTests {
  /// What `--json` writes on standard error.
  struct Failure: Decodable {
    struct Body: Decodable {
      let exitCode: Int
      let reason: String?
    }
    let error: Body
  }

  private static func reason(_ ran: Ran) throws -> String? {
    try JSONDecoder().decode(Failure.self, from: Data(ran.errors.utf8)).error.reason
  }

  @Test("A user that nobody configured is refused with SERVICE_UNKNOWN and the remedy")
  func unknownUser() async throws {
    guard Host.canBecomeOthers() else { return }
    let folder = try Folder(isOpen: true)
    let daemon = try await Daemon.started(in: folder)
    let ran = try await daemon.cli(["server", "info", "--json"], wrapper: Host.asStranger())
    #expect(ran.code != 0)
    #expect(try Self.reason(ran) == "SERVICE_UNKNOWN", "\(ran)")
    #expect(ran.errors.contains("\(Host.stranger)"), "It names the user: \(ran.errors)")
    #expect(try await daemon.client.server.getHealth().status == .serving)
    #expect(await daemon.stop() == 0)
    let line = daemon.program.lines.first { $0.contains(" refused ") }
    #expect(line?.contains("uid=\(Host.stranger)") == true)
  }

  @Test("A user outside of the group cannot even connect")
  func outsideOfTheGroup() async throws {
    guard Host.canBecomeOthers() else { return }
    let folder = try Folder(isOpen: true)
    let daemon = try await Daemon.started(in: folder)
    let ran = try await daemon.cli(
      ["server", "ping", "--count", "1"],
      wrapper: [
        "/usr/bin/setpriv", "--reuid", "\(Host.stranger)", "--regid", "\(Host.stranger)",
        "--clear-groups",
      ])
    #expect(ran.code == 7, "\(ran)")
    #expect(await daemon.stop() == 0)
  }

  @Test("A service gets what its scopes say, by user or by group, and SCOPE_MISSING otherwise")
  func scopes() async throws {
    guard Host.canBecomeOthers() else { return }
    let folder = try Folder(isOpen: true)
    let (byUser, byGroup) = (Host.stranger, 61_235)
    let file = try folder.write(
      """
      [service portal]
      users = \(byUser)
      scopes = end_user

      [service checker]
      groups = \(byGroup)
      scopes = verify
      """, to: "latchkeyd.conf")
    let desk = try await Desk.opened(in: folder, ["--config", file])
    let portal = Host.asStranger(byUser)
    // The first group opens the socket, the second one speaks for the service.
    let checker = [
      "/usr/bin/setpriv", "--reuid", "61236", "--regid", "0", "--groups", "\(byGroup)",
    ]
    func call(_ arguments: [String], input: String = "", _ wrapper: [String]) async throws -> Ran {
      try await desk.daemon.cli(["call"] + arguments, input: input, wrapper: wrapper)
    }
    let policy = try await call(
      ["Passwords.GetPasswordPolicy", "--json", #"{"population":"agent"}"#], portal)
    #expect(policy.code == 0, "\(policy)")
    let token = desk.boss.withBytes { span in
      var bytes: [UInt8] = []
      for index in span.indices { bytes.append(span[index]) }
      return String(decoding: bytes, as: UTF8.self)
    }
    let session = #"{"session":"\#(token)"}"#
    let verified = try await call(
      ["Sessions.VerifySession", "--json", "-"], input: session, checker)
    #expect(verified.code == 0 && verified.output.contains("\"agent\""), "\(verified)")

    for (arguments, input, wrapper) in [
      (["Sessions.VerifySession", "--json", "-"], session, portal),
      (["Passwords.GetPasswordPolicy", "--json", #"{"population":"agent"}"#], "", checker),
      (["Audit.VerifyChain", "--json", "{}"], "", portal),
      (["Agents.ListAgents", "--json", #"{"limit":1}"#], "", checker),
    ] {
      let ran = try await call(arguments, input: input, wrapper)
      #expect(ran.code == 3 && ran.errors.contains("SCOPE_MISSING"), "\(arguments): \(ran)")
    }
    // Whose service it is stands in the audit.
    let events = try await desk.client.audit.listEvents(
      limit: 50, deniedOnly: true, as: desk.boss
    ).events
    #expect(Set(events.map(\.principal)).isSuperset(of: ["portal", "checker"]))
    #expect(await desk.daemon.stop() == 0)
  }
}
