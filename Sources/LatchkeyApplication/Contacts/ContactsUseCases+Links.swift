import LatchkeyDomain
import LatchkeySchema

// Links to contacts.
extension ContactsUseCases {
  /// Sends a contact who has no password an activation, or shows the link where no mail can go.
  /// An earlier one is dead once the new one is made.
  ///
  /// - Throws: A refusal.
  public func sendActivation(
    _ call: Call, to contact: AccountSelector
  ) async throws(Failure) -> IssuedLink {
    try await self.gate.change(Operation(.contactsSendActivation, on: .account(contact)), call) {
      change throws(Failure) in
      var contact = try change.targetAccount()
      try refuse(contact.activationRefusal)
      contact.invite(at: change.now)
      try change.store.update(contact)
      return try self.issue(.invitation, to: contact, in: change)
    }
  }

  /// Sends a contact a reset link, or shows it where no mail can go. The present password works until it
  /// is used.
  ///
  /// A contact without a password gets the same link: with it the first password is set, in the same
  /// 15 minutes. While a temporary password is out there is none.
  ///
  /// - Throws: A refusal.
  public func sendPasswordResetLink(
    _ call: Call, to contact: AccountSelector
  ) async throws(Failure) -> IssuedLink {
    try await self.gate.change(
      Operation(.contactsSendPasswordResetLink, on: .account(contact)), call
    ) { change throws(Failure) in
      let account = try change.targetAccount()
      try refuse(account.resetLinkRefusal)
      return try self.issue(.staffResetLink, to: account, in: change)
    }
  }

  private func issue(
    _ kind: LatchkeyDomain.MailKind, to contact: Account, in change: borrowing Change
  ) throws(Failure) -> IssuedLink {
    let link = try self.links.issue(kind, to: contact, in: change)
    try change.record(link.auditDetails)
    return link
  }
}
