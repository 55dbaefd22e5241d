public import LatchkeyBase

/// A new value for one setting.
public struct SettingChange: Message {
  /// Its name.
  public var name: String
  /// The new value as text. Absent: back to the profile's value.
  public var value: String?
  /// When it takes effect. Absent: now. Only policies can be announced.
  public var effectiveFrom: Timestamp?
}
