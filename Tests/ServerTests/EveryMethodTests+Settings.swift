import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  static func playSettings(_ method: Method, _ served: ServedDesk, as ada: Colleague) async throws {
    let state = try await served.send(Settings.GetSettings(prefix: "links."), session: ada.session)
    #expect(state.profile == .seeds)
    let link = try #require(
      state.settings.first { $0.name == "links.contact_self_reset" })
    #expect(state.settings.allSatisfy { $0.name.hasPrefix("links.") })
    #expect(link.kind == .duration)
    #expect(link.value == "1h")
    #expect(!link.isChanged)
    #expect(link.needs == .manageSecurity)
    #expect(link.source?.contains("60 minutes") == true)
    if method == .settingsGetSettings {
      let all = try await served.send(Settings.GetSettings(), session: ada.session).settings
      #expect(all.map(\.name) == SettingTable.all.map(\.name))
      let fixed = try #require(all.first { $0.name == "decided.containment" })
      #expect(fixed.allowed.contains("two permissions"))
      return
    }
    let answer = try await served.send(
      Settings.UpdateSettings(
        changes: [
          SettingChange(name: "links.contact_self_reset", value: "90m"),
          SettingChange(
            name: "passwords.agent_minimum_length", value: "12",
            effectiveFrom: UnixMilliseconds(
              rawValue: served.desk.clock.now().milliseconds + 86_400_000)),
        ], profile: .nist, etag: state.etag), session: ada.session)
    #expect(answer.etag != state.etag)
    #expect(answer.settings.map(\.value) == ["90m", "15"])
    #expect(answer.settings.map(\.announcedValue) == [nil, "12"])
    #expect(answer.settings.map(\.isChanged) == [true, false])
    let failure = try #require(
      try await served.failure(
        Settings.UpdateSettings(
          changes: [SettingChange(name: "links.contact_self_reset")], etag: state.etag),
        session: ada.session))
    #expect(failure.reason == "CONCURRENT_CHANGE")
    #expect(failure.facts?.detail?.contains(answer.etag) == true)
    #expect(failure.facts?.expectedRevision == 1)
  }

  static func playAccess(
    _ method: Method, _ served: ServedDesk, as ada: Colleague, on kim: Colleague
  ) async throws {
    if method == .rolesCloneRole {
      let supervisor = try #require(
        try await served.send(Roles.ListRoles(), session: ada.session).roles
          .first { $0.name == "Supervisor" })
      let copy = try await served.send(
        Roles.CloneRole(id: supervisor.id, name: "Front Desk"), session: ada.session)
      #expect(copy.permissions == supervisor.permissions)
      #expect(!copy.isBuiltIn)
      #expect(copy.memberCount == 0)
      return
    }
    let denied = try await served.send(
      Roles.ExplainAccess(
        agent: .address(kim.email), method: "Agents.SetPassword", target: .id(ada.id.rawValue)),
      session: ada.session)
    #expect(!denied.isAllowed)
    #expect(denied.reason == "MISSING_PERMISSION")
    #expect(denied.missingPermissions == [.manageAgents, .manageAgentPassword])
    #expect(denied.steps.map(\.check) == ["scope", "session", "population", "permission"])
    #expect(denied.steps.map(\.passed) == [true, true, true, false])
    let allowed = try await served.send(
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Agents.SetPassword", target: .address(kim.email),
        targetPopulation: .agent), session: ada.session)
    #expect(allowed.isAllowed)
    #expect(allowed.reason == nil)
    #expect(
      allowed.steps.map(\.check) == [
        "scope", "session", "population", "permission", "target", "owner", "other", "rank",
        "population", "step_up",
      ])
    let elsewhere = try await served.send(
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Roles.ListRoles", principal: "portal"),
      session: ada.session)
    #expect(elsewhere.reason == "SCOPE_MISSING")
    for request in [
      Roles.ExplainAccess(agent: .address(ada.email), method: "Agents.Nothing"),
      Roles.ExplainAccess(agent: .address(ada.email), method: "Agents.SetPassword"),
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Agents.SetPassword", targetRoleID: 1),
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Roles.DeleteRole", target: .id(1)),
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Roles.ListRoles", principal: "nobody"),
    ] {
      let failure = try await served.failure(request, session: ada.session)
      #expect(failure?.reason == "FIELD_INVALID", "\(request)")
    }
  }
}
