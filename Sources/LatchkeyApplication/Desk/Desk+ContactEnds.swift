import LatchkeyAuthorization
import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

// How contacts end, and how people change sides. The population of a number never changes: who
// becomes an agent or a contact gets an account of that kind (D17), and the former one is put aside.

extension Desk {
  /// T18: folds a duplicate into the contact that stays.
  ///
  /// Identifiers go to the one that stays, whose own come first and whose password remains. Whatever
  /// could sign in to the other is gone; its number answers with that of the one that stays.
  public func mergeContacts(
    _ call: Call, into contact: AccountSelector, duplicate: AccountID
  ) async throws -> ContactView {
    let entrance = Entrance(
      method: .contactsMergeContacts, action: .contactMerged, target: .account(contact))
    let now = self.clock.now()
    let view = try await self.changing(entrance, call) { grant, transaction in
      var stays = try transaction.targetAccount(of: grant)
      guard var goes = try transaction.account(duplicate), !goes.standing.isTerminal else {
        throw Refusal(.notFound)
      }
      guard goes.population == .contact else {
        throw self.turnedAway(.wrongPopulation, .contactMerged, grant, target: goes.id, at: now)
      }
      guard goes.id != stays.id else {
        throw Refusal(
          FieldError(field: "duplicateID", problem: "A contact is not merged with itself."))
      }
      guard stays.isEnabled else { throw Refusal(.accountDeactivated) }
      try transaction.forgetCounts(of: goes)
      stays.absorb(goes)
      goes.merge(into: stays.id, at: now)
      // First the one that goes: its login name has to be free before the other one takes it.
      try transaction.update(goes)
      try transaction.update(stays)
      stays.revision += 1
      for account in [goes, stays] {
        _ = try transaction.deleteSessions(of: account.id, except: nil)
      }
      try self.tell(.merged, stays.emails, of: stays, in: transaction, at: now)
      try self.record(
        self.done(
          .contactMerged, grant, at: now, details: ["duplicate": "\(goes.id.rawValue)"]),
        of: call, in: transaction)
      return try transaction.view(ofContact: stays, at: now)
    }
    self.mailQueued()
    return view
  }

  /// T18: removes everything personal of a contact for good. The number stays as a pseudonym, since
  /// the audit speaks of it and of nothing else.
  ///
  /// What the store overwrites at once is gone from its file with the next checkpoint of its
  /// journal; parts of three letters in the index of names follow within the next clean-ups.
  public func eraseContact(_ call: Call, _ contact: AccountID, isConfirmed: Bool) async throws {
    let now = self.clock.now()
    try await self.changing(
      Entrance(
        method: .contactsEraseContact, action: .contactErased, target: .account(.id(contact)),
        findsEnded: true), call,
      // The reply holds nothing that would have to be forgotten.
      about: { _ in nil }
    ) { grant, transaction in
      var contact = try transaction.targetAccount(of: grant)
      if case .erased = contact.standing { return }
      guard isConfirmed else { throw Refusal(.confirmationRequired) }
      try transaction.forgetCounts(of: contact)
      _ = try transaction.deleteSessions(of: contact.id, except: nil)
      contact.erase(at: now)
      try transaction.update(contact)
      try transaction.scrub(contact.id)
      try self.record(self.done(.contactErased, grant, at: now), of: call, in: transaction)
    }
  }

