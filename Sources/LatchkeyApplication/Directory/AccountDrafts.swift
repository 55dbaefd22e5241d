public import LatchkeyDomain

/// A contact to be created.
public struct ContactDraft: Sendable {
  /// The name.
  public var displayName: DisplayName
  /// Addresses, the primary one first. May be empty.
  public var emails: [EmailAddress]
  /// A name to sign in with.
  public var loginName: LoginName?
  /// A telephone number.
  public var phone: PhoneNumber?
  /// The language for mails.
  public var locale: String
  /// Where its password lives.
  public var source: Account.AuthenticationSource

  /// A draft.
  public init(
    displayName: DisplayName, emails: [EmailAddress], loginName: LoginName? = nil,
    phone: PhoneNumber? = nil, locale: String = "en", source: Account.AuthenticationSource = .local
  ) {
    self.displayName = displayName
    self.emails = emails
    self.loginName = loginName
    self.phone = phone
    self.locale = locale
    self.source = source
  }
}

/// An agent to be created.
public struct AgentDraft: Sendable {
  /// The name.
  public var displayName: DisplayName
  /// The address that links and notices go to.
  public var email: EmailAddress
  /// A name to sign in with.
  public var loginName: LoginName?
  /// A telephone number.
  public var phone: PhoneNumber?
  /// The language for mails.
  public var locale: String
  /// The roles.
  public var roles: [RoleID]

  /// A draft.
  public init(
    displayName: DisplayName, email: EmailAddress, loginName: LoginName?, phone: PhoneNumber?,
    locale: String, roles: [RoleID]
  ) {
    self.displayName = displayName
    self.email = email
    self.loginName = loginName
    self.phone = phone
    self.locale = locale
    self.roles = roles
  }
}
