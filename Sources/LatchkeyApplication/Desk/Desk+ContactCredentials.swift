import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// What issuing a temporary password would do.
public struct TemporaryPasswordPreview: Sendable {
  /// The contact as it is.
  public let account: Account
  /// When this was read: the status label depends on it.
  public let at: Timestamp
  /// Sessions that would end, as far as they are counted: ``sessionsMax`` at most.
  public let sessionsToEnd: Int
  /// What the contact may sign in by, with most of it hidden. Never empty.
  public let maskedIdentifiers: [String]
  /// How long the temporary password would be usable.
  public let lifetime: Lifetime

  /// Sessions that a preview counts at most.
  public static let sessionsMax = 1_000
}

/// A temporary password that was just made. Nobody can look it up again (S4.8, S4.9).
public struct IssuedTemporaryPassword: Sendable {
  /// The password. Given out once.
  public let password: SecretBytes
  /// When it ends (D7).
  public let expiresAt: Timestamp
  /// The contact as it is now.
  public let account: Account
  /// What was done.
  public let action: Account.TemporaryPasswordAction
}

extension Desk {
  /// S0.8, S0.9: sets a contact's password on its behalf. It may sign in with it at once (S0.11).
  ///
  /// While a temporary password is out this takes its place (D6). Nobody is told (S0.19), unless the
  /// setting says so (D2). Whether the new password equals the present one is not checked: staff must
  /// not learn that by trying.
  /// - Returns: The contact as it is now.
  public func setContactPassword(
    _ call: Call, of contact: AccountSelector, password: SecretBytes
  ) async throws -> Account {
    let entrance = Entrance(
      method: .contactsSetPassword, action: .contactPasswordSet, target: .account(contact))
    let target = try await self.reading(entrance, call) { grant, transaction in
      let target = try transaction.targetAccount(of: grant)
      try target.requirePasswordMayBeSet(under: self.settings)
      return target
    }
    let rules = self.passwordRules(for: target)
    let violations = await self.violations(
      of: password, for: PasswordPolicy.Person(target), in: target.population)
    guard violations.isEmpty else { throw Refusal(violations: violations) }

    let hash = try await self.hash(password)
    let now = self.clock.now()
    let account = try await self.changing(entrance, call) { grant, transaction in
      var account = try transaction.targetAccount(of: grant)
      let settings = try self.settings(in: transaction, at: now)
      try account.requirePasswordMayBeSet(under: settings)
      try self.require(rules, for: account, in: transaction, at: now)
      let supersedes = account.isForcedToReset
      account.setPassword(hash, isKnownToOthers: true)
      try transaction.update(account)
      try transaction.forgetAttempts(at: account)
      let ended = try transaction.deleteSessions(of: account.id, except: nil)
      if settings.notifiesContactsOfStaffPasswords {
        try self.notify(.passwordSetByStaff, account, in: transaction, at: now)
      }
      try self.record(
        self.done(
          .contactPasswordSet, grant, at: now,
          details: [
            "actor_knows_password": "true", "sessions_ended": "\(ended)",
            "temporary_password_superseded": "\(supersedes)",
          ]),
        of: call, in: transaction)
      return account
    }
    self.mailQueued()
    return account
  }

  /// S1.1: sends a contact a reset link, or shows it where no mail can go (S1.4 to S1.6). The present
  /// password works until it is used (S1.11).
  ///
  /// A contact without a password gets the same link: with it the first password is set, in the same
  /// 15 minutes. While a temporary password is out there is none (D5).
  public func sendContactResetLink(
    _ call: Call, to contact: AccountSelector
  ) async throws -> IssuedLink {
    let now = self.clock.now()
    let link = try await self.changing(
      Entrance(
        method: .contactsSendPasswordResetLink, action: .contactResetLinkSent,
        target: .account(contact)), call
    ) { grant, transaction in
      let account = try transaction.targetAccount(of: grant)
      try account.requireLocalAndEnabled()
      guard !account.isForcedToReset else { throw Refusal(.forcePasswordResetActive) }
      let link = try self.issueLink(.staffResetLink, to: account, in: transaction, at: now)
      try self.record(
        self.done(.contactResetLinkSent, grant, at: now, details: link.auditDetails),
        of: call, in: transaction)
      return link
    }
    if case .mailed = link { self.mailQueued() }
    return link
  }

