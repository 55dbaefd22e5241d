/// What the value of a setting looks like.
public struct SettingKind: Vocabulary {
  /// `true` or `false`.
  public static let flag = Self(rawValue: "flag")
  /// A whole number.
  public static let number = Self(rawValue: "number")
  /// A number with a unit: `90s`, `15m`, `48h`, `7d`.
  public static let duration = Self(rawValue: "duration")
  /// Free text.
  public static let text = Self(rawValue: "text")
  /// One of the words that are named.
  public static let word = Self(rawValue: "word")
  /// Words or numbers with commas.
  public static let list = Self(rawValue: "list")
  /// A date and time: `2026-11-22T10:30:00Z`.
  public static let time = Self(rawValue: "time")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// A set of values to start from.
public struct SettingProfile: Vocabulary {
  /// The values that the five source systems describe.
  public static let seeds = Self(rawValue: "seeds")
  /// The values that NIST SP 800-63B-4 and OWASP ASVS 5 ask for.
  public static let nist = Self(rawValue: "nist")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
