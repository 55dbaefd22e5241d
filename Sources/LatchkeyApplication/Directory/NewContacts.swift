import LatchkeyBase
import LatchkeyDomain

extension Change {
  /// Stores a contact without a password and invites it where that is wanted and possible.
  func addContact(
    _ draft: ContactDraft, activate: Bool
  ) throws(Failure) -> (contact: Account, activation: MailID?) {
    let id = try self.store.insert(
      NewAccount(
        population: .contact, displayName: draft.displayName, locale: draft.locale,
        loginName: draft.loginName, emails: draft.emails, phone: draft.phone,
        authenticationSource: draft.source, credential: .none, roles: [],
        isAccountAdministrator: false, createdAt: self.now))
    guard var contact = try self.store.account(id) else { throw .store(.changedMeanwhile) }
    guard activate, draft.source == .local, let address = contact.primaryEmail,
      try self.obstacles(to: contact).isEmpty
    else { return (contact, nil) }
    contact.invite(at: self.now)
    try self.store.update(contact)
    contact.revision += 1
    return (contact, try self.queue(.invitation, to: contact, at: address))
  }

  /// Stores an agent without a password.
  func addAgent(_ draft: AgentDraft) throws(Failure) -> Account {
    let id = try self.store.insert(
      NewAccount(
        population: .agent, displayName: draft.displayName, locale: draft.locale,
        loginName: draft.loginName, emails: [draft.email], phone: draft.phone,
        credential: .none, roles: Set(draft.roles).sorted(), isAccountAdministrator: false,
        createdAt: self.now))
    guard let account = try self.store.account(id) else { throw .store(.changedMeanwhile) }
    return account
  }
}
