import LatchkeyBase
import LatchkeyDomain
import Testing

/// The table of settings against the settings themselves.
struct SettingTableTests {
  /// Every stored property, down to the values: "contactPolicy.minimumLength" and its value.
  private static func leaves(_ value: Any, _ prefix: String = "") -> [String: String] {
    var leaves: [String: String] = [:]
    for child in Mirror(reflecting: value).children {
      let name = prefix + (child.label ?? "?")
      switch child.value {
      case is PasswordPolicy, is SessionLimits, is ThrottleRule:
        leaves.merge(Self.leaves(child.value, name + ".")) { first, _ in first }
      default: leaves[name] = "\(child.value)"
      }
    }
    return leaves
  }

  /// Values that the row takes, other than the default.
  static func others(_ setting: Setting) -> [String] {
    let value = setting.value(in: DeskSettings())
    let candidates: [String] =
      switch setting.kind {
      case .flag: ["true", "false"]
      case .number(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
      case .duration(let range): [range.lowerBound.text, range.upperBound.text]
      case .durationOrNever(let range): [range.lowerBound.text, "never"]
      case .word(let words): words
      case .words: ["acme", "acme,wonder", ""]
      case .roles: ["3", "1,2"]
      case .time: ["2026-11-22T10:30:00Z", "never"]
      case .text: ["Another"]
      }
    return candidates.filter { $0 != value }
  }

  @Test("Every property of the settings has exactly one row, and no row has two")
  func rows() throws {
    let before = Self.leaves(DeskSettings())
    #expect(before.count > 20)
    var rows: [String: [String]] = [:]
    for setting in SettingTable.all where setting.isChangeable {
      var settings = DeskSettings()
      let other = try #require(Self.others(setting).first, "\(setting.name)")
      try setting.set(other, in: &settings)
      let changed = Self.leaves(settings).filter { before[$0.key] != $0.value }.map(\.key)
      #expect(changed.count == 1, "\(setting.name) changes \(changed)")
      for leaf in changed { rows[leaf, default: []].append(setting.name) }
    }
    // Facts of the host are shown and not set.
    for (leaf, row) in [
      ("contactLinkBase", "host.contact_link"), ("agentLinkBase", "host.agent_link"),
      ("mailDomain", "host.mail_domain"), ("deskName", "host.desk_name"),
    ] {
      let setting = try #require(SettingTable.named(row))
      #expect(setting.value(in: DeskSettings()) == before[leaf])
      rows[leaf, default: []].append(row)
    }
    for leaf in before.keys.sorted() {
      #expect(rows[leaf]?.count == 1, "\(leaf) has the rows \(rows[leaf] ?? [])")
    }
  }

  @Test("A name is a group and words, and no two rows share one")
  func names() {
    #expect(Set(SettingTable.all.map(\.name)).count == SettingTable.all.count)
    for setting in SettingTable.all {
      #expect(setting.name.wholeMatch(of: /[a-z_]+\.[a-z_0-9]+/) != nil, "\(setting.name)")
      #expect(setting.summary.hasSuffix("."), "\(setting.name)")
      #expect(!setting.source.isEmpty, "\(setting.name)")
      #expect(SettingTable.named(setting.name)?.name == setting.name)
    }
  }

  @Test("The values of both profiles satisfy their bounds and each other")
  func profiles() throws {
    for profile in SettingsProfile.allCases {
      let settings = profile.values(on: DeskSettings())
      #expect(settings.contradictions == [])
      for setting in SettingTable.all where setting.isChangeable {
        var copy = settings
        try setting.set(setting.value(in: settings), in: &copy)
        #expect(copy == settings, "\(setting.name)")
      }
    }
    #expect(SettingsProfile.seeds.values(on: DeskSettings()) == DeskSettings())
  }

  @Test("A value comes back as the text that it was set by")
  func texts() throws {
    for setting in SettingTable.all where setting.isChangeable {
      for text in Self.others(setting) {
        var settings = DeskSettings()
        try setting.set(text, in: &settings)
        #expect(setting.value(in: settings) == text, "\(setting.name)")
      }
    }
  }

  @Test("What lies outside of the bounds, or is no value, is refused with the name and the bounds")
  func refused() throws {
    for setting in SettingTable.all {
      var wrong = [
        "", " ", "x y", "-1", "99999999999999999999", String(repeating: "9", count: 3_000),
      ]
      switch setting.kind {
      case .number(let range):
        wrong += ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "0x10", "+8", "8 "]
      case .duration(let range):
        wrong += [
          "\(range.lowerBound.milliseconds - 1)ms", "\(range.upperBound.milliseconds + 1)ms", "5",
          "m", "1.5h", "99999999999d", "1 h", "1H",
        ]
      case .durationOrNever(let range):
        wrong += ["\(range.lowerBound.milliseconds - 1)ms", "always"]
      case .flag: wrong += ["yes", "TRUE", "1"]
      case .words(let countMax):
        wrong = [
          "abc", "two words", "a,bcde", String(repeating: "w", count: 41), "word,",
          (0...countMax).map { "word\($0)" }.joined(separator: ","),
        ]
      case .roles:
        wrong = ["0", "-1", "1,", "a", (1...2_000).map { "\($0)" }.joined(separator: ",")]
      case .time: wrong += ["2026-02-30", "2026-11-22 10:30:00", "1969-12-31", "now"]
      case .word, .text: wrong += ["another"]
      }
      for text in wrong {
        var settings = DeskSettings()
        let error = #expect(throws: FieldError.self, "\(setting.name) takes \(text.prefix(40))") {
          try setting.set(text, in: &settings)
        }
        #expect(error?.field == setting.name)
        #expect(error?.problem.contains(setting.allowed) == true)
        #expect(settings == DeskSettings())
      }
    }
  }

  /// The decisions of BEHAVIOURS.md by their numbers, and the settings that hold them.
  static let decided: [(number: Int, settings: [String])] = [
    (1, ["contacts.staff_set_password_with_activation_email"]),
    (2, ["notifications.contact_password_set"]),
    (
      3,
      [
        "links.contact_self_reset", "links.agent_self_reset", "links.contact_staff_reset",
        "links.agent_staff_reset", "links.contact_activation", "links.agent_invitation",
      ]
    ),
    (4, ["decided.contact_without_email"]),
    (5, ["decided.link_while_forced"]),
    (6, ["decided.set_while_forced"]),
    (7, ["temporary_passwords.contact", "temporary_passwords.agent"]),
    (8, ["decided.owner_protected"]),
    (9, ["decided.containment"]),
    (10, ["decided.session_after_reset", "decided.session_after_activation"]),
    (11, ["throttles.automatic_lock", "throttles.reset_lifts_lock"]),
    (12, ["decided.reset_bypasses_second_factor"]),
    (13, ["decided.link_minted_at_delivery"]),
    (14, ["decided.sessions_after_change", "sessions.own_change_ends_current"]),
    (
      15,
      [
        "passwords.contact_minimum_length", "passwords.agent_minimum_length",
        "passwords.contact_uppercase", "passwords.agent_uppercase",
      ]
    ),
    (16, ["decided.shared_address"]),
    (17, ["decided.population"]),
    (18, ["decided.address_comparison"]),
    (
      19,
      ["passwords.context_words", "passwords.contact_name_match", "passwords.agent_name_match"]
    ),
  ]

  /// Every decision is a setting, or is listed as fixed with its reason.
  @Test("Every decision has a setting, and what cannot be changed has a reason")
  func decisions() {
    #expect(Self.decided.map(\.number) == Array(1...19))
    let known = Set(SettingTable.all.map(\.name))
    for row in Self.decided {
      #expect(!row.settings.isEmpty && known.isSuperset(of: row.settings), "D\(row.number)")
    }
    let named = Set(Self.decided.flatMap(\.settings))
    for setting in SettingTable.all {
      guard case .fixed(let reason) = setting.authority else { continue }
      #expect(named.contains(setting.name), "\(setting.name)")
      #expect(reason.count > 30, "\(setting.name)")
      #expect(!setting.isChangeable)
    }
  }

  @Test(
    "D15 The nist profile deviates from NIST nowhere, and the default says where, with the clause")
  func deviations() {
    let nist = SettingsProfile.nist.values(on: DeskSettings())
    let seeds = DeskSettings()
    var deviating: [String] = []
    // A second factor for everybody is a decision with a date, which no profile knows.
    let undecided = ["second_factor.agents_from", "second_factor.contacts_from"]
    for setting in SettingTable.all where !undecided.contains(setting.name) {
      #expect(setting.deviations(in: nist) == [], "\(setting.name)")
      let found = setting.deviations(in: seeds)
      for text in found { #expect(text.contains("NIST SP 800-63B-4, ") || text.contains("ASVS ")) }
      if !found.isEmpty { deviating.append(setting.name) }
    }
    #expect(
      deviating == [
        "links.agent_staff_reset", "notifications.contact_password_set",
        "passwords.agent_digit", "passwords.agent_minimum_length", "passwords.agent_special",
        "passwords.agent_uppercase", "passwords.contact_digit",
        "passwords.contact_minimum_length", "passwords.contact_special",
        "passwords.contact_uppercase", "sessions.agent_idle",
      ])
    for name in undecided {
      let found = SettingTable.named(name)?.deviations(in: nist)
      #expect(found == ["ASVS 6.3.3: a second factor is required, from level 2 on."])
    }
  }

  @Test("S0.6 Only what is mailed can be changed with Manage Email alone, the toggle among it")
  func authorities() {
    let mailed = SettingTable.all.filter { $0.authority == .notifications }.map(\.name)
    #expect(mailed.contains("notifications.user_activation_email"))
    #expect(mailed.allSatisfy { $0.hasPrefix("notifications.") })
    #expect(
      SettingTable.all.filter { $0.name.hasPrefix("notifications.") }
        .allSatisfy { $0.authority == .notifications })
  }

  @Test("Policies can be announced, and nothing else")
  func announceable() {
    for setting in SettingTable.all {
      #expect(setting.isAnnounceable == setting.name.hasPrefix("passwords."), "\(setting.name)")
    }
  }
}
