import LatchkeyAuthorization
import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

// How contacts end, and how they become agents. The population of a number never changes: a person who
// changes sides gets an account of the other kind, and the former one is put aside.
extension ContactsUseCases {
  /// Folds a duplicate into the contact that stays.
  ///
  /// Identifiers go to the one that stays: its own come first, and its password remains. What could sign
  /// in to the other is gone; its number answers with that of the one that stays.
  ///
  /// - Throws: A refusal.
  public func mergeContacts(
    _ call: Call, into contact: AccountSelector, duplicate: AccountID
  ) async throws(Failure) -> ContactView {
    try await self.gate.change(Operation(.contactsMergeContacts, on: .account(contact)), call) {
      change throws(Failure) in
      var stays = try change.targetAccount()
      guard var goes = try change.store.account(duplicate), !goes.standing.isTerminal else {
        throw .refusal(.notFound)
      }
      guard goes.population == .contact else {
        throw change.snapshot.deny(.wrongPopulation, target: goes.id)
      }
      guard goes.id != stays.id else {
        throw .field("duplicateID", "A contact is not merged with itself.")
      }
      guard stays.isEnabled else { throw .refusal(.accountDeactivated) }
      try change.store.forgetCounts(of: goes)
      stays.absorb(goes)
      goes.merge(into: stays.id, at: change.now)
      // First the one that goes: its login name has to be free before the other one takes it.
      try change.store.update(goes)
      try change.store.update(stays)
      stays.revision += 1
      for account in [goes, stays] {
        _ = try change.store.deleteSessions(of: account.id, except: nil)
      }
      try change.tell(.merged, stays.emails, of: stays)
      try change.record(["duplicate": "\(goes.id.rawValue)"])
      return try change.store.contactView(stays, at: change.now)
    }
  }

  /// Removes everything personal of a contact for good. The number stays as a pseudonym, since
  /// the audit speaks of it and of nothing else.
  ///
  /// What the store overwrites at once is gone from its file with the next checkpoint of its
  /// journal; parts of three letters in the index of names follow within the next clean-ups.
  ///
  /// - Throws: A refusal.
  public func eraseContact(
    _ call: Call, _ contact: AccountID, isConfirmed: Bool
  ) async throws(Failure) {
    try await self.gate.change(
      Operation(.contactsEraseContact, on: .account(.id(contact)), findsEnded: true), call,
      // The reply holds nothing that would have to be forgotten.
      about: { _ in nil }
    ) { change throws(Failure) in
      var contact = try change.targetAccount()
      if case .erased = contact.standing { return }
      guard isConfirmed else { throw .refusal(.confirmationRequired) }
      try change.store.forgetCounts(of: contact)
      _ = try change.store.deleteSessions(of: contact.id, except: nil)
      contact.erase(at: change.now)
      try change.store.update(contact)
      try change.store.scrub(contact.id)
      try change.record()
    }
  }

  /// Makes an agent of a contact: a new account with an invitation to the contact's primary
  /// address. The contact is put aside, and its reason names the agent.
  ///
  /// - Throws: A refusal: the roles give more than the caller has, or an agent has the address.
  public func convertToAgent(
    _ call: Call, _ contact: AccountSelector, roles: [RoleID]
  ) async throws(Failure) -> AgentView {
    try await self.gate.change(
      Operation(
        .contactsConvertToAgent, on: .account(contact),
        granting: { store, _ throws(Failure) in try store.permissions(of: roles) }), call,
      about: \.account.id
    ) { change throws(Failure) in
      var contact = try change.targetAccount()
      let agent = try change.addAgent(
        try Self.agentDraft(of: contact, roles: roles, in: change))
      contact.deactivate(
        by: change.actor?.account, at: change.now, reason: "Became agent \(agent.id.rawValue)")
      try change.store.update(contact)
      _ = try change.store.deleteSessions(of: contact.id, except: nil)
      try change.queue(.invitation, to: agent)
      try change.record([
        "agent": "\(agent.id.rawValue)",
        "roles": agent.roles.map { "\($0.rawValue)" }.joined(separator: " "),
      ])
      return try change.store.agentView(agent, at: change.now)
    }
  }

  private static func agentDraft(
    of contact: Account, roles: [RoleID], in change: borrowing Change
  ) throws(Failure) -> AgentDraft {
    try change.store.requireRoles(roles)
    guard contact.isEnabled else { throw .refusal(.accountDeactivated) }
    guard let email = contact.primaryEmail else { throw .refusal(.contactHasNoEmail) }
    guard try change.store.accounts(in: .agent, withAnyEmail: email.canonical, limit: 1).isEmpty
    else {
      throw .field("contact", "An agent has this contact's address.", reason: .addressInUse)
    }
    var loginName = contact.loginName
    if let name = loginName,
      try change.store.account(in: .agent, withLoginName: name.canonical) != nil
    {
      loginName = nil
    }
    return AgentDraft(
      displayName: contact.displayName, email: email, loginName: loginName, phone: contact.phone,
      locale: contact.locale, roles: roles)
  }
}
