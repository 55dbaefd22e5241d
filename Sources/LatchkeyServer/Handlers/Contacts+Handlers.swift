import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func provisionRequester(
    _ request: Contacts.ProvisionRequester, _ call: Call
  ) async throws -> Contacts.ProvisionRequester.Response {
    Contacts.ProvisionRequester.Response(
      try await self.desk.provisionRequester(
        call, email: try EmailAddress(written: request.email),
        displayName: try request.displayName.map { (text) throws in try DisplayName(text) },
        locale: try request.locale.map(LocaleTag.checked)))
  }

  func getContact(_ request: Contacts.GetContact, _ call: Call) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.contact(
        call, try AccountSelector(request.contact, .contact, field: "contact")))
  }

  func listContacts(
    _ request: Contacts.ListContacts, _ call: Call
  ) async throws -> Contacts.ListContacts.Response {
    let (contacts, next) = try await self.desk.contacts(
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
      try await self.desk.createContact(
        call,
        try ContactDraft(
          displayName: request.displayName, emails: request.emails, loginName: request.loginName,
          phone: request.phone, locale: request.locale, source: request.authenticationSource)))
  }

  func updateContact(
    _ request: Contacts.UpdateContact, _ call: Call
  ) async throws -> ContactDetails {
    var changes = ContactChanges()
    changes.displayName = try request.displayName.map { (text) throws in try DisplayName(text) }
    changes.emails = try request.emails.map(AddressList.checked)
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
      try await self.desk.updateContact(
        call, try AccountSelector(request.contact, .contact, field: "contact"), changes))
  }

  func sendActivation(_ request: Contacts.SendActivation, _ call: Call) async throws -> LinkIssued {
    LinkIssued(
      try await self.desk.sendActivation(
        call, to: try AccountSelector(request.contact, .contact, field: "contact")))
  }

  func deactivateContact(
    _ request: Contacts.DeactivateContact, _ call: Call
  ) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.deactivateContact(
        call, try AccountSelector(request.contact, .contact, field: "contact"),
        reason: try ShortText.checked(request.reason ?? "", field: "reason")))
  }

  func reactivateContact(
    _ request: Contacts.ReactivateContact, _ call: Call
  ) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.reactivateContact(
        call, try AccountSelector(request.contact, .contact, field: "contact")))
  }

  func mergeContacts(
    _ request: Contacts.MergeContacts, _ call: Call
  ) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.mergeContacts(
        call, into: try AccountSelector(request.contact, .contact, field: "contact"),
        duplicate: AccountID(rawValue: request.duplicateID)))
  }

  func eraseContact(
    _ request: Contacts.EraseContact, _ call: Call
  ) async throws -> Acknowledgement {
    try await self.desk.eraseContact(
      call, AccountID(rawValue: request.contactID), isConfirmed: request.confirmed)
    return Acknowledgement()
  }

  func convertToAgent(
    _ request: Contacts.ConvertToAgent, _ call: Call
  ) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.convertToAgent(
        call, try AccountSelector(request.contact, .contact, field: "contact"),
        roles: try RoleList.checked(request.roleIDs)))
  }

  func deleteAgent(_ request: Agents.DeleteAgent, _ call: Call) async throws -> ContactDetails {
    ContactDetails(
      try await self.desk.deleteAgent(
        call, try AccountSelector(request.agent, .agent, field: "agent"),
        isConfirmed: request.confirmed))
  }
}
