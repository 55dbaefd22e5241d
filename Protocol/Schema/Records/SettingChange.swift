public import LatchkeyBase

/// A new value for one setting.
public struct SettingChange: Message {
  /// Its name.
  public var name: String
  /// The new value as text. Absent: back to the profile's value.
  public var value: String?
  /// When it takes effect. Absent: now. Only policies can be announced.
  public var effectiveFrom: Timestamp?

  enum CodingKeys: Int, CodingKey {
    case name = 1
    case value = 2
    case effectiveFrom = 3
  }

  /// All fields, in the order of their keys.
  public init(name: String, value: String? = nil, effectiveFrom: Timestamp? = nil) {
    self.name = name
    self.value = value
    self.effectiveFrom = effectiveFrom
  }
}
