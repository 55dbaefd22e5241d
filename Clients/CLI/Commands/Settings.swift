import LatchkeyClient
import LatchkeySchema

/// Commands for the settings of the desk.
enum SettingsCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "settings", verb: "show", summary: "show the values in force, and deviations",
      arguments: [Self.prefix], options: [Self.changed],
      about:
        "Marks values that differ from the profile, and values that are weaker than NIST SP "
        + "800-63B-4 or OWASP ASVS 5 ask.",
      examples: ["latchkey settings show", "latchkey settings show links."], action: Self.show),
    Command(
      noun: "settings", verb: "set", summary: "change settings, all of them or none",
      arguments: [Self.pairs], options: [Self.from, Self.etag],
      about:
        "Write spans as 90s, 15m, 48h or 7d. Only policies can be announced with --from.",
      examples: [
        "latchkey settings set links.contact_self_reset 45m",
        "latchkey settings set notifications.user_activation_email=false --etag TAG",
      ],
      action: Self.set),
    Command(
      noun: "settings", verb: "unset", summary: "return to the values of the profile",
      arguments: [Self.names], options: [Self.etag],
      examples: ["latchkey settings unset links.contact_self_reset"], action: Self.unset),
    Command(
      noun: "settings", verb: "profile", summary: "show or choose the set of defaults",
      arguments: [Self.profile], options: [Self.etag, CommonOptions.yes],
      about: "Changed settings keep their values.",
      examples: ["latchkey settings profile", "latchkey settings profile nist"],
      action: Self.chooseProfile),
    Command(
      noun: "settings", verb: "deviations",
      summary: "list values that are weaker than the standards ask",
      about: "Compares with NIST SP 800-63B-4 and OWASP ASVS 5. Exit code 10 if there are any.",
      examples: ["latchkey settings deviations"], action: Self.deviations),
  ]

  private static let prefix = Argument(
    optional: "NAME", .text, help: "one setting, or the beginning of its name")
  private static let changed = Option(
    flag: "--changed", help: "only values that differ from the profile")
  private static let pairs = Argument(
    many: "SETTING", .text, help: "NAME VALUE, or NAME=VALUE for each")
  private static let names = Argument(many: "NAME", .text, help: "settings by name")
  private static let profile = Argument(
    optional: "PROFILE", .word(of: SettingProfile.known), help: "seeds or nist")
  private static let from = Option(
    "--from", "TIME", .futureTime,
    help: "when it takes effect: 2026-12-01, 2026-12-01T08:00 (now)")
  private static let etag = Option(
    "--etag", "TAG", .text, help: "refuse if any setting has changed since this state")

  private static func show(_ run: Run) async throws(Refusal) {
    let name = try run[Self.prefix]
    var settings = try await run.call(Settings.GetSettings(prefix: name)).settings
    if let only = settings.first(where: { $0.name == name }) {
      return try run.show(only, SettingText.card)
    }
    if let name, settings.isEmpty {
      throw .here(
        "There is no setting \"\(name)\".", next: "latchkey settings show", .notFound)
    }
    if try run[Self.changed] { settings = settings.filter(\.isChanged) }
    try run.show(settings, none: "No setting is changed.") { settings in
      SettingText.table(settings) + SettingText.deviations(of: settings, title: true)
    }
  }

  private static func set(_ run: Run) async throws(Refusal) {
    let words = try run[Self.pairs]
    let from = try run[Self.from]
    var changes: [SettingChange] = []
    if words.count == 2, !words[0].contains("=") {
      changes = [SettingChange(name: words[0], value: words[1], effectiveFrom: from)]
    } else {
      for word in words {
        guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
          throw run.usage("Give a name and a value, or NAME=VALUE for each.")
        }
        changes.append(
          SettingChange(
            name: String(word[..<sign]), value: String(word[word.index(after: sign)...]),
            effectiveFrom: from))
      }
    }
    try await Self.update(run, changes)
  }

  private static func unset(_ run: Run) async throws(Refusal) {
    try await Self.update(run, try run[Self.names].map { SettingChange(name: $0) })
  }

  private static func chooseProfile(_ run: Run) async throws(Refusal) {
    guard let profile = try run[Self.profile] else {
      let answer = try await run.call(Settings.GetSettings())
      return try run.show(Profile(profile: answer.profile, etag: answer.etag)) { profile in
        Layout.card(
          "The profile is \(profile.profile).",
          [
            ("changed", Times.count(Int64(answer.settings.count(where: \.isChanged)), "setting")),
            ("etag", profile.etag),
          ])
      }
    }
    try run.confirm("Take the defaults from \(profile) from now on?")
    try await Self.update(run, [], profile: profile)
  }

  private static func deviations(_ run: Run) async throws(Refusal) {
    let settings = try await run.call(Settings.GetSettings()).settings
      .filter { !$0.deviations.isEmpty }
    try run.show(settings, none: "No value is weaker than the standards ask.") {
      SettingText.deviations(of: $0, title: false)
    }
    if !settings.isEmpty { throw .answered(.checkedAndBad) }
  }

  private static func update(
    _ run: Run, _ changes: [SettingChange], profile: SettingProfile? = nil
  ) async throws(Refusal) {
    // Without --etag the change applies to the state in force now.
    var etag = try run[Self.etag] ?? ""
    if etag.isEmpty { etag = try await run.call(Settings.GetSettings()).etag }
    let answer = try await run.call(
      Settings.UpdateSettings(changes: changes, profile: profile, etag: etag))
    try run.show(answer) { answer in
      answer.settings.isEmpty
        ? ["Nothing has changed."]
        : SettingText.table(answer.settings)
          + SettingText.deviations(of: answer.settings, title: true)
    }
  }

  private struct Profile: Message {
    var profile: SettingProfile
    var etag: String
  }
}
