import LatchkeyAuthorization
internal import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// What is to be changed on a contact; nil leaves a field as it is.
public struct ContactChanges: Sendable {
  /// The name.
  public var displayName: DisplayName?
  /// The addresses, the primary one first. May be empty.
  public var emails: [EmailAddress]?
  /// A name to sign in with.
  public var loginName: AgentChanges.LoginNameChange?
  /// A telephone number.
  public var phone: AgentChanges.PhoneChange?
  /// The language for mails.
  public var locale: String?
  /// Where the password lives.
  public var source: Account.AuthenticationSource?
  /// The revision that the caller has seen; another one in the store is a conflict.
  public var revision: Int64?

  /// No changes.
  public init() {}
}

extension Desk {
  /// T17: changes a contact. Changing addresses needs as much as sending a link (I10): it moves
  /// where links go, and kills those that are out (S3.19). Changing where the password lives needs
  /// the same, since it takes the one of before away and opens the way to an activation; and the
  /// device must have been taken away first, by whoever may do that.
  public func updateContact(
    _ call: Call, _ contact: AccountSelector, _ changes: ContactChanges
  ) async throws -> ContactView {
    let entrance = Entrance(
      method: .contactsUpdateContact,
      aspect: changes.emails == nil && changes.source == nil ? .plain : .changesAddress,
      action: .contactUpdated, target: .account(contact))
    return try await self.changeContact(call, entrance) { contact, _, transaction, now in
      if let revision = changes.revision, revision != contact.revision {
        throw Refusal(revisionInForce: contact.revision)
      }
      try transaction.requireFitting(
        changes.emails ?? [], loginName: changes.loginName?.name, except: contact.id)
      let former = contact
      let changed = try self.apply(changes, to: &contact, in: transaction, at: now)
      try transaction.forgetCounts(of: former, keptBy: contact)
      return changed.isEmpty ? nil : ["fields": changed.joined(separator: " ")]
    }
  }

  /// - Returns: The names of the fields that are otherwise now.
  private func apply(
    _ changes: ContactChanges, to contact: inout Account, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws -> [String] {
    var changed: [String] = []
    if let name = changes.displayName, name != contact.displayName {
      contact.displayName = name
      changed.append("displayName")
    }
    if let change = changes.loginName, change.name != contact.loginName {
      contact.changeLoginName(change.name)
      changed.append("loginName")
    }
    if let change = changes.phone, change.number != contact.phone {
      contact.changePhone(change.number)
      changed.append("phone")
    }
    if let locale = changes.locale, locale != contact.locale {
      contact.locale = locale
      changed.append("locale")
    }
    if let source = changes.source, source != contact.authenticationSource {
      guard !contact.hasSecondFactor else { throw Refusal(.secondFactorEnrolled) }
      contact.changeAuthenticationSource(source)
      _ = try transaction.deleteSessions(of: contact.id, except: nil)
      changed.append("authenticationSource")
    }
    if let emails = changes.emails, emails != contact.emails {
      let before = contact.emails
      contact.changeEmails(emails)
      _ = try transaction.deleteSessions(of: contact.id, except: nil)
      try self.tell(.emailChanged, before + emails, of: contact, in: transaction, at: now)
      changed.append("emails")
    }
    return changed
  }

  /// Tells every address that an account had or gets of a change, each once (failure 17).
  func tell(
    _ notice: AccountNotice, _ addresses: [EmailAddress], of account: Account,
    in transaction: any StoreWriting,
    at now: Timestamp
  ) throws {
    guard self.isMailConfigured else { return }
    var told: Set<String> = []
    for address in addresses.sorted(by: { $0.text < $1.text })
    where told.insert(address.canonical).inserted {
      _ = try transaction.insert(
        NewMail(.notice(notice), account: account, address: address, queuedAt: now))
    }
  }

  /// T2: sends a contact who has no password an activation, or shows the link where no mail can go.
  /// An earlier one is dead once the new one is made (failure 3).
  public func sendActivation(
    _ call: Call, to contact: AccountSelector
  ) async throws -> IssuedLink {
    let now = self.clock.now()
    let link = try await self.changing(
      Entrance(
        method: .contactsSendActivation, action: .contactInvited, target: .account(contact)), call
    ) { grant, transaction in
      var contact = try transaction.targetAccount(of: grant)
      guard contact.isEnabled else { throw Refusal(.accountDeactivated) }
      guard contact.authenticationSource == .local else {
        throw Refusal(.notLocalAuthentication)
      }
      guard contact.credential == .none else { throw Refusal(.alreadyActivated) }
      contact.invite(at: now)
      try transaction.update(contact)
      let link = try self.issueLink(.invitation, to: contact, in: transaction, at: now)
      try self.record(
        self.done(.contactInvited, grant, at: now, details: link.auditDetails), of: call,
        in: transaction)
      return link
    }
    self.mailQueued()
    return link
  }

  /// T18: puts a contact aside.
  public func deactivateContact(
    _ call: Call, _ contact: AccountSelector, reason: String
  ) async throws -> ContactView {
    try await self.changeContact(
      call,
      Entrance(
        method: .contactsDeactivateContact, action: .contactDeactivated,
        target: .account(contact))
    ) { contact, actor, transaction, now in
      guard contact.isEnabled else { return nil }
      contact.deactivate(by: actor, at: now, reason: reason)
      _ = try transaction.deleteSessions(of: contact.id, except: nil)
      return [:]
    }
  }

  /// T18: takes a contact back in, without a password. Nothing is mailed: an activation can be sent,
  /// and the contact can ask for one itself.
  public func reactivateContact(
    _ call: Call, _ contact: AccountSelector
  ) async throws -> ContactView {
    try await self.changeContact(
      call,
      Entrance(
        method: .contactsReactivateContact, action: .contactReactivated,
        target: .account(contact))
    ) { contact, _, _, _ in
      guard !contact.isEnabled else { return nil }
      contact.reactivate()
      return [:]
    }
  }

  /// A change of one contact: stored and recorded when the closure returns details for the audit,
  /// neither when it returns nil.
  func changeContact(
    _ call: Call, _ entrance: Entrance,
    _ change:
      @escaping @Sendable (inout Account, AccountID?, any StoreWriting, Timestamp) throws ->
      [String: String]?
  ) async throws -> ContactView {
    let now = self.clock.now()
    let view = try await self.changing(entrance, call) { grant, transaction in
      var contact = try transaction.targetAccount(of: grant)
      if let details = try change(
        &contact, grant.subject.person?.account, transaction, now)
      {
        try transaction.update(contact)
        try self.record(
          self.done(entrance.action, grant, at: now, details: details), of: call, in: transaction)
        contact.revision += 1
      }
      return try transaction.view(ofContact: contact, at: now)
    }
    self.mailQueued()
    return view
  }
}
