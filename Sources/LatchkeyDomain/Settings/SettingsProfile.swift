/// A set of values to start from.
public enum SettingsProfile: UInt8, CaseIterable, Hashable, Sendable {
  /// What the five source systems publish.
  case seeds = 1
  /// What NIST SP 800-63B-4 and OWASP ASVS 5 ask for, wherever a setting decides it.
  case nist = 2

  /// The word in requests and audit entries.
  public var name: String {
    switch self {
    case .seeds: "seeds"
    case .nist: "nist"
    }
  }

  /// The values of this profile over the facts of an installation.
  public func values(on host: DeskSettings) -> DeskSettings {
    guard self == .nist else { return host }
    var settings = host
    for setting in SettingTable.all {
      guard let text = setting.nist else { continue }
      do {
        try setting.set(text, in: &settings)
      } catch {
        preconditionFailure("A profile fits its table: \(error.field)")
      }
    }
    return settings
  }
}
