import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// Changes of contacts.
extension ContactsUseCases {
  /// Changes a contact. Changing addresses needs as much as sending a link: it moves where links go, and
  /// kills those that are out. Changing where the password lives needs the same, since it takes the one of
  /// before away and opens the way to an activation; and the device must have been taken away first, by an
  /// agent who may do that.
  ///
  /// - Throws: A refusal.
  public func updateContact(
    _ call: Call, _ contact: AccountSelector, _ changes: ContactChanges
  ) async throws(Failure) -> ContactView {
    try await self.change(
      Operation(
        .contactsUpdateContact, on: .account(contact),
        aspect: changes.emails == nil && changes.source == nil ? .plain : .changesAddress), call
    ) { contact, change throws(Failure) in
      if let revision = changes.revision, revision != contact.revision {
        throw .refusal(Refusal(revisionInForce: contact.revision))
      }
      try change.store.requireFittingContact(
        changes.emails ?? [], loginName: changes.loginName?.name, except: contact.id)
      let former = contact
      let changed = try Self.apply(changes, to: &contact, in: change)
      try change.store.forgetCounts(of: former, keptBy: contact)
      return changed.isEmpty ? nil : ["fields": changed.joined(separator: " ")]
    }
  }

  /// - Returns: The names of the fields that are otherwise now.
  private static func apply(
    _ changes: ContactChanges, to contact: inout Account, in change: borrowing Change
  ) throws(Failure) -> [String] {
    var changed = contact.take(
      displayName: changes.displayName, loginName: changes.loginName, phone: changes.phone,
      locale: changes.locale)
    if let source = changes.source, source != contact.authenticationSource {
      guard !contact.hasSecondFactor else { throw .refusal(.secondFactorEnrolled) }
      contact.changeAuthenticationSource(source)
      _ = try change.store.deleteSessions(of: contact.id, except: nil)
      changed.append("authenticationSource")
    }
    if let emails = changes.emails, emails != contact.emails {
      let before = contact.emails
      contact.changeEmails(emails)
      _ = try change.store.deleteSessions(of: contact.id, except: nil)
      try change.tell(.emailChanged, before + emails, of: contact)
      changed.append("emails")
    }
    return changed
  }

  /// Puts a contact aside. Sessions end.
  ///
  /// - Throws: A refusal.
  public func deactivateContact(
    _ call: Call, _ contact: AccountSelector, reason: String
  ) async throws(Failure) -> ContactView {
    try await self.change(Operation(.contactsDeactivateContact, on: .account(contact)), call) {
      contact, change throws(Failure) in
      guard contact.isEnabled else { return nil }
      contact.deactivate(by: change.actor?.account, at: change.now, reason: reason)
      _ = try change.store.deleteSessions(of: contact.id, except: nil)
      return [:]
    }
  }

  /// Takes a contact back in, without a password. Nothing is mailed: an activation can be sent,
  /// and the contact can ask for one itself.
  ///
  /// - Throws: A refusal.
  public func reactivateContact(
    _ call: Call, _ contact: AccountSelector
  ) async throws(Failure) -> ContactView {
    try await self.change(Operation(.contactsReactivateContact, on: .account(contact)), call) {
      contact, _ throws(Failure) in
      guard !contact.isEnabled else { return nil }
      contact.reactivate()
      return [:]
    }
  }

  /// A change of one contact: stored and recorded when the closure returns details for the audit,
  /// neither when it returns nil.
  private func change(
    _ operation: Operation, _ call: Call,
    _ body:
      @escaping @Sendable (inout Account, borrowing Change) throws(Failure) -> [String: String]?
  ) async throws(Failure) -> ContactView {
    try await self.gate.change(operation, call) { change throws(Failure) in
      var contact = try change.targetAccount()
      if let details = try body(&contact, change) {
        try change.store.update(contact)
        try change.record(details)
        contact.revision += 1
      }
      return try change.store.contactView(contact, at: change.now)
    }
  }
}
