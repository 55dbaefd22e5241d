public import LatchkeyBase

/// Where the second factor of an account stands.
public struct SecondFactorStatus: Message {
  /// Whether a device is enrolled.
  public var isEnrolled: Bool
  /// Since when.
  public var enrolledAt: Timestamp?
  /// Recovery codes that were not used yet.
  public var recoveryCodesLeft: Int
  /// Whether population or role demand a second factor.
  public var isRequired: Bool
  /// From when on sign-in goes no further without one.
  public var requiredFrom: Timestamp?
}