  /// Says what issuing a temporary password would do, and refuses where issuing one would.
  public func previewTemporaryPassword(
    _ call: Call, for contact: AccountSelector
  ) async throws -> TemporaryPasswordPreview {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(
        method: .contactsPreviewTemporaryPassword, action: .temporaryPasswordPreviewed,
        target: .account(contact)), call
    ) { grant, transaction in
      let account = try transaction.targetAccount(of: grant)
      let identifiers = try self.requireTemporaryPasswordMayBeIssued(
        to: account, in: transaction, at: now)
      return TemporaryPasswordPreview(
        account: account, at: now,
        sessionsToEnd: try transaction.liveSessions(
          of: account, before: nil, limit: TemporaryPasswordPreview.sessionsMax, at: now
        ).count,
        maskedIdentifiers: identifiers.map(\.masked),
        lifetime: self.settings.temporaryPasswordLifetime)
    }
  }

  /// T9: makes a temporary password for a contact and shows it once (S4.6, S4.8). The old password,
  /// every session and every link are dead at once (S4.16 to S4.18), an earlier temporary password too
  /// (S4.20). A contact without credentials gets them by this (S4.4).
  ///
  /// - Parameters:
  ///   - call: The call.
  ///   - contact: Which contact.
  ///   - confirmed: Whether the member of staff was asked (S4.5).
  /// - Returns: The temporary password.
  /// - Throws: ``Refusal``, or what the store throws.
  public func issueTemporaryPassword(
    _ call: Call, for contact: AccountSelector, confirmed: Bool
  ) async throws -> IssuedTemporaryPassword {
    let entrance = Entrance(
      method: .contactsIssueTemporaryPassword, action: .temporaryPasswordIssued,
      target: .account(contact))
    let started = self.clock.now()
    let target = try await self.reading(entrance, call) { grant, transaction in
      let target = try transaction.targetAccount(of: grant)
      _ = try self.requireTemporaryPasswordMayBeIssued(to: target, in: transaction, at: started)
      return target
    }
    guard confirmed else { throw Refusal(.confirmationRequired) }
    let rules = self.passwordRules(for: target)
    let password = try await self.makeTemporaryPassword(for: target)
    let hash = try await self.hash(password)

    let now = self.clock.now()
    let issued = try await self.changing(entrance, call) { grant, transaction in
      var account = try transaction.targetAccount(of: grant)
      _ = try self.requireTemporaryPasswordMayBeIssued(to: account, in: transaction, at: now)
      let settings = try self.settings(in: transaction, at: now)
      try self.require(rules, for: account, in: transaction, at: now)
      let action = account.temporaryPasswordAction
      let supersedes = account.isForcedToReset
      let expiresAt = now + settings.temporaryPasswordLifetime
      account.setTemporaryPassword(
        hash,
        TemporaryPassword(
          origin: .generated, issuedBy: grant.subject.person?.account, expiresAt: expiresAt))
      try transaction.update(account)
      try transaction.forgetAttempts(at: account)
      let ended = try transaction.deleteSessions(of: account.id, except: nil)
      try self.record(
        self.done(
          .temporaryPasswordIssued, grant, at: now,
          details: [
            "actor_knows_password": "true", "sessions_ended": "\(ended)",
            "credentials_created": "\(action == .createUserAndSetTemporaryPassword)",
            "temporary_password_superseded": "\(supersedes)",
          ]),
        of: call, in: transaction)
      return IssuedTemporaryPassword(
        password: password, expiresAt: expiresAt, account: account, action: action)
    }
    return issued
  }

  /// What must hold before a temporary password is issued, and what it may be used with.
  ///
  /// The person must be able to sign in with it: something that names this contact and nobody else
  /// (D4, D16), and no lock that only a person opens.
  private func requireTemporaryPasswordMayBeIssued(
    to account: Account, in transaction: any StoreReading, at now: Timestamp
  ) throws -> [SignInIdentifier] {
    try account.requireLocalAndEnabled()
    guard !account.lock.holds(at: now, forOwner: true) else { throw Refusal(.accountLocked) }
    let identifiers = try account.signInIdentifiers.filter { identifier in
      try transaction.account(identifier, in: account.population)?.id == account.id
    }
    guard !identifiers.isEmpty else { throw Refusal(.noSignInIdentifier) }
    return identifiers
  }

  /// A temporary password that passes the policy in force, for this person too: four characters of a
  /// name may turn up by chance.
  func makeTemporaryPassword(for account: Account) async throws -> SecretBytes {
    let length = self.settings.policy(account.population).minimumLength
    var broken: [PasswordPolicy.Violation] = []
    for _ in 0..<100 {
      let password = TemporaryPasswordText.make(length: length, random: self.entropy.bytes)
      broken = await self.violations(
        of: password, for: PasswordPolicy.Person(account), in: account.population)
      if broken.isEmpty { return password }
    }
    // A policy that no generated password passes says which rule that is.
    throw Refusal(violations: broken)
  }
}

extension Account {
  /// What must hold before staff set a contact's password. What the contact is like comes before how
  /// the desk is set up: without an address another setting would not help (S0.20 before S0.10).
  fileprivate func requirePasswordMayBeSet(under settings: DeskSettings) throws {
    try self.requireLocalAndEnabled()
    guard self.primaryEmail != nil else { throw Refusal(.contactHasNoEmail) }
    guard !settings.userActivationEmail || settings.staffMaySetPasswordWhileActivationEmail else {
      throw Refusal(.userActivationEmailEnabled)
    }
  }

  /// S1.14: whoever sets a password, sends a link or issues one asks this first. Then: it takes part.
  func requireLocalAndEnabled() throws {
    guard self.isEnabled else { throw Refusal(.accountDeactivated) }
    guard self.authenticationSource == .local else { throw Refusal(.notLocalAuthentication) }
  }

  /// Everything that its owner may type to say who they are, unique or not.
  var signInIdentifiers: [SignInIdentifier] {
    self.emails.map { .email($0) } + (self.loginName.map { [.loginName($0)] } ?? [])
      + (self.phone.map { [.phone($0)] } ?? [])
  }
}

extension SignInIdentifier {
  /// The identifier with most of it hidden: "j•••@example.com", "j•••", "•••34".
  var masked: String {
    switch self {
    case .email(let address): address.masked
    case .loginName(let name): "\(name.text.prefix(1))•••"
    case .phone(let number): "•••\(number.canonical.suffix(2))"
    }
  }
}
