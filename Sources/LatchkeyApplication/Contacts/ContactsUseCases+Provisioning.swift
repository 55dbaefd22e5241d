import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// What became of a person who raised a ticket.
public enum ProvisionedRequester: Hashable, Sendable {
  /// A contact was made; with the mail that carries its activation, if one does.
  case created(AccountID, activation: MailID?)
  /// There is a contact with the address.
  case existing(AccountID)
  /// The address is an agent's: no contact was added.
  case agent

  /// The contact, if there is one.
  var contact: AccountID? {
    switch self {
    case .created(let id, _), .existing(let id): id
    case .agent: nil
    }
  }
}

extension ContactsUseCases {
  /// Makes a contact of a person who raised a ticket, unless the address is an agent's or a contact's
  /// already.
  ///
  /// Of several contacts with the address the oldest that takes part is meant, and the oldest of all
  /// when none does: tickets of one address keep going to one contact. The look-up and the change
  /// share a transaction, so that two tickets at once make one contact.
  ///
  /// - Parameters:
  ///   - call: Of a service that may provision.
  ///   - email: The address of the ticket.
  ///   - displayName: The name; nil takes the part before the @.
  ///   - locale: The language for mails; nil is English.
  /// - Returns: The contact, or that the address is an agent's.
  /// - Throws: A refusal.
  public func provisionRequester(
    _ call: Call, email: EmailAddress, displayName: DisplayName?, locale: String?
  ) async throws(Failure) -> ProvisionedRequester {
    let draft = ContactDraft(
      displayName: displayName ?? DisplayName(stored: String(email.localPart)), emails: [email],
      locale: locale ?? "en")
    return try await self.gate.change(
      Operation(.contactsProvisionRequester), call, about: \.contact
    ) { change throws(Failure) in
      let agents = try change.store.accounts(in: .agent, withAnyEmail: email.canonical, limit: 1)
      guard agents.isEmpty else { return .agent }
      if let contact = try change.store.oldestContact(with: email) {
        return .existing(contact.id)
      }
      let (contact, activation) = try change.addContact(
        draft, activate: try change.settings.userActivationEmail)
      try change.record(["activation": "\(activation != nil)"], target: contact.id)
      return .created(contact.id, activation: activation)
    }
  }
}
