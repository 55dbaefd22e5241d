public import LatchkeyBase

// Changes of credential, identifiers and standing. Each says which transition of the model it is.
extension Account {
  /// The password is this one from now on, and an automatic lock is lifted.
  ///
  /// - Parameters:
  ///   - hash: Of the password.
  ///   - isKnownToOthers: Whether another person than the owner chose it.
  public mutating func setPassword(_ hash: PasswordHash, isKnownToOthers: Bool = false) {
    self.credential = .active(hash)
    self.isPasswordKnownToOthers = isKnownToOthers
    self.liftAutomaticLock()
    self.forgetPendingEmail()
    self.epoch += 1
  }

  /// The next sign-in with this password leads to the choice of another.
  public mutating func setTemporaryPassword(_ hash: PasswordHash, _ facts: TemporaryPassword) {
    self.credential = .temporary(hash, facts)
    self.isPasswordKnownToOthers = true
    self.liftAutomaticLock()
    self.forgetPendingEmail()
    self.epoch += 1
  }

  /// The same password under newer hashing parameters. Not a change: nothing dies.
  public mutating func upgradeHash(_ hash: PasswordHash) {
    switch self.credential {
    case .none: break
    case .active: self.credential = .active(hash)
    case .temporary(_, let facts): self.credential = .temporary(hash, facts)
    case .mustChange(_, let cause): self.credential = .mustChange(hash, cause)
    }
  }

  /// Asks for another password at the next sign-in. Says whether anything changed.
  ///
  /// A temporary password asks for it already; without a password there is nothing to change.
  public mutating func requirePasswordChange(_ cause: PasswordChangeCause) -> Bool {
    switch self.credential {
    case .active(let hash), .mustChange(let hash, _):
      self.credential = .mustChange(hash, cause)
      if cause == .compromised {
        self.forgetPendingEmail()
        self.epoch += 1
      }
      return true
    case .none, .temporary:
      return false
    }
  }

  /// A device was shown to make the right codes: from now on they are asked for. Sessions and links
  /// of before came about without them, and are dead.
  public mutating func addSecondFactor() {
    self.hasSecondFactor = true
    self.forgetPendingEmail()
    self.epoch += 1
  }

  /// The device is asked for no longer.
  ///
  /// - Parameter policy: The population's. Where it lets a password be shorter with a device, it is not
  ///   known how long this one is: the next sign-in asks for another.
  public mutating func removeSecondFactor(under policy: PasswordPolicy) {
    self.hasSecondFactor = false
    if policy.minimumLengthWithSecondFactor < policy.minimumLength {
      _ = self.requirePasswordChange(.expiredByPolicy)
    }
    self.forgetPendingEmail()
    self.epoch += 1
  }

  /// An activation is on its way. Not a change of the credential: nothing dies.
  public mutating func invite(at now: Timestamp) {
    self.invitedAt = now
  }

  /// Other addresses. Links that went to the old ones are dead.
  public mutating func changeEmails(_ emails: [EmailAddress]) {
    self.emails = emails
    self.pendingEmail = nil
    self.emailVersion += 1
    self.epoch += 1
  }

  /// The owner gives another address, which waits for its confirmation.
  ///
  /// Links that are out are dead, so that one to an address given before confirms nothing. Sessions
  /// go on: nothing that they were opened with has changed.
  public mutating func propose(_ address: EmailAddress) {
    self.pendingEmail = address
    self.emailVersion += 1
  }

  /// The address that waited takes the place of the primary one. False when none waited.
  public mutating func confirmPendingEmail() -> Bool {
    guard let address = self.pendingEmail else { return false }
    let others = self.emails.dropFirst().filter { $0.canonical != address.canonical }
    self.changeEmails([address] + others)
    return true
  }

  /// Another login name, or none.
  public mutating func changeLoginName(_ name: LoginName?) {
    self.loginName = name
  }

  /// Another telephone number, or none.
  public mutating func changePhone(_ phone: PhoneNumber?) {
    self.phone = phone
  }

  /// Where the password lives from now on. One that was kept here is gone: a hash that no one signs
  /// in with only waits to be stolen.
  public mutating func changeAuthenticationSource(_ source: AuthenticationSource) {
    guard source != self.authenticationSource else { return }
    self.authenticationSource = source
    self.removeCredential()
    self.hasSecondFactor = false
    self.epoch += 1
  }

