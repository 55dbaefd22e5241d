import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// A contact with what its row alone does not say.
public struct ContactView: Sendable {
  /// The contact.
  public let account: Account
  /// Whether another contact has the same primary address: then it identifies nobody (D16).
  public let isEmailShared: Bool
  /// When this was read: the status label depends on it.
  public let at: Timestamp
  /// That its address counts as undeliverable, if it does. The contact is told nothing of it.
  public let undeliverable: AddressTrouble?
}

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

/// What became of somebody who raised a ticket.
public enum ProvisionedRequester: Hashable, Sendable {
  /// A contact was made; with the mail that carries its activation, if one does.
  case created(AccountID, activation: MailID?)
  /// There is a contact with the address.
  case existing(AccountID)
  /// The address is an agent's: nobody was added (S0.2).
  case agent

  /// The contact, if there is one.
  var contact: AccountID? {
    switch self {
    case .created(let id, _), .existing(let id): id
    case .agent: nil
    }
  }
}

extension Desk {
  /// S0.1: makes a contact of somebody who raised a ticket, unless the address is an agent's (S0.2)
  /// or a contact's already (S0.3).
  ///
  /// Of several contacts with the address the oldest that takes part is meant, and the oldest of all
  /// when none does: tickets of one address keep going to one contact. The look-up and the change
  /// share a transaction, so that two tickets at once make one contact.
  public func provisionRequester(
    _ call: Call, email: EmailAddress, displayName: DisplayName?, locale: String?
  ) async throws -> ProvisionedRequester {
    let now = self.clock.now()
    let draft = ContactDraft(
      displayName: displayName ?? DisplayName(stored: String(email.localPart)), emails: [email],
      locale: locale ?? "en")
    let result = try await self.changing(
      Entrance(method: .contactsProvisionRequester, action: .contactProvisioned), call,
      about: \.contact
    ) { grant, transaction -> ProvisionedRequester in
      let agents = try transaction.accounts(
        in: .agent, withAnyEmail: email.canonical, limit: 1)
      guard agents.isEmpty else { return .agent }
      if let contact = try transaction.oldestContact(with: email) { return .existing(contact.id) }
      let (contact, activation) = try self.addContact(
        draft, activate: self.settings.userActivationEmail, in: transaction, at: now)
      var record = self.done(
        .contactProvisioned, grant, at: now, details: ["activation": "\(activation != nil)"])
      record.target = contact.id
      try self.record(record, of: call, in: transaction)
      return .created(contact.id, activation: activation)
    }
    if case .created = result { self.mailQueued() }
    return result
  }

  /// T1: adds a contact. A mail for activation goes out when the setting says so and the address is
  /// nobody else's (T2).
  public func createContact(_ call: Call, _ draft: ContactDraft) async throws -> ContactView {
    let now = self.clock.now()
    let view = try await self.changing(
      Entrance(method: .contactsCreateContact, action: .contactCreated), call,
      about: \.account.id
    ) { grant, transaction in
      try transaction.requireFitting(draft.emails, loginName: draft.loginName, except: nil)
      let (contact, activation) = try self.addContact(
        draft, activate: self.settings.userActivationEmail, in: transaction, at: now)
      var record = self.done(
        .contactCreated, grant, at: now, details: ["activation": "\(activation != nil)"])
      record.target = contact.id
      try self.record(record, of: call, in: transaction)
      return try transaction.view(ofContact: contact, at: now)
    }
    self.mailQueued()
    return view
  }

  /// Stores a contact without a password and invites it where that is wanted and possible.
  func addContact(
    _ draft: ContactDraft, activate: Bool, in transaction: any StoreWriting, at now: Timestamp
  ) throws -> (contact: Account, activation: MailID?) {
    let id = try transaction.insert(
      NewAccount(
        population: .contact, displayName: draft.displayName, locale: draft.locale,
        loginName: draft.loginName, emails: draft.emails, phone: draft.phone,
        authenticationSource: draft.source, credential: .none, roles: [],
        isAccountAdministrator: false, createdAt: now))
    guard var contact = try transaction.account(id) else { throw StoreError.changedMeanwhile }
    guard activate, draft.source == .local, let address = contact.primaryEmail,
      try self.obstacles(to: contact, in: transaction).isEmpty
    else { return (contact, nil) }
    contact.invite(at: now)
    try transaction.update(contact)
    contact.revision += 1
    let mail = try transaction.insert(
      NewMail(.invitation, account: contact, address: address, queuedAt: now))
    return (contact, mail)
  }

  /// One contact. One that was merged or erased is still found by its number, and says so.
  public func contact(_ call: Call, _ contact: AccountSelector) async throws -> ContactView {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(
        method: .contactsGetContact, action: .contactRead, target: .account(contact),
        findsEnded: true), call
    ) { grant, transaction in
      let account = try transaction.targetAccount(of: grant)
      guard account.population == .contact else { throw Refusal(.notFound) }
      return try transaction.view(ofContact: account, at: now)
    }
  }

  /// A page of contacts by ascending id, and what to ask with for the next.
  public func contacts(
    _ call: Call, filter: ContactSearch.Filter, text: String?, after: AccountID?, limit: Int
  ) async throws -> (contacts: [ContactView], next: AccountID?) {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(method: .contactsListContacts, action: .contactRead), call
    ) { _, transaction in
      let page = try transaction.contacts(
        ContactSearch(filter: filter, text: text, after: after, at: now, limit: limit))
      return (
        try page.contacts.map { try transaction.view(ofContact: $0, at: now) }, page.next
      )
    }
  }
}

extension StoreReading {
  /// A contact with what its row alone does not say.
  func view(ofContact account: Account, at now: Timestamp) throws -> ContactView {
    ContactView(
      account: account, isEmailShared: try self.isPrimaryEmailShared(of: account), at: now,
      undeliverable: try self.undeliverable(account.id))
  }

  /// The contact that an address stands for in tickets: the oldest that takes part, else the oldest.
  func oldestContact(with email: EmailAddress) throws -> Account? {
    // An address that more contacts share than this is no person's.
    let found = try self.accounts(in: .contact, withAnyEmail: email.canonical, limit: 50)
    return found.first(where: \.isEnabled) ?? found.first
  }

  /// No address twice, no more than an account may have, and no login name of another contact.
  /// Addresses of other contacts are allowed: people share them.
  func requireFitting(
    _ emails: [EmailAddress], loginName: LoginName?, except: AccountID?
  ) throws {
    guard emails.count <= Account.emailsMax else {
      throw Refusal(
        FieldError(
          field: "emails", problem: "A contact has at most \(Account.emailsMax) addresses."))
    }
    guard Set(emails.map(\.canonical)).count == emails.count else {
      throw Refusal(FieldError(field: "emails", problem: "An address is named twice."))
    }
    if let loginName,
      let holder = try self.account(in: .contact, withLoginName: loginName.canonical),
      holder.id != except
    {
      throw Refusal(
        FieldError(field: "loginName", problem: "Another contact has this login name."),
        reason: .loginNameInUse)
    }
  }
}
