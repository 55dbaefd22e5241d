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

  enum CodingKeys: Int, CodingKey {
    case name = 1
    case kind = 2
    case value = 3
    case defaultValue = 4
    case isChanged = 5
    case summary = 6
    case allowed = 7
    case source = 8
    case deviations = 9
    case effectiveFrom = 10
    case announcedValue = 11
    case needs = 12
  }

  /// All fields, in the order of their keys.
  public init(
    name: String, kind: SettingKind, value: String, defaultValue: String, isChanged: Bool,
    summary: String, allowed: String, source: String? = nil, deviations: [String],
    effectiveFrom: Timestamp? = nil, announcedValue: String? = nil, needs: PermissionName
  ) {
    self.name = name
    self.kind = kind
    self.value = value
    self.defaultValue = defaultValue
    self.isChanged = isChanged
    self.summary = summary
    self.allowed = allowed
    self.source = source
    self.deviations = deviations
    self.effectiveFrom = effectiveFrom
    self.announcedValue = announcedValue
    self.needs = needs
  }
}
