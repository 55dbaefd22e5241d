public import LatchkeyDomain

/// One setting as it stands.
public struct SettingState: Sendable {
  /// Which setting.
  public let setting: Setting
  /// The value in force.
  public let value: String
  /// The profile's value.
  public let profileValue: String
  /// Where the value in force is weaker than the standards ask.
  public let deviations: [String]
  /// What was announced for later; nil when nothing is.
  public let announced: StoredSettings.Announcement?
}

/// All settings as they stand.
public struct SettingsState: Sendable {
  /// Each setting, by name.
  public let settings: [SettingState]
  /// Where values come from that were not changed.
  public let profile: SettingsProfile
  /// Names this state.
  public let etag: String
}
