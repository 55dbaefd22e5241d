import Foundation
import LatchkeyBase
import LatchkeySchema
import LatchkeyTestBasics
import Testing

@Suite("The command line against a real daemon", .ownThread)
struct LiveTests {
  static let first = "Kite-Over-Fjord-7"
  static let second = "Quiet-Amber-Fox-3"
  static let third = "Tall-Birch-Gate-8"

  /// A daemon with an Account Administrator who is signed in and has just proved it, and an agent
  /// who accepted an invitation.
  func desk() async throws -> Daemon {
    let daemon = try await Daemon()
    try await daemon.must(
      "root", ["operator", "bootstrap", "ada@example.org", "--name", "Ada Admin"], Self.first)
    try await daemon.must("ada", ["sign-in", "ada@example.org"], Self.first)
    try await daemon.must("ada", ["step-up"], Self.first)
    try await daemon.must(
      "ada",
      [
        "agent", "create", "bo@example.org", "--name", "Bo Ek", "--login", "boek", "--role",
        "Agent", "--invite",
      ])
    try await daemon.untilDelivered(as: "ada")
    try await daemon.must(
      "bo", ["activation", "complete"], try daemon.link(to: "bo@example.org"), Self.second)
    return daemon
  }

  @Test(
    "A life of sessions: listed, ended elsewhere, changed password, locked, unlocked, compromised")
  func sessions() async throws {
    let daemon = try await self.desk()
    try await daemon.must("bo2", ["sign-in", "boek"], Self.second)
    let list = try await daemon.must("bo2", ["session", "list"])
    #expect(list.split(separator: "\n").count == 3)
    #expect(list.components(separatedBy: "this one").count == 2)
    #expect(
      try await daemon.must("bo2", ["session", "revoke", "--all", "--yes"]) == "Ended 1 session.\n")
    #expect(try await daemon.run("bo", ["whoami"]).code == 4)
    try await daemon.must("bo", ["sign-in", "boek"], Self.second)
    let changed = try await daemon.must("bo2", ["password", "change"], Self.second, Self.third)
    #expect(changed.contains("1 session ended"))
    #expect(try await daemon.run("bo", ["whoami"]).code == 4)
    #expect(try await daemon.run("bo", ["sign-in", "boek"], Self.second).code == 4)

    try await daemon.must("ada", ["account", "lock", "agent:boek", "--reason", "badge lost"])
    #expect(try await daemon.must("ada", ["account", "locked"]).contains("badge lost"))
    #expect(try await daemon.run("bo2", ["whoami"]).code == 4)
    let locked = try await daemon.run("bo", ["sign-in", "boek"], Self.third)
    #expect(locked.code == 6)
    #expect(locked.errors.contains("ACCOUNT_LOCKED"))
    try await daemon.must("ada", ["account", "unlock", "agent:boek"])
    try await daemon.must("bo", ["sign-in", "boek"], Self.third)

