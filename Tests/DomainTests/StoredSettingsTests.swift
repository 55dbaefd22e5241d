import LatchkeyBase
import LatchkeyDomain
import Testing

/// What was decided, and what is in force because of it.
struct StoredSettingsTests {
  private static let host = DeskSettings()
  private static let now = Timestamp(milliseconds: 1_800_000_000_000)
  private static let link = "links.contact_self_reset"
  private static let length = "passwords.agent_minimum_length"

  private static func settings(_ stored: StoredSettings, at now: Timestamp = now) -> DeskSettings {
    stored.settings(on: self.host, at: now)
  }

  @Test("Without any decision the host's defaults are in force")
  func untouched() {
    #expect(Self.settings(StoredSettings()) == Self.host)
    #expect(StoredSettings().revision == 0)
  }

  @Test("A changed value is in force, keeps its plain form, and can be taken back")
  func changed() throws {
    var stored = StoredSettings()
    try stored.apply(
      [.init(setting: Self.link, value: "90m")], profile: nil, on: Self.host, at: Self.now)
    #expect(Self.settings(stored).contactSelfResetLifetime == .minutes(90))
    try stored.apply(
      [.init(setting: Self.link, value: "060m")], profile: nil, on: Self.host, at: Self.now)
    #expect(stored.values == [Self.link: "1h"])
    try stored.apply(
      [.init(setting: Self.link, value: nil)], profile: nil, on: Self.host, at: Self.now)
    #expect(stored.values == [:])
    #expect(stored.revision == 3)
    #expect(Self.settings(stored) == Self.host)
  }

  @Test("A profile replaces defaults and leaves what was changed")
  func profile() throws {
    var stored = StoredSettings()
    try stored.apply(
      [.init(setting: "passwords.agent_digit", value: "true")], profile: .nist, on: Self.host,
      at: Self.now)
    let settings = Self.settings(stored)
    #expect(settings.agentPolicy.requiresDigit)
    #expect(!settings.agentPolicy.requiresUppercase)
    #expect(settings.agentPolicy.minimumLength == 15)
    #expect(settings.contactPolicy == .nist)
    #expect(settings.staffToAgentResetLifetime == .hours(24))
  }

