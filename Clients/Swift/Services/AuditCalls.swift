public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// What happened, in a chain that cannot be altered unseen.
  public var audit: AuditCalls { AuditCalls(client: self) }
}

/// What happened, in a chain that cannot be altered unseen.
public struct AuditCalls: Sendable {
  let client: LatchkeyClient

  /// Sends entries as they are written.
  ///
  /// - Parameter afterSequence: The last one that was seen. Absent: from now on.
  /// - Returns: Entries, until the stream is let go or the service goes away.
  public func tailEvents(afterSequence: Int64? = nil) -> AnswerStream<AuditEvent> {
    self.client.stream(Audit.TailEvents(afterSequence: afterSequence))
  }

  /// Sends all entries of a time, the oldest first.
  ///
  /// - Parameters:
  ///   - fromTime: Not before. Absent: from the first.
  ///   - toTime: Before this. Absent: to the last.
  ///   - afterSequence: Go on behind this one, after a stream that broke.
  ///   - session: Whose call this is: of somebody who may export the audit, freshly proved.
  /// - Returns: The entries up to the beginning of the call.
  public func exportEvents(
    fromTime: Timestamp? = nil, toTime: Timestamp? = nil,
    afterSequence: Int64? = nil, as session: Secret
  ) -> AnswerStream<AuditEvent> {
    self.client.stream(
      Audit.ExportEvents(fromTime: fromTime, toTime: toTime, afterSequence: afterSequence),
      as: session)
  }

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
    fromTime: Timestamp? = nil, toTime: Timestamp? = nil, principal: String? = nil,
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
