public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// The mail server, the texts, and the queue of outgoing mail.
  public var mail: MailCalls { MailCalls(client: self) }
}

/// The mail server, the texts, and the queue of outgoing mail.
public struct MailCalls: Sendable {
  let client: LatchkeyClient

  /// The mail server that counts. Never its password.
  ///
  /// - Parameter session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getServer(as session: Secret) async throws(LatchkeyError) -> MailServerView {
    try await self.client.call(Mail.GetServer(), as: session)
  }

  /// Replaces the mail server. It counts as soon as the call returns.
  ///
  /// - Parameters:
  ///   - server: The whole of it: what is absent goes back to its default.
  ///   - revision: The revision that the caller saw.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func updateServer(
    server: MailServerSettings, revision: Int64, as session: Secret
  ) async throws(LatchkeyError) -> MailServerView {
    try await self.client.call(
      Mail.UpdateServer(server: server, revision: revision), as: session)
  }

  /// Sends one sample message, and says which step failed if one did.
  ///
  /// - Parameters:
  ///   - address: Where the sample goes.
  ///   - server: The server to try. Absent: the one that counts.
  ///   - locale: The language of the sample.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func testServer(
    address: String, server: MailServerSettings? = nil, locale: String? = nil, as session: Secret
  ) async throws(LatchkeyError) -> Mail.TestServer.Response {
    try await self.client.call(
      Mail.TestServer(address: address, server: server, locale: locale), as: session)
  }

  /// Every template, or those that fit.
  ///
  /// - Parameters:
  ///   - population: Only those for contacts or agents.
  ///   - language: Only those of one language.
  ///   - editedOnly: Only those that differ from what comes with the service.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listTemplates(
    population: PopulationName? = nil, language: String? = nil, editedOnly: Bool? = nil,
    as session: Secret
  ) async throws(LatchkeyError) -> Mail.ListTemplates.Response {
    try await self.client.call(
      Mail.ListTemplates(population: population, language: language, editedOnly: editedOnly),
      as: session)
  }

  /// Shows what a template says, with sample facts, and what is wrong with it.
  ///
  /// - Parameters:
  ///   - key: Which template.
  ///   - draft: What it would say. Absent: what it says now.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func previewTemplate(
    key: TemplateKey, draft: TemplateText? = nil, as session: Secret
  ) async throws(LatchkeyError) -> Mail.PreviewTemplate.Response {
    try await self.client.call(Mail.PreviewTemplate(key: key, draft: draft), as: session)
  }

  /// Replaces what a template says, or resets it.
  ///
  /// - Parameters:
  ///   - key: Which template.
  ///   - text: What it says. Absent: what comes with the service.
  ///   - version: The version that the caller saw.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func updateTemplate(
    key: TemplateKey, text: TemplateText? = nil, version: Int, as session: Secret
  ) async throws(LatchkeyError) -> TemplateView {
    try await self.client.call(
      Mail.UpdateTemplate(key: key, text: text, version: version), as: session)
  }

  /// Lists queued and sent messages, the newest first.
  ///
  /// - Parameters:
  ///   - limit: How many at most, 1 to ``PageLimit/max``.
  ///   - beforeID: The last id of the page before.
  ///   - state: Only messages in this state.
  ///   - accountID: Only messages about this account.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listMessages(
    limit: Int = 100, beforeID: Int64? = nil, state: MailState? = nil, accountID: Int64? = nil,
    as session: Secret
  ) async throws(LatchkeyError) -> Mail.ListMessages.Response {
    try await self.client.call(
      Mail.ListMessages(limit: limit, beforeID: beforeID, state: state, accountID: accountID),
      as: session)
  }

  /// One message, with every attempt at it.
  ///
  /// - Parameters:
  ///   - id: Number in the queue.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getMessage(
    id: Int64, as session: Secret
  ) async throws(LatchkeyError) -> Mail.GetMessage.Response {
    try await self.client.call(Mail.GetMessage(id: id), as: session)
  }

  /// Tries a deferred or failed message again now.
  ///
  /// - Parameters:
  ///   - id: Number in the queue.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func retryMessage(id: Int64, as session: Secret) async throws(LatchkeyError) -> MailView {
    try await self.client.call(Mail.RetryMessage(id: id), as: session)
  }

  /// Takes a message that waits or failed out of the queue.
  ///
  /// - Parameters:
  ///   - id: Number in the queue.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func cancelMessage(id: Int64, as session: Secret) async throws(LatchkeyError) -> MailView {
    try await self.client.call(Mail.CancelMessage(id: id), as: session)
  }

  /// Lists accounts whose address is refused again and again.
  ///
  /// - Parameters:
  ///   - limit: How many at most, 1 to ``PageLimit/max``.
  ///   - afterID: The last account of the page before.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listUndeliverable(
    limit: Int = 100, afterID: Int64? = nil, as session: Secret
  ) async throws(LatchkeyError) -> Mail.ListUndeliverable.Response {
    try await self.client.call(
      Mail.ListUndeliverable(limit: limit, afterID: afterID), as: session)
  }

  /// Forgets that an address was refused.
  ///
  /// - Parameters:
  ///   - accountID: Whose address.
  ///   - session: Whose call this is.
  /// - Throws: ``LatchkeyError``.
  public func clearUndeliverable(accountID: Int64, as session: Secret) async throws(LatchkeyError) {
    _ = try await self.client.call(Mail.ClearUndeliverable(accountID: accountID), as: session)
  }
}
