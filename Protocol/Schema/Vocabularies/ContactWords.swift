/// What the button for a temporary password says.
public struct TemporaryPasswordAction: Vocabulary {
  /// The contact has credentials.
  public static let setTemporaryPassword = Self(rawValue: "Set Temporary Password")
  /// The contact has none yet; the same call makes them.
  public static let createUserAndSetTemporaryPassword = Self(
    rawValue: "Create User and Set Temporary Password")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Where the password of an account lives.
public struct AuthenticationSource: Vocabulary {
  /// Here.
  public static let local = Self(rawValue: "local")
  /// In another system: passwords cannot be set or changed here.
  public static let external = Self(rawValue: "external")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// What became of a requester.
public struct ProvisionOutcome: Vocabulary {
  /// A contact was made.
  public static let created = Self(rawValue: "created")
  /// The contact was there.
  public static let existing = Self(rawValue: "existing")
  /// The address is an agent's: nobody was added.
  public static let agent = Self(rawValue: "agent")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// What became of a row of an import.
public struct ImportOutcome: Vocabulary {
  /// A contact was made.
  public static let created = Self(rawValue: "created")
  /// A contact with the address or login name was there and stays as it is.
  public static let existing = Self(rawValue: "existing")
  /// Nothing was done; the result says why.
  public static let refused = Self(rawValue: "refused")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Why a link is not mailed, in the order in which reasons are told.
public struct LinkFallbackReason: Vocabulary {
  /// There is no transport for mail.
  public static let mailServerNotConfigured = Self(rawValue: "MAIL_SERVER_NOT_CONFIGURED")
  /// The contact has no address.
  public static let noPrimaryEmail = Self(rawValue: "NO_PRIMARY_EMAIL")
  /// Another contact has the same primary address.
  public static let emailNotUnique = Self(rawValue: "EMAIL_NOT_UNIQUE")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Which contacts a list shows.
public struct ContactFilter: Vocabulary {
  /// Every contact that is neither merged nor erased.
  public static let all = Self(rawValue: "all")
  /// Those who have a password.
  public static let registered = Self(rawValue: "registered")
  /// Those who have none.
  public static let notRegistered = Self(rawValue: "not_registered")
  /// Those with a temporary password that was not used yet.
  public static let forced = Self(rawValue: "force_password_reset")
  /// Those whose sign-in is locked.
  public static let locked = Self(rawValue: "locked")
  /// Those who are put aside.
  public static let deactivated = Self(rawValue: "deactivated")
  /// Those whose primary address another contact has too.
  public static let shared = Self(rawValue: "shared_email")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
