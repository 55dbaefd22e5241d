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

  enum CodingKeys: Int, CodingKey {
    case isEnrolled = 1
    case enrolledAt = 2
    case recoveryCodesLeft = 3
    case isRequired = 4
    case requiredFrom = 5
  }

  /// All fields, in the order of their keys.
  public init(
    isEnrolled: Bool, enrolledAt: Timestamp? = nil, recoveryCodesLeft: Int, isRequired: Bool,
    requiredFrom: Timestamp? = nil
  ) {
    self.isEnrolled = isEnrolled
    self.enrolledAt = enrolledAt
    self.recoveryCodesLeft = recoveryCodesLeft
    self.isRequired = isRequired
    self.requiredFrom = requiredFrom
  }
}