    try await daemon.must("ada", ["account", "require-change", "agent:boek", "--compromised"])
    #expect(try await daemon.run("bo", ["whoami"]).code == 4)
    let due = try await daemon.run("bo", ["sign-in", "boek"], Self.third)
    #expect(due.code == 4)
    #expect(due.output.contains("latchkey password change"))
    try await daemon.must("bo", ["password", "change"], "Green-Sofa-Lamp-2")
    #expect(try await daemon.must("bo", ["whoami"]).hasPrefix("Bo Ek\n"))
    #expect(try await daemon.must("ada", ["audit", "verify"]).contains("intact"))
    #expect(daemon.stop() == 0)
  }

  @Test(
    "Roles and agents: made, changed, reassigned, refused, deactivated, let in again, handed over")
  func rolesAndAgents() async throws {
    let daemon = try await self.desk()
    try await daemon.must("ada", ["role", "create", "Desk", "--permission", "View Audit"])
    try await daemon.must("ada", ["agent", "roles", "boek", "Desk", "Agent"])
    #expect(try await daemon.must("bo", ["audit", "list"]).contains("role.create"))
    try await daemon.must("ada", ["role", "update", "Desk", "--permission", "View Agents"])
    let missing = try await daemon.run("bo", ["audit", "list"])
    #expect(missing.code == 3)
    #expect(missing.errors.contains("View Audit"))
    let inUse = try await daemon.run("ada", ["role", "delete", "Desk", "--yes"])
    #expect(inUse.code == 6)
    #expect(inUse.errors.contains("--reassign-to"))
    #expect(
      try await daemon.must(
        "ada", ["role", "delete", "Desk", "--reassign-to", "Supervisor", "--yes"]
      ).contains("1 agent"))
    #expect(try await daemon.run("ada", ["agent", "roles", "ada@example.org", "Agent"]).code == 3)

    let stale = try await daemon.run(
      "ada", ["agent", "update", "boek", "--name", "Bo", "--revision", "1"])
    #expect(stale.code == 6)
    #expect(stale.errors.contains("CONCURRENT_CHANGE"))
    let renamed = try await daemon.must("ada", ["agent", "update", "boek", "--name", "Bo Ekman"])
    #expect(renamed.hasPrefix("Bo Ekman · agent 2\n"))
    #expect(try await daemon.run("ada", ["agent", "show", "99"]).code == 5)
    let taken = try await daemon.run(
      "ada", ["agent", "create", "BO@example.org", "--name", "Another"])
    #expect(taken.code == 6)
    #expect(taken.errors.contains("ADDRESS_IN_USE"))

    try await daemon.must("ada", ["agent", "deactivate", "boek", "--yes"])
    #expect(try await daemon.run("bo", ["whoami"]).code == 4)
    try await daemon.must("ada", ["agent", "reactivate", "boek"])
    try await daemon.untilDelivered(as: "ada")
    try await daemon.must(
      "bo", ["activation", "complete"], try daemon.link(to: "bo@example.org"), Self.third)
    try await daemon.must("ada", ["agent", "transfer-administrator", "boek", "--yes"])
    #expect(try await daemon.run("bo", ["whoami"]).code == 4)
    try await daemon.must("bo", ["sign-in", "boek"], Self.third)
    #expect(
      try await daemon.must("bo", ["agent", "show", "boek"]).contains("Account Administrator"))
    #expect(
      try await daemon.run("ada", ["agent", "transfer-administrator", "2", "--yes"]).code == 3)
    #expect(try await daemon.must("bo", ["audit", "verify"]).contains("intact"))
    #expect(daemon.stop() == 0)
  }

  @Test("Eight processes use one link at once: one wins, seven are told that it was used")
  func oneWinner() async throws {
    let daemon = try await self.desk()
    #expect(
      try await daemon.must("nobody", ["reset", "request", "bo@example.org"])
        == daemon.must("nobody", ["reset", "request", "stranger@example.org"]))
    try await daemon.untilDelivered(as: "ada")
    let link = try daemon.link(to: "bo@example.org")
    try await daemon.must("nobody", ["reset", "inspect"], link)
    let weak = try await daemon.run("nobody", ["reset", "complete"], link, "weak")
    #expect(weak.code == 6)
    let codes = try await withThrowingTaskGroup(of: Int32.self) { group in
      for number in 1...8 {
        group.addTask {
          try await daemon.run("nobody", ["reset", "complete"], link, "Winner-Takes-\(number)").code
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.sorted() == [0, 6, 6, 6, 6, 6, 6, 6])
    #expect(try await daemon.run("bo", ["sign-in", "boek"], Self.second).code == 4)
    #expect(daemon.stop() == 0)
  }

  /// Exit code of a call with an empty request and without a session. Most requests have a required
  /// field, and are refused on this side.
  static func codeWithoutSession(_ method: LatchkeySchema.Method) -> Int32 {
    switch method {
    case .serverPing, .serverGetInfo, .serverGetHealth, .serverDescribe, .operatorGetMetrics,
      .auditVerifyChain:
      0
    case .signInSignOut, .sessionsListOwnSessions, .sessionsRevokeOwnSessions,
      .accountsGetOwnAccount, .accountsUpdateOwnAccount, .secondFactorGetStatus,
      .secondFactorBeginTOTPEnrollment, .secondFactorRegenerateRecoveryCodes,
      .secondFactorDisableSecondFactor, .rolesListRoles, .settingsGetSettings, .mailGetServer,
      .mailListTemplates:
      4
    // It takes a password or a code, and neither is a required field.
    case .signInReauthenticate: 6
    default: 2
    }
  }

  @Test("Every method answers the generic call, and no secret stays behind on disk or in the log")
  func genericCallAndSecrets() async throws {
    let daemon = try await self.desk()
    let info = try await daemon.must("nobody", ["call", "102"])
    #expect(info.contains(SchemaRevision.hex))
    // Streams do not end by themselves, and a service that drains answers nobody afterwards.
    for method in LatchkeySchema.Method.allCases
    where method.declaration.kind == .unary && method != .operatorDrain {
      let ran = try await daemon.run("nobody", ["call", method.declaration.name])
      #expect(
        ran.code == Self.codeWithoutSession(method), "\(method): \(ran.code) \(ran.errors)")
    }
    #expect(daemon.stop() == 0)
    let files = try #require(FileManager.default.enumerator(atPath: daemon.folder.path))
    for case let name as String in files {
      guard let bytes = try? Data(contentsOf: daemon.folder.appendingPathComponent(name)) else {
        continue
      }
      for secret in [Self.first, Self.second] {
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
      }
    }
  }

  @Test("A command waits for a daemon that is about to come, if it is told to")
  func waits() async throws {
    let desk = try Desk()
    let ran = try await desk.run([
      "server", "info", "--wait", "--deadline", "50ms", "--socket",
      desk.folder.appendingPathComponent("later").path,
    ])
    #expect(ran.code == 7 || ran.code == 9, "\(ran.errors)")
  }
}
