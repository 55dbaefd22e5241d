/// What a link is for.
public struct LinkKind: Vocabulary {
  /// To set a new password.
  public static let passwordReset = Self(rawValue: "password_reset")
  /// To set the first password.
  public static let activation = Self(rawValue: "activation")
  /// To confirm a new address.
  public static let emailChange = Self(rawValue: "email_change")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// How a link reaches its person.
public struct LinkDelivery: Vocabulary {
  /// By mail.
  public static let email = Self(rawValue: "email")
  /// Shown once to the administrator, to hand it over.
  public static let displayToAdministrator = Self(rawValue: "display_to_administrator")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
