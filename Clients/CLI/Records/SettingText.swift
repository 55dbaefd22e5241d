import LatchkeySchema

/// Settings as lines for people.
enum SettingText {
  static func table(_ settings: [SettingView]) -> [String] {
    Layout.table(
      ["SETTING", "VALUE", ""],
      settings.map { setting in
        [setting.name, setting.value.ifEmpty("–"), Self.remarks(setting)]
      })
  }

  static func card(_ setting: SettingView) -> [String] {
    Layout.card(
      setting.name,
      [
        ("value", setting.value.ifEmpty("–")),
        ("default", setting.isChanged ? setting.defaultValue.ifEmpty("–") : nil),
        ("announced", Self.announcement(of: setting)), ("decides", setting.summary),
        ("takes", setting.allowed), ("from", setting.source), ("needs", setting.needs.label),
      ]) + setting.deviations.map { "  · \(Layout.visible($0))" }
  }

  /// Values that are weaker than the standards ask, in the words of the service.
  static func deviations(of settings: [SettingView], title: Bool) -> [String] {
    let rows = settings.flatMap { setting in
      setting.deviations.map { (setting.name, $0) }
    }
    guard !rows.isEmpty else { return [] }
    return (title ? [""] : [])
      + Layout.card("Weaker than NIST SP 800-63B-4 or OWASP ASVS 5 ask:", rows)
  }

  private static func remarks(_ setting: SettingView) -> String {
    var remarks: [String] = []
    if setting.isChanged { remarks.append("changed from \(setting.defaultValue.ifEmpty("–"))") }
    if let announcement = Self.announcement(of: setting) { remarks.append(announcement) }
    if !setting.deviations.isEmpty { remarks.append("weaker") }
    return remarks.joined(separator: ", ")
  }

  private static func announcement(of setting: SettingView) -> String? {
    guard let value = setting.announcedValue, let from = setting.effectiveFrom else { return nil }
    return "\(value.ifEmpty("–")) from \(Times.date(from))"
  }
}
