public import LatchkeyBase
public import LatchkeySchema

/// What gives a contact a password.
extension ContactCalls {
  /// Sets the password of a contact on its behalf. No notice goes out unless the setting says so.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - newPassword: The password; the policy applies.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func setPassword(contact: AccountReference, newPassword: Secret, as session: Secret)
    async throws(LatchkeyError) -> Contacts.SetPassword.Response
  {
    try await self.client.call(
      Contacts.SetPassword(contact: contact, newPassword: newPassword), as: session)
  }

  /// Mails a reset link to the primary address, or shows it once where no mail can go. The
  /// present password works until it is used.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func sendPasswordResetLink(contact: AccountReference, as session: Secret)
    async throws(LatchkeyError) -> LinkIssued
  {
    try await self.client.call(Contacts.SendPasswordResetLink(contact: contact), as: session)
  }

  /// Says what issuing a temporary password would do. Changes nothing.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func previewTemporaryPassword(contact: AccountReference, as session: Secret)
    async throws(LatchkeyError) -> Contacts.PreviewTemporaryPassword.Response
  {
    try await self.client.call(Contacts.PreviewTemporaryPassword(contact: contact), as: session)
  }

  /// Makes a temporary password, shown once. The old password, all sessions and all links are
  /// dead at once.
  ///
  /// - Parameters:
  ///   - contact: Which contact.
  ///   - confirmed: Must be true: the member of staff was asked.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func issueTemporaryPassword(contact: AccountReference, confirmed: Bool, as session: Secret)
    async throws(LatchkeyError) -> Contacts.IssueTemporaryPassword.Response
  {
    try await self.client.call(
      Contacts.IssueTemporaryPassword(contact: contact, confirmed: confirmed), as: session)
  }
}
