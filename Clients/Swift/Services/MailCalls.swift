public import LatchkeySchema

extension LatchkeyClient {
  /// The queue of outgoing mail, as a person follows it.
  public var mail: MailCalls { MailCalls(client: self) }
}

/// The queue of outgoing mail, as a person follows it.
public struct MailCalls: Sendable {
  let client: LatchkeyClient

  /// Lists queued and sent messages, the newest first.
  ///
  /// - Parameters:
  ///   - limit: How many at most, 1 to 200.
  ///   - beforeID: The last id of the page before.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listMessages(limit: Int = 100, beforeID: Int64? = nil, as session: Secret)
    async throws(LatchkeyError) -> Mail.ListMessages.Response
  {
    try await self.client.call(Mail.ListMessages(limit: limit, beforeID: beforeID), as: session)
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
}
