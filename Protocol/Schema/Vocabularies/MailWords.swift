/// How far a queued message got.
public struct MailState: Vocabulary {
  /// Waits for its turn.
  public static let queued = Self(rawValue: "queued")
  /// Is being sent.
  public static let leased = Self(rawValue: "leased")
  /// The transport took it.
  public static let delivered = Self(rawValue: "delivered")
  /// A try failed, and another follows.
  public static let deferred = Self(rawValue: "deferred")
  /// Given up.
  public static let failed = Self(rawValue: "failed")
  /// What it tells of is no longer so.
  public static let obsolete = Self(rawValue: "obsolete")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// What a message is for.
public struct MailKind: Vocabulary {
  /// Holds a link to set a new password.
  public static let resetLink = Self(rawValue: "reset_link")
  /// Holds a link to set the first password.
  public static let invitation = Self(rawValue: "invitation")
  /// Holds a link to confirm a new address.
  public static let emailConfirmation = Self(rawValue: "email_confirmation")
  /// Tells that the password was changed.
  public static let passwordChangedNotice = Self(rawValue: "password_changed_notice")
  /// Tells that the address was changed.
  public static let emailChangedNotice = Self(rawValue: "email_changed_notice")
  /// Tells of something else about the account.
  public static let accountNotice = Self(rawValue: "account_notice")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
