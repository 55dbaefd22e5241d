/// A rule for passwords that a candidate breaks.
public struct PasswordViolation: Vocabulary {
  /// Fewer characters than the policy asks for.
  public static let tooShort = Self(rawValue: "TOO_SHORT")
  /// More characters than the policy takes.
  public static let tooLong = Self(rawValue: "TOO_LONG")
  /// No upper-case letter.
  public static let noUppercase = Self(rawValue: "NO_UPPERCASE")
  /// No digit.
  public static let noDigit = Self(rawValue: "NO_DIGIT")
  /// Only letters and digits.
  public static let noSpecial = Self(rawValue: "NO_SPECIAL")
  /// On the list of common passwords, also after the usual additions.
  public static let commonPassword = Self(rawValue: "COMMON_PASSWORD")
  /// Known from a breach.
  public static let breachedPassword = Self(rawValue: "BREACHED_PASSWORD")
  /// Holds a part of the own name.
  public static let containsName = Self(rawValue: "CONTAINS_NAME")
  /// Holds the local part of an own address.
  public static let containsEmail = Self(rawValue: "CONTAINS_EMAIL")
  /// Holds the login name.
  public static let containsLoginName = Self(rawValue: "CONTAINS_LOGIN_NAME")
  /// Is the password in force.
  public static let sameAsCurrent = Self(rawValue: "SAME_AS_CURRENT")
  /// Is the temporary or one-time password.
  public static let sameAsTemporary = Self(rawValue: "SAME_AS_TEMPORARY")
  /// Was a password of this account before.
  public static let reused = Self(rawValue: "REUSED")
  /// Holds characters that are not accepted.
  public static let invalidCharacters = Self(rawValue: "INVALID_CHARACTERS")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
