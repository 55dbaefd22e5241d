import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Settings as administrators change them, and what follows at once.
@Suite("Settings of the desk")
struct DeskSettingsTests {
  private static let link = "links.agent_self_reset"
  private static let toggle = "notifications.user_activation_email"

  private static func update(
    _ desk: TestDesk, _ actor: Colleague, _ values: [String: String?],
    profile: SettingsProfile? = nil, from: Timestamp? = nil
  ) async throws {
    let etag = try await desk.desk.settings.getSettings(desk.call(actor), prefix: "").etag
    _ = try await desk.desk.settings.updateSettings(
      desk.call(actor),
      values.map { StoredSettings.Change(setting: $0.key, value: $0.value, effectiveFrom: from) },
      profile: profile, etag: etag)
  }

  @Test("A changed value counts for the next call, and across a restart")
  func inForce() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      try await Self.update(desk, ada, [Self.link: "30m"])
      #expect(desk.desk.settings.now.agentSelfResetLifetime == .minutes(30))
      let link = try await desk.forgottenLink(of: ada.email)
      desk.clock.advance(.minutes(30))
      let reason = try await desk.reason {
        try await desk.desk.recovery.inspectLink(desk.anonymous(), token: link, population: .agent)
      }
      #expect(reason == .linkExpired)
      try await desk.restart()
      #expect(desk.desk.settings.now.agentSelfResetLifetime == .minutes(30))
    }
  }

  @Test("S0.6 The User Activation email toggle is read and switched with Manage Email alone")
  func toggle() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let mailer = try await desk.agent("mailer@example.com", [.manageEmail])
      #expect(desk.desk.settings.now.userActivationEmail)
      try await Self.update(desk, mailer, [Self.toggle: "false"])
      #expect(!desk.desk.settings.now.userActivationEmail)
      try await Self.update(desk, mailer, [Self.toggle: "true"])
      #expect(desk.desk.settings.now.userActivationEmail)
      // Nothing beside what is mailed.
      for change in [[Self.toggle: "false", Self.link: "30m"], [Self.link: "30m"]] {
        let attempt = try await desk.attempt { try await Self.update(desk, mailer, change) }
        #expect(attempt.reason == .missingPermission)
        #expect(attempt.refusal?.missingPermissions == [.manageSecurity])
        #expect(attempt.entries == ["settings.update refused MISSING_PERMISSION"])
        #expect(!attempt.changed)
      }
      let profile = try await desk.attempt {
        try await Self.update(desk, mailer, [Self.toggle: "false"], profile: .nist)
      }
      #expect(profile.reason == .missingPermission)
    }
  }

  @Test("Settings are read with either permission, and changed after a fresh proof only")
  func permissions() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let guardian = try await desk.agent("guard@example.com", [.manageSecurity])
      let viewer = try await desk.agent("view@example.com", [.viewAudit, .manageRoles])
      let denied = try await desk.attempt {
        try await Self.update(desk, viewer, [Self.link: "30m"])
      }
      #expect(denied.reason == .missingPermission)
      try await Self.update(desk, guardian, [Self.link: "30m", Self.toggle: "false"])
      desk.clock.advance(.minutes(5))
      let stale = try await desk.attempt {
        try await Self.update(desk, guardian, [Self.link: "40m"])
      }
      #expect(stale.reason == .stepUpRequired)
      #expect(stale.entries == ["settings.update refused STEP_UP_REQUIRED"])
      #expect(desk.desk.settings.now.agentSelfResetLifetime == .minutes(30))
    }
  }

  @Test("One entry of the audit holds the old and the new value of everything that changed")
  func audited() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let attempt = try await desk.attempt {
        try await Self.update(desk, ada, [Self.link: "30m", Self.toggle: "false"])
      }
      #expect(attempt.entries == ["settings.update done"])
      let entry = try #require(try await desk.audit().last?.record)
      #expect(entry.details == [Self.link: "1h -> 30m", Self.toggle: "true -> false"])
      try await Self.update(desk, ada, [:], profile: .nist)
      let profile = try #require(try await desk.audit().last?.record)
      #expect(profile.details["profile"] == "seeds -> nist")
      #expect(profile.details["passwords.agent_minimum_length"] == "8 -> 15")
      #expect(profile.details[Self.link] == nil, "It was changed before and keeps its value.")
      let moment = desk.clock.now() + .days(2)
      try await Self.update(desk, ada, ["passwords.agent_digit": "true"], from: moment)
      #expect(
        try await desk.audit().last?.record.details
          == ["announced passwords.agent_digit": "true from \(moment.text)"])
      // Nothing new, and so no entry and the same etag.
      let same = try await desk.attempt { try await Self.update(desk, ada, [Self.link: "30m"]) }
      #expect(same.entries == [])
      #expect(!same.changed)
    }
  }

  @Test("Of two updates on top of the same state one is made, and the other hears what is in force")
  func concurrent() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let etag = try await desk.desk.settings.getSettings(desk.call(ada), prefix: "").etag
      let results = await withTaskGroup(of: Result<String, any Error>.self) { group in
        for minutes in 20..<30 {
          group.addTask {
            do {
              return .success(
                try await desk.desk.settings.updateSettings(
                  desk.call(ada), [.init(setting: Self.link, value: "\(minutes)m")], profile: nil,
                  etag: etag
                ).etag)
            } catch {
              return .failure(error)
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      let won = results.compactMap { try? $0.get() }
      #expect(won.count == 1)
      for case .failure(let error) in results {
        let refusal = try #require((error as? Failure)?.refusal)
        #expect(refusal.reason == .concurrentChange)
        #expect(refusal.field?.problem.contains(won[0]) == true)
      }
      #expect(
        desk.desk.settings.now
          == (try await desk.store.read { try $0.storedSettings() }).settings(
            on: DeskSettings(), at: desk.clock.now()))
    }
  }

  @Test("A policy that was announced counts from its moment on, also across a restart")
  func announced() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let moment = desk.clock.now() + .minutes(60)
      try await Self.update(desk, ada, ["passwords.agent_minimum_length": "20"], from: moment)
      func violations() async throws -> [PasswordPolicy.Violation] {
        try await desk.desk.passwords.checkPassword(
          desk.anonymous(), population: .agent, candidate: Secret("Zebra-fugu-77"),
          token: nil)
      }
      #expect(try await violations() == [])
      desk.clock.advance(Lifetime(milliseconds: 3_599_999))
      #expect(try await violations() == [])
      try await desk.restart()
      #expect(try await violations() == [])
      desk.clock.advance(Lifetime(milliseconds: 1))
      #expect(try await violations() == [.tooShort])
      try await desk.restart()
      #expect(try await violations() == [.tooShort])
      // Set back by an hour, the clock is before it again.
      desk.clock.move(by: -3_600_000)
      #expect(try await violations() == [])
    }
  }

  @Test("A transaction sees the settings that it will be committed after")
  func inTransaction() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      try await Self.update(desk, ada, [Self.toggle: "false"])
      // Behind the desk's back, as if the commit had not been told of yet.
      try await desk.store.write { transaction in
        var stored = try transaction.storedSettings()
        stored.values[Self.toggle] = "true"
        stored.revision += 1
        try transaction.setStoredSettings(stored)
      }
      // The desk goes by the former value still; a transaction does not.
      #expect(!desk.desk.settings.now.userActivationEmail)
      let pat = try await desk.contact()
      let attempt = try await desk.attempt {
        try await desk.setContactPassword(ada, pat, "Given-W0rds!")
      }
      #expect(attempt.reason == .userActivationEmailEnabled)
      #expect(!attempt.changed)
      #expect(!desk.desk.settings.now.userActivationEmail)
      try await desk.desk.settings.reload()
      #expect(desk.desk.settings.now.userActivationEmail)
    }
  }

  @Test("D19 A word of the desk is refused as a password, also with digits and symbols behind it")
  func contextWords() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      func violations(_ candidate: String) async throws -> [PasswordPolicy.Violation] {
        try await desk.desk.passwords.checkPassword(
          desk.anonymous(), population: .agent, candidate: Secret(candidate), token: nil)
      }
      for candidate in ["Helpdesk-2026!", "H3lpd3sk!", "Latchkey#1"] {
        #expect(try await violations(candidate) == [.commonPassword], "\(candidate)")
      }
      #expect(try await violations("Wunderbar-7!") == [])
      try await Self.update(desk, ada, ["passwords.context_words": "wunderbar"])
      #expect(try await violations("Wunderbar-7!") == [.commonPassword])
    }
  }

  @Test("D14 Whether an own change ends the current session is a setting, and the caller's choice")
  func ownChange() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var kim = try await desk.agent("kim@example.com")
      func change(to password: String) async throws {
        _ = try await desk.desk.passwords.changePassword(
          desk.call(kim), current: Secret(kim.password),
          new: Secret(password), endCurrentSession: false)
        kim.password = password
      }
      try await change(to: "Zebra-fugu-77")
      #expect(try await desk.works(kim.session))
      try await Self.update(desk, ada, ["sessions.own_change_ends_current": "true"])
      try await change(to: "Yacht-fugu-88")
      #expect(try await desk.works(kim.session) == false)
    }
  }

  @Test(
    "D11 Whether a reset lifts the automatic lock is a setting; an administrative one stays",
    arguments: [true, false])
  func resetAndLock(lifts: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      try await Self.update(desk, ada, ["throttles.reset_lifts_lock": "\(lifts)"])
      let until = desk.clock.now() + .minutes(15)
      try await desk.change(kim.id) { $0.lockAutomatically(until: until) }
      let link = try await desk.forgottenLink(of: kim.email)
      try await desk.completeReset(link, "Zebra-fugu-77")
      #expect(try await desk.account(kim.id).lock == (lifts ? .none : .automatic(until: until)))
    }
  }
}
