public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// Contacts: the customers, as staff and sibling services see and change them.
  public var contacts: ContactCalls { ContactCalls(client: self) }
}

/// Contacts: the customers, as staff and sibling services see and change them.
public struct ContactCalls: Sendable {
  let client: LatchkeyClient

  /// Makes a contact of somebody who raised a ticket, unless there is one. Asking again finds the
  /// same one.
  ///
  /// - Parameters:
  ///   - email: The address that the ticket came from.
  ///   - displayName: The name, if the ticket has one. Absent: made from the address.
  ///   - locale: Language of mails, as a BCP 47 tag.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func provisionRequester(email: String, displayName: String? = nil, locale: String? = nil)
    async throws(LatchkeyError) -> Contacts.ProvisionRequester.Response
  {
    try await self.client.call(
      Contacts.ProvisionRequester(email: email, displayName: displayName, locale: locale))
  }

  /// Looks one contact up.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - session: Whose call this is. None: the service itself asks.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getContact(contact: AccountReference, as session: Secret? = nil)
    async throws(LatchkeyError) -> ContactDetails
  {
    try await self.client.call(Contacts.GetContact(contact: contact), as: session)
  }

  /// Lists contacts by id, page by page.
  ///
  /// - Parameters:
  ///   - limit: How many at most, 1 to 200.
  ///   - afterID: The last id of the page before.
  ///   - search: Only those with this in a name or an address; at least three characters.
  ///   - filter: Which contacts. Absent: all.
  ///   - session: Whose call this is. None: the service itself asks.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listContacts(
    limit: Int = 100, afterID: Int64? = nil, search: String? = nil, filter: ContactFilter? = nil,
    as session: Secret? = nil
  ) async throws(LatchkeyError) -> Contacts.ListContacts.Response {
    try await self.client.call(
      Contacts.ListContacts(limit: limit, afterID: afterID, search: search, filter: filter),
      as: session)
  }

  /// Adds a contact. A mail for activation goes out when the setting says so.
  ///
  /// - Parameters:
  ///   - displayName: The name that people read.
  ///   - emails: Addresses, the primary one first. May be empty.
  ///   - loginName: Another way to name oneself at sign-in.
  ///   - phone: Telephone number.
  ///   - locale: Language of mails, as a BCP 47 tag. Absent: `en`.
  ///   - authenticationSource: Where the password lives. Absent: here.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func createContact(
    displayName: String, emails: [String], loginName: String? = nil, phone: String? = nil,
    locale: String? = nil, authenticationSource: AuthenticationSource? = nil, as session: Secret
  ) async throws(LatchkeyError) -> ContactDetails {
    try await self.client.call(
      Contacts.CreateContact(
        displayName: displayName, emails: emails, loginName: loginName, phone: phone,
        locale: locale, authenticationSource: authenticationSource), as: session)
  }

  /// Changes what is given. Another address moves where links go, and kills those that are out.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - displayName: A new name.
  ///   - emails: All addresses from now on, the primary one first.
  ///   - loginName: A new login name. Empty: none.
  ///   - phone: A new number. Empty: none.
  ///   - locale: A new language of mails.
  ///   - authenticationSource: Where the password lives from now on.
  ///   - revision: The revision that the caller saw.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func updateContact(
    contact: AccountReference, displayName: String? = nil, emails: [String]? = nil,
    loginName: String? = nil, phone: String? = nil, locale: String? = nil,
    authenticationSource: AuthenticationSource? = nil, revision: Int64? = nil, as session: Secret
  ) async throws(LatchkeyError) -> ContactDetails {
    try await self.client.call(
      Contacts.UpdateContact(
        contact: contact, displayName: displayName, emails: emails, loginName: loginName,
        phone: phone, locale: locale, authenticationSource: authenticationSource, revision: revision
      ), as: session)
  }

  /// Mails an activation link; an earlier one dies. Shown instead where no mail can go.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func sendActivation(contact: AccountReference, as session: Secret)
    async throws(LatchkeyError) -> LinkIssued
  {
    try await self.client.call(Contacts.SendActivation(contact: contact), as: session)
  }

  /// Puts a contact aside: no sign-in, no link, no session.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - reason: Shown to staff.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func deactivateContact(
    contact: AccountReference, reason: String? = nil, as session: Secret
  ) async throws(LatchkeyError) -> ContactDetails {
    try await self.client.call(
      Contacts.DeactivateContact(contact: contact, reason: reason), as: session)
  }

  /// Takes a contact back in, without a password.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func reactivateContact(contact: AccountReference, as session: Secret)
    async throws(LatchkeyError) -> ContactDetails
  {
    try await self.client.call(Contacts.ReactivateContact(contact: contact), as: session)
  }

  /// Folds one contact into another: addresses move over, the credential of the one that stays
  /// remains, everything of the other dies.
  ///
  /// - Parameters:
  ///   - contact: The one that stays.
  ///   - duplicateID: The one that goes.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func mergeContacts(contact: AccountReference, duplicateID: Int64, as session: Secret)
    async throws(LatchkeyError) -> ContactDetails
  {
    try await self.client.call(
      Contacts.MergeContacts(contact: contact, duplicateID: duplicateID), as: session)
  }

  /// Removes everything personal for good. The audit keeps a pseudonym.
  ///
  /// - Parameters:
  ///   - contactID: Which contact; by number alone, so that nobody else is meant.
  ///   - confirmed: Must be true: it cannot be undone.
  ///   - session: Whose call this is.
  /// - Throws: ``LatchkeyError``.
  public func eraseContact(contactID: Int64, confirmed: Bool, as session: Secret)
    async throws(LatchkeyError)
  {
    _ = try await self.client.call(
      Contacts.EraseContact(contactID: contactID, confirmed: confirmed), as: session)
  }

  /// Makes an agent of a contact. The contact is put aside; the agent gets an invitation.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - roleIDs: Roles of the new agent, only such as the actor may give.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func convertToAgent(contact: AccountReference, roleIDs: [Int64], as session: Secret)
    async throws(LatchkeyError) -> AgentDetails
  {
    try await self.client.call(
      Contacts.ConvertToAgent(contact: contact, roleIDs: roleIDs), as: session)
  }

  /// Adds contacts from another system, row by row. One task sends rows, another reads what became
  /// of each; a row that is refused ends nothing.
  ///
  /// - Parameters:
  ///   - sendActivation: Whether those without a password get an activation mail.
  ///   - session: Whose call this is.
  /// - Returns: The call in progress.
  public func importContacts(sendActivation: Bool, as session: Secret)
    -> TwoWayStream<ImportRow, ImportResult>
  {
    self.client.exchange(Contacts.ImportContacts(sendActivation: sendActivation), as: session)
  }
}