  /// Makes an agent of a contact: a new account with an invitation to the contact's primary
  /// address. The contact is put aside, and its reason names the agent.
  public func convertToAgent(
    _ call: Call, _ contact: AccountSelector, roles: [RoleID]
  ) async throws -> AgentView {
    let now = self.clock.now()
    let view = try await self.changing(
      Entrance(
        method: .contactsConvertToAgent, action: .contactConverted, target: .account(contact),
        granting: { transaction, _ in try transaction.permissions(of: roles) }), call,
      about: \.account.id
    ) { grant, transaction in
      var contact = try transaction.targetAccount(of: grant)
      try transaction.requireRoles(roles)
      guard contact.isEnabled else { throw Refusal(.accountDeactivated) }
      guard let email = contact.primaryEmail else { throw Refusal(.contactHasNoEmail) }
      guard try transaction.accounts(in: .agent, withAnyEmail: email.canonical, limit: 1).isEmpty
      else {
        throw Refusal(
          FieldError(field: "contact", problem: "An agent has this contact's address."),
          reason: .addressInUse)
      }
      let loginName = try contact.loginName.flatMap { name in
        try transaction.account(in: .agent, withLoginName: name.canonical) == nil ? name : nil
      }
      let id = try transaction.insert(
        NewAccount(
          population: .agent, displayName: contact.displayName, locale: contact.locale,
          loginName: loginName, emails: [email], phone: contact.phone, credential: .none,
          roles: Set(roles).sorted(), isAccountAdministrator: false, createdAt: now))
      guard let agent = try transaction.account(id) else { throw StoreError.changedMeanwhile }
      contact.deactivate(
        by: grant.subject.person?.account, at: now, reason: "Became agent \(id.rawValue)")
      try transaction.update(contact)
      _ = try transaction.deleteSessions(of: contact.id, except: nil)
      try self.queueMail(.invitation, to: agent, in: transaction, at: now)
      try self.record(
        self.done(
          .contactConverted, grant, at: now,
          details: [
            "agent": "\(id.rawValue)",
            "roles": agent.roles.map { "\($0.rawValue)" }.joined(separator: " "),
          ]),
        of: call, in: transaction)
      return try transaction.view(of: agent, at: now)
    }
    self.mailQueued()
    return view
  }

  /// Makes a contact of an agent who leaves. Roles, sessions, links and the password are gone; the
  /// name stays with the number, since the audit shows it.
  ///
  /// A contact that has the agent's address already is the one; else one is added, with an
  /// activation where the setting says so.
  public func deleteAgent(
    _ call: Call, _ agent: AccountSelector, isConfirmed: Bool
  ) async throws -> ContactView {
    let now = self.clock.now()
    let view = try await self.changing(
      Entrance(
        method: .agentsDeleteAgent, action: .agentDeleted, target: .account(agent)), call,
      about: \.account.id
    ) { grant, transaction in
      guard isConfirmed else { throw Refusal(.confirmationRequired) }
      var agent = try transaction.targetAccount(of: grant)
      let contact: Account
      if let email = agent.primaryEmail, let known = try transaction.oldestContact(with: email) {
        contact = known
      } else {
        contact = try self.addContact(
          ContactDraft(
            displayName: agent.displayName, emails: agent.emails, phone: agent.phone,
            locale: agent.locale),
          activate: self.settings.userActivationEmail, in: transaction, at: now
        ).contact
      }
      agent.leave(for: contact.id, at: now)
      try transaction.update(agent)
      _ = try transaction.deleteSessions(of: agent.id, except: nil)
      try self.notify(.becameContact, contact, in: transaction, at: now)
      try self.record(
        self.done(
          .agentDeleted, grant, at: now, details: ["contact": "\(contact.id.rawValue)"]),
        of: call, in: transaction)
      return try transaction.view(ofContact: contact, at: now)
    }
    self.mailQueued()
    return view
  }
}

extension StoreWriting {
  /// Forgets what was counted by an account's identifiers: the counts are named after them, and nobody
  /// would find them when the account is erased.
  ///
  /// Not of those that `other` keeps, nor of an address or a number that somebody else has as well:
  /// guesses at them count on (I14).
  func forgetCounts(of account: Account, keptBy other: Account? = nil) throws {
    let kept = Set(other?.identifiers ?? [])
    for text in account.identifiers where !kept.contains(text) {
      if try self.isShared(text, by: account) { continue }
      try self.clearThrottle(.signInIdentifier(account.population, canonical: text))
      try self.clearThrottle(.resetIdentifier(account.population, canonical: text))
    }
    try self.forgetOrigins(of: account.id)
  }

  private func isShared(_ text: String, by account: Account) throws -> Bool {
    let population = account.population
    let holders =
      try self.accounts(in: population, withAnyEmail: text, limit: 2)
      + self.accounts(in: population, withPhone: text, limit: 2)
    return holders.contains { $0.id != account.id }
  }
}

extension Account {
  /// What it can be named by at sign-in, in canonical form.
  fileprivate var identifiers: [String] {
    self.emails.map(\.canonical)
      + [self.loginName?.canonical, self.phone?.canonical].compactMap { $0 }
  }
}
