import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing

@Suite("Commands for contacts, settings, explanations and the operator")
struct DeskCommandTests {
  @Test(
    "D17 Whose account is meant is said by a prefix or an option; a number needs neither",
    arguments: [
      (["7"], .id(7), nil), (["contact:7"], .id(7), .contact),
      (["contact:jane@example.com"], .address("jane@example.com"), .contact),
      (["agent:bo"], .loginName("bo"), .agent), (["bo", "--agent"], .loginName("bo"), .agent),
      (["+46 70 123", "--contact"], .phone("+46 70 123"), .contact),
      (["contact:jane", "--contact"], .loginName("jane"), .contact),
      (["agent:-7"], .loginName("-7"), .agent), (["contact:+bo"], .loginName("+bo"), .contact),
    ] as [([String], AccountReference, PopulationName?)])
  func populations(
    words: [String], reference: AccountReference, population: PopulationName?
  ) async throws {
    let desk = try Desk()
    try desk.signIn()
    let ran = try await desk.run(["account", "unlock"] + words)
    #expect(ran.code == 0, "\(ran.errors)")
    let request = try #require(try desk.service.last(Accounts.Unlock.self))
    #expect(request == Accounts.Unlock(account: reference, population: population))
  }

  @Test("Names take the columns that a terminal gives them: wide letters two, accents none")
  func widths() async throws {
    let desk = try Desk()
    try desk.signIn()
    let agent = try SchemaShape.sample(AgentDetails.self)
    let names = ["Bo Ek", "李小龍", "ليلى حسن", "Zoe\u{301} 🦊", "नमस्ते", "Ａｄａ"]
    let agents = names.enumerated().map { index, name in
      var agent = agent
      (agent.id, agent.displayName, agent.emails) = (Int64(index + 1), name, ["a@b.example"])
      return agent
    }
    try desk.service.answer(Agents.ListAgents.self, with: .init(agents: agents))
    let lines = try await desk.run(["agent", "list"]).output.split(separator: "\n")
    // What stands in front of the address, and how many columns it takes: by the table of the
    // Unicode Standard (East Asian Width, and marks that combine).
    let widths = [5, 6, 8, 6, 4, 6]
    for (line, width) in zip(lines.dropFirst(), widths) {
      let start = try #require(line.range(of: "a@b.example")).lowerBound
      let spaces = line[..<start].reversed().prefix { $0 == " " }.count
      #expect(width + spaces == 8 + 2, "\(line)")
    }
    #expect(lines.count == 7)
  }

  @Test(
    "S4.8 A temporary password stands in the answer once, with the word that it does not come again"
  )
  func onceShown() async throws {
    let desk = try Desk()
    try desk.signIn()
    var answer = try SchemaShape.sample(Contacts.IssueTemporaryPassword.Response.self)
    answer.temporaryPassword = Secret("Wand-Marker-7")
    try desk.service.answer(Contacts.IssueTemporaryPassword.self, with: answer)
    let ran = try await desk.run(["contact", "temporary-password", "jane", "--yes"])
    #expect(ran.output.components(separatedBy: "Wand-Marker-7").count == 2)
    #expect(ran.output.contains("not shown again"))
    #expect(!ran.errors.contains("Marker"))
    #expect(try desk.service.last(Contacts.IssueTemporaryPassword.self)?.confirmed == true)
    let json = try await desk.run(["contact", "temporary-password", "jane", "--yes", "--json"])
    #expect(json.output.contains(#""temporaryPassword":"Wand-Marker-7""#))
  }

  @Test(
    "S4.5 Without a terminal a temporary password needs --yes, and the preview's question is told")
  func unconfirmed() async throws {
    let desk = try Desk()
    try desk.signIn()
    var preview = try SchemaShape.sample(Contacts.PreviewTemporaryPassword.Response.self)
    preview.question = "Are you sure?"
    try desk.service.answer(Contacts.PreviewTemporaryPassword.self, with: preview)
    let ran = try await desk.shell("setsid -w \"$latchkey\" contact temporary-password jane")
    #expect(ran.code == 2)
    #expect(ran.errors.contains("Are you sure? Say --yes"))
    #expect(try desk.service.last(Contacts.IssueTemporaryPassword.self) == nil)
  }

