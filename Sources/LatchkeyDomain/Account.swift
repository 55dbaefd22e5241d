public import LatchkeyBase

/// One account: a contact or an agent, with what it signs in with and whether it may.
///
/// A value. Every change of credential, e-mail or standing goes through a method, and each of
/// them counts the epoch up: no way leads around it, so no older token or session survives.
public struct Account: Hashable, Sendable {
  /// Where a password lives.
  public enum AuthenticationSource: UInt8, CaseIterable, Hashable, Sendable {
    /// Here.
    case local = 1
    /// In another system: no password is kept, set or changed here.
    case external = 2
  }

  /// What the button for a temporary password says.
  public enum TemporaryPasswordAction: String, CaseIterable, Hashable, Sendable {
    /// There are credentials.
    case setTemporaryPassword = "Set Temporary Password"
    /// There are none; the same call makes them.
    case createUserAndSetTemporaryPassword = "Create User and Set Temporary Password"
  }

  /// Which account.
  public let id: AccountID
  /// Contact or agent. Never changes.
  public let population: Population
  /// The person's name.
  public var displayName: DisplayName
  /// The language for mails: a BCP 47 tag such as "en" or "de-AT".
  public var locale: String
  /// A name to sign in with, in addition to the address.
  public internal(set) var loginName: LoginName?
  /// Addresses, the primary one first. Contacts may have none, and may share them.
  public internal(set) var emails: [EmailAddress]
  /// An address that waits for its confirmation. It identifies no account and gets no other link.
  public internal(set) var pendingEmail: EmailAddress?
  /// A telephone number. One that several accounts have identifies none of them.
  public internal(set) var phone: PhoneNumber?
  /// Where the password lives.
  public internal(set) var authenticationSource: AuthenticationSource
  /// What it signs in with.
  public internal(set) var credential: Credential
  /// Whether a code of a device is asked for as well.
  public internal(set) var hasSecondFactor: Bool
  /// Whether another person than the owner chose the password in force.
  public internal(set) var isPasswordKnownToOthers: Bool
  /// When a contact without a password was sent an activation last; nil when never.
  public internal(set) var invitedAt: Timestamp?
  /// Whether it takes part.
  public internal(set) var standing: Standing
  /// Whether sign-in is stopped.
  public internal(set) var lock: Lock
  /// Counts changes of credential, e-mail and standing, from 1. Tokens and sessions carry it.
  public internal(set) var epoch: Int64
  /// Counts changes of the addresses, the pending one included, from 1. Links carry it.
  public internal(set) var emailVersion: Int64
  /// The roles of an agent, ascending. Contacts have none.
  public internal(set) var roles: [RoleID]
  /// Whether this agent is the Account Administrator. Exactly one active agent is.
  public internal(set) var isAccountAdministrator: Bool
  /// When it was made.
  public let createdAt: Timestamp
  /// Grows by one with every stored change; callers send it back to detect concurrent changes.
  public var revision: Int64

  /// An account as the store holds it.
  public init(
    id: AccountID, population: Population, displayName: DisplayName, locale: String,
    loginName: LoginName?, emails: [EmailAddress], pendingEmail: EmailAddress? = nil,
    phone: PhoneNumber?, authenticationSource: AuthenticationSource = .local,
    credential: Credential, hasSecondFactor: Bool = false, isPasswordKnownToOthers: Bool = false,
    invitedAt: Timestamp? = nil, standing: Standing, lock: Lock, epoch: Int64, emailVersion: Int64,
    roles: [RoleID], isAccountAdministrator: Bool, createdAt: Timestamp, revision: Int64
  ) {
    self.id = id
    self.population = population
    self.displayName = displayName
    self.locale = locale
    self.loginName = loginName
    self.emails = emails
    self.pendingEmail = pendingEmail
    self.phone = phone
    self.authenticationSource = authenticationSource
    self.credential = credential
    self.hasSecondFactor = hasSecondFactor
    self.isPasswordKnownToOthers = isPasswordKnownToOthers
    self.invitedAt = invitedAt
    self.standing = standing
    self.lock = lock
    self.epoch = epoch
    self.emailVersion = emailVersion
    self.roles = roles
    self.isAccountAdministrator = isAccountAdministrator
    self.createdAt = createdAt
    self.revision = revision
  }

  /// The address that links and notices go to.
  public var primaryEmail: EmailAddress? { self.emails.first }

  /// Whether it takes part.
  public var isEnabled: Bool { self.standing == .enabled }

  /// Whether the person has anything to say who they are with.
  public var hasSignInIdentifier: Bool {
    !self.emails.isEmpty || self.loginName != nil || self.phone != nil
  }

  /// What the button for a temporary password says.
  public var temporaryPasswordAction: TemporaryPasswordAction {
    self.credential == .none ? .createUserAndSetTemporaryPassword : .setTemporaryPassword
  }

  /// The label that people see at this time.
  public func status(at now: Timestamp) -> AccountStatus {
    guard self.isEnabled else { return .deactivated }
    if self.lock.holds(at: now) { return .locked }
    switch self.credential {
    case .none:
      return self.population == .agent || self.invitedAt != nil
        ? .pendingActivation : .notRegistered
    case .active: return .active
    case .mustChange: return .passwordChangeRequired
    case .temporary(_, let temporary):
      guard now < temporary.expiresAt else { return .passwordExpired }
      return temporary.origin == .generated ? .forcePasswordReset : .passwordChangeRequired
    }
  }
}
