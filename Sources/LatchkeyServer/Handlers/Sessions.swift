import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeyHot
import LatchkeySchema

/// Handlers of the service `Sessions`: sessions.
struct SessionsHandlers {
  let desk: Desk
  let read: RequestReader

  func verifySession(
    _ request: Sessions.VerifySession, _ call: Call
  ) async throws -> Sessions.VerifySession.Response {
    Sessions.VerifySession.Response(
      try await self.desk.sessions.verifySession(call, token: request.session))
  }

  /// The answer without a task, where the session is in the cache and nothing has to be written down.
  func verifySessionSynchronously(
    _ body: [UInt8], _ principal: ServicePrincipal
  ) -> Sessions.VerifySession.Response? {
    guard let token = Sessions.VerifySession.sessionInCommonForm(body) else { return nil }
    return self.desk.sessions.knownSession(principal, token: body.span.extracting(token))
      .map { Sessions.VerifySession.Response($0) }
  }

  func watchRevocations(
    _ request: Sessions.WatchRevocations, _ call: Call, _ answers: ResponseWriter<Revocation>
  ) async throws {
    try await self.desk.sessions.watchRevocations(call, after: request.afterCursor) { event in
      try await answers.send(Revocation(event))
    }
  }

  func listOwnSessions(
    _ request: Sessions.ListOwnSessions, _ call: Call
  ) async throws -> SessionList {
    let (sessions, own) = try await self.desk.sessions.listOwnSessions(call)
    return SessionList(sessions: sessions.map { SessionView($0, isCurrent: $0.id == own) })
  }

  func revokeOwnSessions(
    _ request: Sessions.RevokeOwnSessions, _ call: Call
  ) async throws -> SessionsRevoked {
    SessionsRevoked(
      revoked: try await self.desk.sessions.revokeOwnSessions(
        call, session: request.sessionID.map(SessionID.init),
        includingCurrent: request.includeCurrent ?? false))
  }

  func listSessions(_ request: Sessions.ListSessions, _ call: Call) async throws -> SessionList {
    let sessions = try await self.desk.sessions.listSessions(
      call, of: try self.read.account(request.account, in: request.population),
      before: request.beforeID.map(SessionID.init),
      limit: try PageLimit.checked(request.limit ?? PageLimit.max))
    return SessionList(sessions: sessions.map { SessionView($0, isCurrent: false) })
  }

  func revokeSessions(
    _ request: Sessions.RevokeSessions, _ call: Call
  ) async throws -> SessionsRevoked {
    SessionsRevoked(
      revoked: try await self.desk.sessions.revokeSessions(
        call, of: try self.read.account(request.account, in: request.population),
        session: request.sessionID.map(SessionID.init)))
  }
}
