import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Contacts`: contacts.
struct ContactsHandlers {
  let desk: Desk
  let read: RequestReader

  func provisionRequester(
    _ request: Contacts.ProvisionRequester, _ call: Call
  ) async throws -> Contacts.ProvisionRequester.Response {
    Contacts.ProvisionRequester.Response(
      try await self.desk.contacts.provisionRequester(
        call, email: try self.read.email(request.email),
        displayName: try request.displayName.map { (text) throws in try DisplayName(text) },
        locale: try request.locale.map(LocaleTag.checked)))
  }

  func getContact(_ request: Contacts.GetContact, _ call: Call) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.contacts.getContact(
        call, try self.read.contact(request.contact)))
  }

  func listContacts(
    _ request: Contacts.ListContacts, _ call: Call
  ) async throws -> Contacts.ListContacts.Response {
    let (contacts, next) = try await self.desk.contacts.listContacts(
      call,
      filter: try request.filter.map { (word) throws in try ContactSearch.Filter(word) } ?? .all,
      text: try request.search.map(SearchText.checked),
      after: request.afterID.map(AccountID.init), limit: try PageLimit.checked(request.limit))
    return Contacts.ListContacts.Response(
      contacts: contacts.map { ContactDetails($0) }, nextAfterID: next?.rawValue)
  }

  func createContact(
    _ request: Contacts.CreateContact, _ call: Call
  ) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.contacts.createContact(
        call,
        try ContactDraft(
          by: self.read, displayName: request.displayName, emails: request.emails,
          loginName: request.loginName,
          phone: request.phone, locale: request.locale, source: request.authenticationSource)))
  }

  func updateContact(
    _ request: Contacts.UpdateContact, _ call: Call
  ) async throws -> ContactDetails {
    var changes = ContactChanges()
    changes.displayName = try request.displayName.map { (text) throws in try DisplayName(text) }
    changes.emails = try request.emails.map { (texts) throws in try self.read.contactEmails(texts) }
    if let loginName = request.loginName {
      changes.loginName = loginName.isEmpty ? .remove : .set(try LoginName(loginName))
    }
    if let phone = request.phone {
      changes.phone = phone.isEmpty ? .remove : .set(try PhoneNumber(phone))
    }
    changes.locale = try request.locale.map(LocaleTag.checked)
    changes.source = try request.authenticationSource.map { (word) throws in
      try Account.AuthenticationSource(word)
    }
    changes.revision = request.revision
    return ContactDetails(
      try await self.desk.contacts.updateContact(
        call, try self.read.contact(request.contact), changes))
  }

  func sendActivation(_ request: Contacts.SendActivation, _ call: Call) async throws -> LinkIssued {
    LinkIssued(
      try await self.desk.contacts.sendActivation(
        call, to: try self.read.contact(request.contact)))
  }

  func deactivateContact(
    _ request: Contacts.DeactivateContact, _ call: Call
  ) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.contacts.deactivateContact(
        call, try self.read.contact(request.contact),
        reason: try ShortText.checked(request.reason ?? "", field: "reason")))
  }

  func reactivateContact(
    _ request: Contacts.ReactivateContact, _ call: Call
  ) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.contacts.reactivateContact(
        call, try self.read.contact(request.contact)))
  }

  func mergeContacts(
    _ request: Contacts.MergeContacts, _ call: Call
  ) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.contacts.mergeContacts(
        call, into: try self.read.contact(request.contact),
        duplicate: AccountID(rawValue: request.duplicateID)))
  }

  func setPassword(
    _ request: Contacts.SetPassword, _ call: Call
  ) async throws -> Contacts.SetPassword.Response {
    let account = try await self.desk.contacts.setPassword(
      call, of: try self.read.contact(request.contact),
      password: request.newPassword)
    return Contacts.SetPassword.Response(
      status: StatusLabel(account.status(at: self.desk.now)))
  }

  func sendPasswordResetLink(
    _ request: Contacts.SendPasswordResetLink, _ call: Call
  ) async throws -> LinkIssued {
    LinkIssued(
      try await self.desk.contacts.sendPasswordResetLink(
        call, to: try self.read.contact(request.contact)))
  }

  func previewTemporaryPassword(
    _ request: Contacts.PreviewTemporaryPassword, _ call: Call
  ) async throws -> Contacts.PreviewTemporaryPassword.Response {
    let preview = try await self.desk.contacts.previewTemporaryPassword(
      call, for: try self.read.contact(request.contact))
    let account = preview.account
    return Contacts.PreviewTemporaryPassword.Response(
      action: TemporaryPasswordAction(rawValue: account.temporaryPasswordAction.rawValue),
      status: StatusLabel(account.status(at: preview.at)),
      statusAfter: StatusLabel(.forcePasswordReset), sessionsToEnd: preview.sessionsToEnd,
      signInIdentifiers: preview.maskedIdentifiers,
      lifetimeMilliseconds: preview.lifetime.milliseconds,
      question: "Are you sure you want to set a temporary password for "
        + "\(account.displayName.text)? The present password, every session and every link stop "
        + "working at once.")
  }

  func issueTemporaryPassword(
    _ request: Contacts.IssueTemporaryPassword, _ call: Call
  ) async throws -> Contacts.IssueTemporaryPassword.Response {
    let issued = try await self.desk.contacts.issueTemporaryPassword(
      call, for: try self.read.contact(request.contact),
      confirmed: request.confirmed)
    return Contacts.IssueTemporaryPassword.Response(
      temporaryPassword: issued.password, expiresAt: issued.expiresAt,
      status: StatusLabel(issued.account.status(at: self.desk.now)),
      action: TemporaryPasswordAction(rawValue: issued.action.rawValue))
  }

  func eraseContact(
    _ request: Contacts.EraseContact, _ call: Call
  ) async throws -> Acknowledgement {
    try await self.desk.contacts.eraseContact(
      call, AccountID(rawValue: request.contactID), isConfirmed: request.confirmed)
    return Acknowledgement()
  }

  func convertToAgent(
    _ request: Contacts.ConvertToAgent, _ call: Call
  ) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.contacts.convertToAgent(
        call, try self.read.contact(request.contact),
        roles: try RoleList.checked(request.roleIDs)))
  }
}
