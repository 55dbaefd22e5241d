/// One account: a contact or an agent, with what it signs in with and whether it may.
///
/// A value. Every change of credential, e-mail or standing goes through a method here, and each of
/// them counts the epoch up: no way leads around it, so no older token or session survives (I2).
public struct Account: Hashable, Sendable {
  /// Which account.
  public let id: AccountID
  /// Contact or agent.
  public let population: Population
  /// The person's name.
  public var displayName: DisplayName
  /// The language for mails: a BCP 47 tag such as "en" or "de-AT".
  public var locale: String
  /// A name to sign in with beside the address.
  public private(set) var loginName: LoginName?
  /// Addresses, the primary one first.
  public private(set) var emails: [EmailAddress]
  /// A telephone number, as it was given.
  public var phone: String?
  /// What it signs in with.
  public private(set) var credential: Credential
  /// Whether it takes part.
  public private(set) var standing: Standing
  /// Whether sign-in is stopped.
  public private(set) var lock: Lock
  /// Counts changes of credential, e-mail and standing, from 1. Tokens and sessions carry it.
  public private(set) var epoch: Int64
  /// Counts changes of the addresses, from 1. Links carry it.
  public private(set) var emailVersion: Int64
  /// The roles of an agent, ascending. Contacts have none.
  public private(set) var roles: [RoleID]
  /// Whether this agent is the Account Administrator. Exactly one active agent is (I11).
  public private(set) var isAccountAdministrator: Bool
  /// When it was made.
  public let createdAt: Timestamp
  /// Grows by one with every stored change; callers send it back to detect concurrent changes.
  public var revision: Int64

  /// An account as the store holds it.
  public init(
    id: AccountID, population: Population, displayName: DisplayName, locale: String,
    loginName: LoginName?, emails: [EmailAddress], phone: String?, credential: Credential,
    standing: Standing, lock: Lock, epoch: Int64, emailVersion: Int64, roles: [RoleID],
    isAccountAdministrator: Bool, createdAt: Timestamp, revision: Int64
  ) {
    self.id = id
    self.population = population
    self.displayName = displayName
    self.locale = locale
    self.loginName = loginName
    self.emails = emails
    self.phone = phone
    self.credential = credential
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

  /// The label that people see at this moment.
  public func status(at now: Timestamp) -> AccountStatus {
    guard self.isEnabled else { return .deactivated }
    if self.lock.holds(at: now) { return .locked }
    switch self.credential {
    case .none: return self.population == .agent ? .pendingActivation : .notRegistered
    case .active: return .active
    case .mustChange: return .passwordChangeRequired
    case .temporary(_, let temporary):
      guard now < temporary.expiresAt else { return .passwordExpired }
      return temporary.origin == .generated ? .forcePasswordReset : .passwordChangeRequired
    }
  }
}

// Changes. Each says which transition of the model it is.
extension Account {
  /// T6, T8, T14, T15: the password is this one from now on, and an automatic lock is lifted (D11).
  public mutating func setPassword(_ hash: PasswordHash) {
    self.credential = .active(hash)
    self.liftAutomaticLock()
    self.epoch += 1
  }

  /// T8, T9: the next sign-in with this password leads to the choice of another.
  public mutating func setTemporaryPassword(_ hash: PasswordHash, _ facts: TemporaryPassword) {
    self.credential = .temporary(hash, facts)
    self.liftAutomaticLock()
    self.epoch += 1
  }

  /// T10: the same password under newer hashing parameters. Not a change: nothing dies.
  public mutating func upgradeHash(_ hash: PasswordHash) {
    switch self.credential {
    case .none: break
    case .active: self.credential = .active(hash)
    case .temporary(_, let facts): self.credential = .temporary(hash, facts)
    case .mustChange(_, let cause): self.credential = .mustChange(hash, cause)
    }
  }

  /// T16: asks for another password at the next sign-in. Says whether anything changed.
  ///
  /// A temporary password asks for it already; without a password there is nothing to change.
  public mutating func requirePasswordChange(_ cause: PasswordChangeCause) -> Bool {
    switch self.credential {
    case .active(let hash), .mustChange(let hash, _):
      self.credential = .mustChange(hash, cause)
      if cause == .compromised { self.epoch += 1 }
      return true
    case .none, .temporary:
      return false
    }
  }

  /// T17: other addresses. Links that went to the old ones are dead.
  public mutating func changeEmails(_ emails: [EmailAddress]) {
    self.emails = emails
    self.emailVersion += 1
    self.epoch += 1
  }

  /// Another login name, or none.
  public mutating func changeLoginName(_ name: LoginName?) {
    self.loginName = name
  }

  /// T18: puts the account aside.
  public mutating func deactivate(by actor: AccountID?, at now: Timestamp, reason: String) {
    self.standing = .deactivated(by: actor, at: now, reason: reason)
    self.epoch += 1
  }

  /// T18: takes the account back in, without a password: its owner is invited again.
  ///
  /// A lock that a person closed stays: opening it asks for a permission of its own (I10).
  public mutating func reactivate() {
    self.standing = .enabled
    self.credential = .none
    self.liftAutomaticLock()
    self.epoch += 1
  }

  /// T18: a person stops sign-in.
  public mutating func lock(by actor: AccountID?, at now: Timestamp, reason: String) {
    self.lock = .administrative(by: actor, at: now, reason: reason)
    self.epoch += 1
  }

  /// T18: a person opens any lock.
  public mutating func unlock() {
    self.lock = .none
    self.epoch += 1
  }

  /// Too many wrong passwords. No epoch: an anonymous event must not end sessions or kill links
  /// (I13), else anybody could sign anybody out.
  public mutating func lockAutomatically(until: Timestamp) {
    if case .administrative = self.lock { return }
    self.lock = .automatic(until: until)
  }

  /// T19: other roles. Effective at the next call, since permissions are read at every call.
  public mutating func setRoles(_ roles: some Sequence<RoleID>) {
    self.roles = Set(roles).sorted()
  }

  /// T19: takes or gives up the office.
  public mutating func setAccountAdministrator(_ holdsOffice: Bool) {
    self.isAccountAdministrator = holdsOffice
  }

  private mutating func liftAutomaticLock() {
    if case .automatic = self.lock { self.lock = .none }
  }
}
