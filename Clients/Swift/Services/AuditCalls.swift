public import LatchkeySchema

extension LatchkeyClient {
  /// What happened, in a chain that cannot be altered unseen.
  public var audit: AuditCalls { AuditCalls(client: self) }
}

/// What happened, in a chain that cannot be altered unseen.
public struct AuditCalls: Sendable {
  let client: LatchkeyClient

  /// Lists entries, the newest first.
  ///
  /// - Parameters:
  ///   - limit: How many at most, 1 to 200.
  ///   - beforeSequence: The last sequence of the page before.
  ///   - accountID: Only entries with this account as actor or target.
  ///   - deniedOnly: Only refusals.
  ///   - actorID: Only entries with this account as actor.
  ///   - targetID: Only entries with this account as target.
  ///   - action: Only this action, for instance `agent.password.set`; with a dot at the end,
  ///       all that begin so.
  ///   - fromTime: Not before.
  ///   - toTime: Before this.
  ///   - principal: Only calls through this service.
  ///   - session: Whose call this is. None: the service itself asks.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listEvents(
    limit: Int = 100, beforeSequence: Int64? = nil, accountID: Int64? = nil,
    deniedOnly: Bool? = nil, actorID: Int64? = nil, targetID: Int64? = nil, action: String? = nil,
    fromTime: UnixMilliseconds? = nil, toTime: UnixMilliseconds? = nil, principal: String? = nil,
    as session: Secret? = nil
  ) async throws(LatchkeyError) -> Audit.ListEvents.Response {
    try await self.client.call(
      Audit.ListEvents(
        limit: limit, beforeSequence: beforeSequence, accountID: accountID, deniedOnly: deniedOnly,
        actorID: actorID, targetID: targetID, action: action, fromTime: fromTime, toTime: toTime,
        principal: principal), as: session)
  }

  /// Computes the whole chain anew.
  ///
  /// - Parameter session: Whose call this is. None: the service itself asks.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func verifyChain(as session: Secret? = nil) async throws(LatchkeyError)
    -> Audit.VerifyChain.Response
  {
    try await self.client.call(Audit.VerifyChain(), as: session)
  }
}