  /// Puts the account aside.
  public mutating func deactivate(by actor: AccountID?, at now: Timestamp, reason: String) {
    self.standing = .deactivated(by: actor, at: now, reason: reason)
    self.forgetPendingEmail()
    self.epoch += 1
  }

  /// Takes the account back in, without a password: its owner is invited again.
  ///
  /// A lock that a person closed stays: opening it asks for a permission of its own.
  public mutating func reactivate() {
    precondition(!self.standing.isTerminal, "Nothing comes back from being merged or erased.")
    self.standing = .enabled
    self.removeCredential()
    self.liftAutomaticLock()
    self.epoch += 1
  }

  /// A person stops sign-in.
  public mutating func lock(by actor: AccountID?, at now: Timestamp, reason: String) {
    self.lock = .administrative(by: actor, at: now, reason: reason)
    self.forgetPendingEmail()
    self.epoch += 1
  }

  /// A person opens any lock.
  public mutating func unlock() {
    self.lock = .none
    self.epoch += 1
  }

  /// Too many wrong passwords. No epoch: an anonymous event must not end sessions or kill links,
  /// else every stranger could sign any person out.
  public mutating func lockAutomatically(until: Timestamp) {
    if case .administrative = self.lock { return }
    self.lock = .automatic(until: until)
  }

  /// Other roles. Effective at the next call, since permissions are read at every call.
  public mutating func setRoles(_ roles: some Sequence<RoleID>) {
    self.roles = Set(roles).sorted()
  }

  /// Takes or gives up the role of Account Administrator. What opened the account before opens it no longer: a session
  /// or link that another person got hold of must not become one of the Account Administrator.
  public mutating func setAccountAdministrator(_ holdsRole: Bool) {
    self.isAccountAdministrator = holdsRole
    self.forgetPendingEmail()
    self.epoch += 1
  }

  private mutating func liftAutomaticLock() {
    if case .automatic = self.lock { self.lock = .none }
  }

  private mutating func removeCredential() {
    self.credential = .none
    self.isPasswordKnownToOthers = false
    self.invitedAt = nil
    self.forgetPendingEmail()
  }

  /// The link that would confirm it dies with the epoch.
  private mutating func forgetPendingEmail() {
    self.pendingEmail = nil
  }
}

// The ends of a contact.
extension Account {
  /// Addresses of one account at most.
  public static let emailsMax = 10

  /// Takes over the identifiers of a duplicate that goes; its own come first, and its own
  /// password stays. Addresses beyond ``emailsMax`` are dropped.
  public mutating func absorb(_ duplicate: Account) {
    var emails = self.emails
    for email in duplicate.emails
    where emails.count < Self.emailsMax
      && !emails.contains(where: { $0.canonical == email.canonical })
    {
      emails.append(email)
    }
    self.loginName = self.loginName ?? duplicate.loginName
    self.phone = self.phone ?? duplicate.phone
    self.changeEmails(emails)
  }

  /// Goes up in another contact. Nothing personal is left: what is worth keeping is there.
  public mutating func merge(into other: AccountID, at now: Timestamp) {
    self.removeEverythingPersonal(name: "Merged contact \(self.id.rawValue)")
    self.standing = .merged(into: other, at: now)
  }

  /// An agent goes, and a contact takes over the address. The name stays: the audit shows it.
  public mutating func leave(for contact: AccountID, at now: Timestamp) {
    self.loginName = nil
    self.phone = nil
    self.roles = []
    self.removeCredential()
    self.hasSecondFactor = false
    self.lock = .none
    self.changeEmails([])
    self.standing = .merged(into: contact, at: now)
  }

  /// Everything personal is removed for good; the number stays as a pseudonym.
  public mutating func erase(at now: Timestamp) {
    self.removeEverythingPersonal(name: "Erased contact \(self.id.rawValue)")
    self.standing = .erased(at: now)
  }

  private mutating func removeEverythingPersonal(name: String) {
    self.displayName = DisplayName(stored: name)
    self.locale = "en"
    self.loginName = nil
    self.phone = nil
    self.removeCredential()
    self.hasSecondFactor = false
    self.lock = .none
    self.changeEmails([])
  }
}
