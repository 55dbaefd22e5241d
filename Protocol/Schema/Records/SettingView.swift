public import LatchkeyBase

/// One setting as it stands.
public struct SettingView: Message {
  /// Its name, for instance `links.contact_self_reset`.
  public var name: String
  /// What its value looks like.
  public var kind: SettingKind
  /// The value in force, as text: `15m`, `true`, `8`, a word or a list with commas.
  public var value: String
  /// The value of the profile in force.
  public var defaultValue: String
  /// Whether the value differs from the profile's.
  public var isChanged: Bool
  /// What it decides, in a sentence.
  public var summary: String
  /// What values are accepted, in words.
  public var allowed: String
  /// The behaviour, decision or standard that the default comes from.
  public var source: String?
  /// Where the value in force is weaker than NIST SP 800-63B-4 or OWASP ASVS 5 ask, with the
  /// clause.
  public var deviations: [String]
  /// When a value that was announced takes effect.
  public var effectiveFrom: Timestamp?
  /// The value that takes effect then.
  public var announcedValue: String?
  /// The permission that changes it.
  public var needs: PermissionName
}
