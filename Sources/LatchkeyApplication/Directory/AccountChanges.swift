import LatchkeyBase
public import LatchkeyDomain

/// What becomes of a login name.
public enum LoginNameChange: Sendable {
  /// There is none any more.
  case remove
  /// It is this one.
  case set(LoginName)

  /// The login name afterwards.
  var name: LoginName? {
    switch self {
    case .remove: nil
    case .set(let name): name
    }
  }
}

/// What becomes of a telephone number.
public enum PhoneChange: Sendable {
  /// There is none any more.
  case remove
  /// It is this one.
  case set(PhoneNumber)

  /// The number afterwards.
  var number: PhoneNumber? {
    switch self {
    case .remove: nil
    case .set(let number): number
    }
  }
}

/// What is to be changed on an agent; nil leaves a field as it is.
public struct AgentChanges: Sendable {
  /// The name.
  public var displayName: DisplayName?
  /// The addresses, the primary one first. At least one.
  public var emails: [EmailAddress]?
  /// A name to sign in with.
  public var loginName: LoginNameChange?
  /// A telephone number.
  public var phone: PhoneChange?
  /// The language for mails.
  public var locale: String?
  /// The revision that the caller has seen; another one in the store is a conflict.
  public var revision: Int64?

  /// No changes.
  public init() {}
}

/// What is to be changed on a contact; nil leaves a field as it is.
public struct ContactChanges: Sendable {
  /// The name.
  public var displayName: DisplayName?
  /// The addresses, the primary one first. May be empty.
  public var emails: [EmailAddress]?
  /// A name to sign in with.
  public var loginName: LoginNameChange?
  /// A telephone number.
  public var phone: PhoneChange?
  /// The language for mails.
  public var locale: String?
  /// Where the password lives.
  public var source: Account.AuthenticationSource?
  /// The revision that the caller has seen; another one in the store is a conflict.
  public var revision: Int64?

  /// No changes.
  public init() {}
}

extension Account {
  /// Takes over the fields that every change of a profile may name.
  ///
  /// - Returns: The names of the fields that are otherwise now.
  mutating func take(
    displayName: DisplayName?, loginName: LoginNameChange?, phone: PhoneChange?, locale: String?
  ) -> [String] {
    var changed: [String] = []
    if let displayName, displayName != self.displayName {
      self.displayName = displayName
      changed.append("displayName")
    }
    if let loginName, loginName.name != self.loginName {
      self.changeLoginName(loginName.name)
      changed.append("loginName")
    }
    if let phone, phone.number != self.phone {
      self.changePhone(phone.number)
      changed.append("phone")
    }
    if let locale, locale != self.locale {
      self.locale = locale
      changed.append("locale")
    }
    return changed
  }
}