  @Test(
    "Changes are made all or none",
    arguments: [
      [.init(setting: "no.such", value: "1")],
      [.init(setting: "decided.containment", value: "true")],
      [.init(setting: "host.contact_link", value: "https://evil.example")],
      [.init(setting: link, value: "0s")],
      [.init(setting: link, value: "90m"), .init(setting: link, value: "80m")],
      [.init(setting: link, value: "90m", effectiveFrom: now + .days(1))],
      [.init(setting: length, value: "12", effectiveFrom: now)],
      [.init(setting: length, value: "12", effectiveFrom: now + .days(367))],
      [.init(setting: "sessions.agent_idle", value: "2d")],
      [.init(setting: "passwords.agent_minimum_length_with_second_factor", value: "16")],
      [
        .init(setting: length, value: "50"),
        .init(setting: "passwords.agent_maximum_length", value: "49"),
      ],
    ] as [[StoredSettings.Change]])
  func refused(changes: [StoredSettings.Change]) throws {
    var stored = StoredSettings()
    #expect(throws: FieldError.self) {
      try stored.apply(
        [.init(setting: "step_up.lifetime", value: "2m")] + changes, profile: .nist,
        on: Self.host, at: Self.now)
    }
    #expect(stored == StoredSettings())
  }

  @Test("An announced value is in force from its moment on, and not a millisecond before")
  func announced() throws {
    let moment = Self.now + .days(30)
    var stored = StoredSettings()
    try stored.apply(
      [.init(setting: Self.length, value: "12", effectiveFrom: moment)], profile: nil,
      on: Self.host, at: Self.now)
    let before = Timestamp(milliseconds: moment.milliseconds - 1)
    #expect(Self.settings(stored, at: before).agentPolicy.minimumLength == 8)
    #expect(Self.settings(stored, at: moment).agentPolicy.minimumLength == 12)
    #expect(stored.nextChange(after: Self.now) == moment)
    #expect(stored.nextChange(after: moment) == nil)
    #expect(stored.lastChange(upTo: before) == nil)
    #expect(stored.lastChange(upTo: moment) == moment)

    // A later change of anything keeps it.
    try stored.apply(
      [.init(setting: Self.link, value: "90m")], profile: nil, on: Self.host, at: moment)
    #expect(stored.announced == [:])
    #expect(stored.values == [Self.link: "90m", Self.length: "12"])
  }

  @Test("A value for now withdraws what was announced for the same setting")
  func withdrawn() throws {
    var stored = StoredSettings()
    try stored.apply(
      [.init(setting: Self.length, value: "12", effectiveFrom: Self.now + .days(3))], profile: nil,
      on: Self.host, at: Self.now)
    try stored.apply(
      [.init(setting: Self.length, value: nil)], profile: nil, on: Self.host, at: Self.now)
    #expect(stored.announced == [:])
    #expect(Self.settings(stored, at: Self.now + .days(9)).agentPolicy.minimumLength == 8)
  }

  @Test("An announced value must fit what is in force at its moment")
  func announcedContradiction() throws {
    var stored = StoredSettings()
    try stored.apply(
      [.init(setting: Self.length, value: "60", effectiveFrom: Self.now + .days(3))], profile: nil,
      on: Self.host, at: Self.now)
    let error = #expect(throws: FieldError.self) {
      try stored.apply(
        [.init(setting: "passwords.agent_maximum_length", value: "40")], profile: nil,
        on: Self.host, at: Self.now)
    }
    #expect(error?.field == Self.length)
  }

  @Test("A stored value that no setting takes any more counts as not changed")
  func foreign() {
    let stored = StoredSettings(
      revision: 4,
      values: ["no.such": "1", Self.length: "many", "host.contact_link": "x", Self.link: "90m"])
    #expect(Self.settings(stored).contactSelfResetLifetime == .minutes(90))
    #expect(Self.settings(stored).agentPolicy == .portal)
    #expect(Self.settings(stored).contactLinkBase == Self.host.contactLinkBase)
    let torn = StoredSettings(revision: 4, values: ["sessions.agent_idle": "2d"])
    #expect(Self.settings(torn) == Self.host)
  }

  @Test("Every change, and every profile, has an etag of its own")
  func etags() {
    let etags = (0..<50).flatMap { revision in
      SettingsProfile.allCases.map { StoredSettings(revision: revision, profile: $0).etag }
    }
    #expect(Set(etags).count == 100)
    #expect(etags.allSatisfy { $0.utf8.count == 16 })
  }

  @Test(
    "Lifetimes are written with the unit that people use",
    arguments: [
      (.hours(48), "48h"), (.hours(24), "24h"), (.days(7), "7d"), (.minutes(60), "1h"),
      (.minutes(90), "90m"), (.seconds(90), "90s"), (.seconds(60), "1m"),
      (Lifetime(milliseconds: 0), "0s"), (Lifetime(milliseconds: 1_500), "1500ms"),
    ] as [(Lifetime, String)])
  func lifetimes(lifetime: Lifetime, text: String) {
    #expect(lifetime.text == text)
    #expect(Lifetime(text: text) == lifetime)
  }

  @Test(
    "Moments are written in UTC, and every day of the calendar comes back",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_795_343_400_000, "2026-11-22T10:30:00Z"),
      (951_782_400_000, "2000-02-29T00:00:00Z"), (4_107_542_399_000, "2100-02-28T23:59:59Z"),
      (253_402_300_799_000, "9999-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func moments(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).text == text)
    #expect(Timestamp(text: text)?.milliseconds == milliseconds)
    for day in 0..<1_000 {
      let moment = Timestamp(milliseconds: milliseconds) + .days(Int64(day * 37 % 800_000))
      guard moment.text.utf8.count == 20 else { continue }
      #expect(Timestamp(text: moment.text) == moment)
    }
    #expect(Timestamp(text: "2026-11-22") == Timestamp(text: "2026-11-22T00:00:00Z"))
    #expect(Timestamp(text: "2100-02-29") == nil)
  }
}
