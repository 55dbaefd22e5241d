import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Settings`.
  static let settings: [Method: EveryMethodScene.Play] = [
    .settingsGetSettings: { scene in
      try await Self.playSettings(
        scene.method, scene.served, as: scene.ada)
    },
    .settingsUpdateSettings: { scene in
      try await Self.playSettings(
        scene.method, scene.served, as: scene.ada)
    },
  ]

  static func playSettings(_ method: Method, _ served: ServedDesk, as ada: Colleague) async throws {
    let state = try await served.send(Settings.GetSettings(prefix: "links."), session: ada.session)
    #expect(state.profile == .seeds)
    let link = try #require(
      state.settings.first { $0.name == "links.contact_self_reset" })
    #expect(state.settings.allSatisfy { $0.name.hasPrefix("links.") })
    #expect(link.kind == .duration)
    #expect(link.value == "1h")
    #expect(!link.isChanged)
    #expect(link.needs == PermissionName(.manageSecurity))
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
            effectiveFrom: Timestamp(
              milliseconds: served.desk.clock.now().milliseconds + 86_400_000)),
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
}
