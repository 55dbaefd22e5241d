import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// The service `Contacts`: customers, their credentials and links.
public struct ContactsUseCases: Sendable {
  let gate: Gate
  let passwords: PasswordProcedure
  let links: LinkIssuer

  /// One contact. One that was merged or erased is still found by its number, and says so.
  ///
  /// - Throws: A refusal; `NOT_FOUND` for an agent, too.
  public func getContact(
    _ call: Call, _ contact: AccountSelector
  ) async throws(Failure) -> ContactView {
    try await self.gate.read(
      Operation(.contactsGetContact, on: .account(contact), findsEnded: true), call
    ) { snapshot throws(Failure) in
      let account = try snapshot.targetAccount()
      guard account.population == .contact else { throw .refusal(.notFound) }
      return try snapshot.store.contactView(account, at: snapshot.now)
    }
  }

  /// Adds a contact. A mail for activation goes out when the setting says so and the address is no other
  /// contact's.
  ///
  /// - Throws: A refusal.
  public func createContact(
    _ call: Call, _ draft: ContactDraft
  ) async throws(Failure) -> ContactView {
    try await self.gate.change(Operation(.contactsCreateContact), call, about: \.account.id) {
      change throws(Failure) in
      try change.store.requireFittingContact(
        draft.emails, loginName: draft.loginName, except: nil)
      let (contact, activation) = try change.addContact(
        draft, activate: try change.settings.userActivationEmail)
      try change.record(["activation": "\(activation != nil)"], target: contact.id)
      return try change.store.contactView(contact, at: change.now)
    }
  }

  /// A page of contacts by ascending id, and what to ask with for the next.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - filter: Which contacts.
  ///   - text: A part of names and addresses, of at least three characters.
  ///   - after: What the page before said.
  ///   - limit: Contacts at most.
  /// - Returns: The page; a search looks at a bounded number of matches, so that a page may be empty and
  ///   still have a next one.
  /// - Throws: A refusal.
  public func listContacts(
    _ call: Call, filter: ContactSearch.Filter, text: String?, after: AccountID?, limit: Int
  ) async throws(Failure) -> (contacts: [ContactView], next: AccountID?) {
    try await self.gate.read(Operation(.contactsListContacts), call) { snapshot throws(Failure) in
      let now = snapshot.now
      let store = snapshot.store
      let page = try store.contacts(
        ContactSearch(filter: filter, text: text, after: after, at: now, limit: limit))
      let views = try page.contacts.map { account throws(Failure) in
        try store.contactView(account, at: now)
      }
      return (views, page.next)
    }
  }
}