  @Test("S1.4 A link that no mail can carry is shown once, with every reason in order")
  func shownLink() async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.answer(
      Contacts.SendPasswordResetLink.self,
      with: LinkIssued(
        delivery: .displayToAdministrator, lifetimeMilliseconds: 900_000,
        link: Secret("https://portal.example.com/#t=lkcr_Marker"),
        reason: .mailServerNotConfigured,
        reasons: [.mailServerNotConfigured, .noPrimaryEmail, .emailNotUnique],
        expiresAt: Timestamp(milliseconds: 4_102_444_800_000)))
    let ran = try await desk.run(["contact", "reset-link", "jane"])
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(ran.output.contains("not shown again"))
    #expect(ran.output.components(separatedBy: "lkcr_Marker").count == 2)
    #expect(
      ran.output.contains(
        "no mail server is configured; the contact has no address; another contact has the same "
          + "address"))
    var mailed = try SchemaShape.sample(LinkIssued.self)
    (mailed.delivery, mailed.link, mailed.address) = (.email, nil, "jane@example.com")
    try desk.service.answer(Contacts.SendPasswordResetLink.self, with: mailed)
    let other = try await desk.run(["contact", "reset-link", "jane"])
    #expect(other.output.hasPrefix("A reset link is on its way to jane@example.com.\n"))
  }

  @Test(
    "A moment is typed as a day, a day and a time, or a span for so long ago",
    arguments: [
      ("2026-11-22", 1_795_305_600_000), ("2026-11-22T09:30", 1_795_339_800_000),
      ("2026-11-22T09:30:15Z", 1_795_339_815_000), ("2026-1-2", 1_767_312_000_000),
    ] as [(String, Int64)])
  func moments(text: String, milliseconds: Int64) async throws {
    let desk = try Desk()
    try desk.signIn()
    _ = try await desk.run(["audit", "list", "--from", text, "--to", "2h"])
    let request = try #require(try desk.service.last(Audit.ListEvents.self))
    #expect(request.fromTime == Timestamp(milliseconds: milliseconds))
    let ago = Date().timeIntervalSince1970 * 1_000 - Double(request.toTime?.milliseconds ?? 0)
    #expect(ago > 7_190_000 && ago < 7_800_000)
  }

  @Test("Settings change against the state that was seen, or the one in force, all at once")
  func settings() async throws {
    let desk = try Desk()
    try desk.signIn()
    var state = try SchemaShape.sample(Settings.GetSettings.Response.self)
    state.etag = "state-9"
    try desk.service.answer(Settings.GetSettings.self, with: state)
    _ = try await desk.run(["settings", "set", "a.b=1", "c=x=y", "--from", "2026-12-01"])
    let from = Timestamp(milliseconds: 1_796_083_200_000)
    #expect(
      try desk.service.last(Settings.UpdateSettings.self)
        == Settings.UpdateSettings(
          changes: [
            SettingChange(name: "a.b", value: "1", effectiveFrom: from),
            SettingChange(name: "c", value: "x=y", effectiveFrom: from),
          ], etag: "state-9"))
    _ = try await desk.run(["settings", "unset", "a.b", "--etag", "state-3"])
    #expect(
      try desk.service.last(Settings.UpdateSettings.self)
        == Settings.UpdateSettings(changes: [SettingChange(name: "a.b")], etag: "state-3"))
    _ = try await desk.run(["settings", "profile", "nist", "--yes"])
    #expect(try desk.service.last(Settings.UpdateSettings.self)?.profile == .nist)
  }

  @Test("D15 Settings name where their values are weaker than the standards ask; exit code 10")
  func deviations() async throws {
    let desk = try Desk()
    try desk.signIn()
    var setting = try SchemaShape.sample(SettingView.self)
    setting.name = "password.agent.minimum_length"
    setting.deviations = ["NIST SP 800-63B-4 3.1.1.2 asks for 15."]
    var state = try SchemaShape.sample(Settings.GetSettings.Response.self)
    state.settings = [setting]
    try desk.service.answer(Settings.GetSettings.self, with: state)
    for verb in ["show", "deviations"] {
      let ran = try await desk.run(["settings", verb])
      #expect(ran.output.contains("password.agent.minimum_length  NIST SP 800-63B-4 3.1.1.2 asks"))
      #expect(ran.code == (verb == "show" ? 0 : 10))
    }
    state.settings[0].deviations = []
    try desk.service.answer(Settings.GetSettings.self, with: state)
    #expect(try await desk.run(["settings", "deviations"]).code == 0)
  }

  @Test("An explanation reads check by check up to the one that decides; a refusal exits 10")
  func explanation() async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.answer(
      Roles.ExplainAccess.self,
      with: .init(
        isAllowed: false, reason: "MISSING_PERMISSION",
        missingPermissions: [PermissionName(.manageAgentPassword)],
        steps: [
          AccessStep(check: "scope", passed: true, detail: "console has agent_relay."),
          AccessStep(
            check: "permission", passed: false, reason: "MISSING_PERMISSION",
            detail: "Team Lead lacks Manage Agent Password."),
        ], advice: "Add it to a role of tom."))
    let ran = try await desk.run([
      "explain", "tom", "Agents.SendPasswordResetLink", "--on", "agent:bo",
    ])
    #expect(ran.code == 10)
    #expect(
      ran.output == """
        tom may not call Agents.SendPasswordResetLink on agent:bo.
          ✓ the service may call the method  console has agent_relay.
          ✗ the roles permit it              Team Lead lacks Manage Agent Password.
          missing  Manage Agent Password
          reason   MISSING_PERMISSION
          next     Add it to a role of tom.

        """)
    #expect(
      try desk.service.last(Roles.ExplainAccess.self)
        == Roles.ExplainAccess(
          agent: .loginName("tom"), method: "Agents.SendPasswordResetLink",
          target: .loginName("bo"), targetPopulation: .agent))
  }

  @Test(
    "A backup is written to the place that the person means, whatever folder the service runs in")
  func backupPath() async throws {
    let desk = try Desk()
    let ran = try await desk.shell("cd \"$folder\" && \"$latchkey\" operator backup ./x/../copy")
    #expect(ran.code == 0, "\(ran.errors)")
    let path = try #require(try desk.service.last(Operator.Backup.self)?.path)
    #expect(path == desk.folder.resolvingSymlinksInPath().appendingPathComponent("copy").path)
  }

  @Test("Sessions of somebody else come in pages")
  func sessionPages() async throws {
    let desk = try Desk()
    try desk.signIn()
    let session = try SchemaShape.sample(SessionView.self)
    let sessions = (1...3).map { number in
      var session = session
      session.id = Int64(40 - number)
      return session
    }
    try desk.service.answer(Sessions.ListSessions.self, with: SessionList(sessions: sessions))
    let line = ["session", "list", "--account", "contact:jane", "--limit", "3", "--before", "40"]
    let ran = try await desk.run(line)
    #expect(ran.errors == "There may be more: --before 37\n")
    #expect(
      try desk.service.last(Sessions.ListSessions.self)
        == Sessions.ListSessions(
          account: .loginName("jane"), population: .contact, limit: 3, beforeID: 40))
  }
}
