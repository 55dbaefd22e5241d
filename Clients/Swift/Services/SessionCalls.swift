public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// Sessions: whose they are, how long they live, how they end.
  public var sessions: SessionCalls { SessionCalls(client: self) }
}

/// Sessions: whose they are, how long they live, how they end.
public struct SessionCalls: Sendable {
  let client: LatchkeyClient

  /// Tells of every session that dies, as it dies, so that caches can forget it.
  ///
  /// The first message says from which cursor on nothing is missed, or that everything must be
  /// forgotten. When the stream breaks, begin anew behind the last cursor.
  ///
  /// - Parameter afterCursor: The last one that was seen. Absent: from now on.
  /// - Returns: What dies, until the stream is let go or the service goes away.
  public func watchRevocations(afterCursor: Int64? = nil) -> AnswerStream<Revocation> {
    self.client.stream(Sessions.WatchRevocations(afterCursor: afterCursor))
  }

  /// Asks whose a session is. Sibling services make this call on every request of theirs.
  ///
  /// - Parameter session: The token that the end user showed.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func verifySession(session: Secret) async throws(LatchkeyError)
    -> Sessions.VerifySession.Response
  {
    try await self.client.callDirectly(Sessions.VerifySession(session: session))
  }

  /// Lists the sessions of the caller.
  ///
  /// - Parameter session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listOwnSessions(as session: Secret) async throws(LatchkeyError) -> SessionList {
    try await self.client.call(Sessions.ListOwnSessions(), as: session)
  }

  /// Ends one or all other sessions of the caller.
  ///
  /// - Parameters:
  ///   - sessionID: Only this one. Absent: all.
  ///   - includeCurrent: All means the current one too. Absent: it stays.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func revokeOwnSessions(
    sessionID: Int64? = nil, includeCurrent: Bool? = nil, as session: Secret
  ) async throws(LatchkeyError) -> SessionsRevoked {
    try await self.client.call(
      Sessions.RevokeOwnSessions(sessionID: sessionID, includeCurrent: includeCurrent), as: session)
  }

  /// Lists the sessions of somebody else.
  ///
  /// - Parameters:
  ///   - account: Whose.
  ///   - population: Whose address or name it is. Needed unless the account is named by
  ///       number.
  ///   - limit: How many at most, 1 to 200.
  ///   - beforeID: The last number of the page before.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listSessions(
    account: AccountReference, population: PopulationName? = nil, limit: Int? = nil,
    beforeID: Int64? = nil, as session: Secret
  ) async throws(LatchkeyError) -> SessionList {
    try await self.client.call(
      Sessions.ListSessions(
        account: account, population: population, limit: limit, beforeID: beforeID), as: session)
  }

  /// Ends one or all sessions of somebody else.
  ///
  /// - Parameters:
  ///   - account: Whose.
  ///   - sessionID: Only this one. Absent: all.
  ///   - population: Whose address or name it is. Needed unless the account is named by number.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func revokeSessions(
    account: AccountReference, sessionID: Int64? = nil, population: PopulationName? = nil,
    as session: Secret
  )
    async throws(LatchkeyError) -> SessionsRevoked
  {
    try await self.client.call(
      Sessions.RevokeSessions(account: account, sessionID: sessionID, population: population),
      as: session)
  }
}
