/// The one label that sums up an account for people.
public struct StatusLabel: Vocabulary {
  /// There is no credential and never was.
  public static let notRegistered = Self(rawValue: "Not registered")
  /// An invitation is out.
  public static let pendingActivation = Self(rawValue: "Pending activation")
  /// The password is the own one and in force.
  public static let active = Self(rawValue: "Active")
  /// The next sign-in demands a new password.
  public static let passwordChangeRequired = Self(rawValue: "Password change required")
  /// A temporary password is out; the old one is dead.
  public static let forcePasswordReset = Self(rawValue: "Force Password Reset")
  /// The one-time or temporary password was not used in time.
  public static let passwordExpired = Self(rawValue: "Password expired")
  /// Sign-in is locked.
  public static let locked = Self(rawValue: "Locked")
  /// Sign-in is off.
  public static let deactivated = Self(rawValue: "Deactivated")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
