public import LatchkeyBase
public import LatchkeyDomain

/// An account that is about to be stored.
public struct NewAccount: Sendable {
  /// Contact or agent.
  public var population: Population
  /// The person's name.
  public var displayName: DisplayName
  /// The language for mails.
  public var locale: String
  /// A name to sign in with.
  public var loginName: LoginName?
  /// Addresses, the primary one first.
  public var emails: [EmailAddress]
  /// A telephone number.
  public var phone: PhoneNumber?
  /// Where its password lives.
  public var authenticationSource: Account.AuthenticationSource
  /// What it signs in with at first.
  public var credential: Credential
  /// When an activation was sent to it; nil when none is.
  public var invitedAt: Timestamp?
  /// The roles of an agent.
  public var roles: [RoleID]
  /// Whether it is the Account Administrator.
  public var isAccountAdministrator: Bool
  /// Now.
  public var createdAt: Timestamp

  /// An enabled account with epoch 1 and no lock.
  public init(
    population: Population, displayName: DisplayName, locale: String, loginName: LoginName?,
    emails: [EmailAddress], phone: PhoneNumber?,
    authenticationSource: Account.AuthenticationSource = .local, credential: Credential,
    invitedAt: Timestamp? = nil, roles: [RoleID], isAccountAdministrator: Bool,
    createdAt: Timestamp
  ) {
    self.population = population
    self.displayName = displayName
    self.locale = locale
    self.loginName = loginName
    self.emails = emails
    self.phone = phone
    self.authenticationSource = authenticationSource
    self.credential = credential
    self.invitedAt = invitedAt
    self.roles = roles
    self.isAccountAdministrator = isAccountAdministrator
    self.createdAt = createdAt
  }
}
