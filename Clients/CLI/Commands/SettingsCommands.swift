import LatchkeyClient
import LatchkeySchema

/// What the desk decides.
enum SettingsCommands {
  static let all = [
    Command(
      noun: "settings", verb: "show", summary: "what is in force, and where it deviates",
      arguments: [
        Argument(name: "NAME", help: "one setting, or the beginning of its name", isOptional: true)
      ],
      options: [Option(name: "--changed", help: "only those that differ from the profile")],
      about:
        "Marked are values that differ from the profile, and those that are weaker than "
        + "NIST SP 800-63B-4 or OWASP ASVS 5 ask.",
      examples: ["latchkey settings show", "latchkey settings show links."], action: Self.show),
    Command(
      noun: "settings", verb: "set", summary: "change settings, all or none",
      arguments: [
        Argument(name: "SETTING", help: "NAME VALUE, or NAME=VALUE for each", isMany: true)
      ],
      options: [
        Option(
          name: "--from", value: "TIME",
          help: "when it takes effect: 2026-12-01, 2026-12-01T08:00 (now)"), Self.etag,
      ],
      about:
        "Spans are written as 90s, 15m, 48h or 7d. Only policies can be announced with --from.",
      examples: [
        "latchkey settings set links.contact_self_reset 45m",
        "latchkey settings set notifications.user_activation_email=false --etag TAG",
      ],
      action: Self.set),
    Command(
      noun: "settings", verb: "unset", summary: "back to the values of the profile",
      arguments: [Argument(name: "NAME", help: "settings by name", isMany: true)],
      options: [Self.etag], examples: ["latchkey settings unset links.contact_self_reset"],
      action: Self.unset),
    Command(
      noun: "settings", verb: "profile", summary: "the set of defaults: which, or another one",
      arguments: [Argument(name: "PROFILE", help: "seeds or nist", isOptional: true)],
      options: [Self.etag, Command.yes],
      about: "Settings that were changed keep their values.",
      examples: ["latchkey settings profile", "latchkey settings profile nist"],
      action: Self.profile),
    Command(
      noun: "settings", verb: "deviations",
      summary: "where values are weaker than the standards ask",
      about: "Against NIST SP 800-63B-4 and OWASP ASVS 5. Exit code 10 if there are any.",
      examples: ["latchkey settings deviations"], action: Self.deviations),
  ]

  private static let etag = Option(
    name: "--etag", value: "TAG", help: "refuse if anything was changed since this state")

  static func show(_ run: Run) async throws(Refusal) {
    let name = run.values.argument("NAME")
    var settings = try await run.call(Settings.GetSettings(prefix: name)).settings
    if let only = settings.first(where: { $0.name == name }) {
      return try run.show(only, SettingText.card)
    }
    if let name, settings.isEmpty {
      throw .here(
        "There is no setting \"\(name)\".", next: "latchkey settings show", .notFound)
    }
    if run.values.flag("--changed") { settings = settings.filter(\.isChanged) }
    try run.show(settings, none: "No setting was changed.") { settings in
      SettingText.table(settings) + SettingText.deviations(of: settings, title: true)
    }
  }

  static func set(_ run: Run) async throws(Refusal) {
    let words = run.values.arguments("SETTING")
    let from = try run.values.timeToCome("--from", of: run.command)
    var changes: [SettingChange] = []
    if words.count == 2, !words[0].contains("=") {
      changes = [SettingChange(name: words[0], value: words[1], effectiveFrom: from)]
    } else {
      for word in words {
        guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
          throw run.command.usage("Give a name and a value, or NAME=VALUE for each.")
        }
        changes.append(
          SettingChange(
            name: String(word[..<sign]), value: String(word[word.index(after: sign)...]),
            effectiveFrom: from))
      }
    }
    try await Self.update(run, changes)
  }

  static func unset(_ run: Run) async throws(Refusal) {
    try await Self.update(run, run.values.arguments("NAME").map { SettingChange(name: $0) })
  }

  static func profile(_ run: Run) async throws(Refusal) {
    guard let word = run.values.argument("PROFILE") else {
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
    let profile = SettingProfile(rawValue: word)
    guard profile.isKnown else { throw run.command.usage("PROFILE is seeds or nist.") }
    try run.confirm("Take the defaults from \(profile) from now on?")
    try await Self.update(run, [], profile: profile)
  }

  static func deviations(_ run: Run) async throws(Refusal) {
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
    // Somebody who names no state means the one that is in force now.
    var etag = run.values.option("--etag") ?? ""
    if etag.isEmpty { etag = try await run.call(Settings.GetSettings()).etag }
    let answer = try await run.call(
      Settings.UpdateSettings(changes: changes, profile: profile, etag: etag))
    try run.show(answer) { answer in
      answer.settings.isEmpty
        ? ["Nothing is different."]
        : SettingText.table(answer.settings)
          + SettingText.deviations(of: answer.settings, title: true)
    }
  }

  private struct Profile: Message {
    var profile: SettingProfile
    var etag: String
  }
}
