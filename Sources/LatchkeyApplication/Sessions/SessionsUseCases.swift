public import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// The service `Sessions`: who is signed in, and ending that.
public struct SessionsUseCases: Sendable {
  let gate: Gate
  /// Sessions that siblings ask about again and again.
  let standings = StandingCache()

  /// The session of a token, if it works. The call that siblings make on every request.
  ///
  /// A read of one row, or of none: see ``knownSession(_:token:)``. The last-seen time is written at
  /// most once in ``DeskSettings/sessionTouchInterval``.
  ///
  /// - Throws: A refusal: the token is no session's, or the session has ended.
  public func verifySession(
    _ call: Call, token: Secret
  ) async throws(Failure) -> Session {
    let sessions = self.gate.sessions
    // Before the look at the store: a change in between must not be missed.
    let revision = self.gate.store.standingsRevision
    let (found, now) = try await self.gate.read(Operation(.sessionsVerifySession), call) {
      snapshot throws(Failure) in
      guard let found = try sessions.find(token, in: snapshot.store) else {
        throw .refusal(.sessionInvalid)
      }
      switch found.standing.refusal(at: snapshot.now) {
      case nil: return (found, snapshot.now)
      case .expired: throw .refusal(.sessionExpired)
      case .invalid: throw .refusal(.sessionInvalid)
      }
    }
    var seen = found.standing
    if sessions.isLastSeenDue(seen.session, at: now),
      try await sessions.updateLastSeen(seen.session.id, at: now)
    {
      seen.session.lastSeenAt = now
    }
    if found.isUnderCurrentKey { self.standings.keep(seen, of: found.digest, at: revision) }
    return seen.session
  }

  /// The session of a token where that is known to work without asking the store, and nothing is to be
  /// written: the same answer as that of ``verifySession(_:token:)``, synchronously.
  ///
  /// - Parameters:
  ///   - principal: The sibling service that asks.
  ///   - token: What was shown to it.
  /// - Returns: The session; nil when the store must be asked.
  public func knownSession(_ principal: ServicePrincipal, token: Span<UInt8>) -> Session? {
    guard
      let (purpose, secret) = TokenText.read(token), purpose == .session(purpose.population)
    else { return nil }
    let revision = self.gate.store.standingsRevision
    let digest = self.gate.digests.digest(purpose, secret: secret)
    let now = self.gate.clock.now()
    guard
      let standing = self.standings.standing(of: digest, at: revision),
      standing.session.population == purpose.population,
      standing.refusal(at: now) == nil,
      !self.gate.sessions.isLastSeenDue(standing.session, at: now)
    else { return nil }
    do throws(Denial) {
      _ = try CallerCheck(
        .sessionsVerifySession, principal: principal, presented: .nobody
      ).grant()
      return standing.session
    } catch {
      return nil
    }
  }

  /// Sessions that are listed at most, the newest first.
  public static let listedMax = 200

  /// The sessions of the person who calls, and which of them is this one.
  ///
  /// - Throws: A refusal.
  public func listOwnSessions(
    _ call: Call
  ) async throws(Failure) -> (sessions: [Session], own: SessionID) {
    try await self.gate.read(Operation(.sessionsListOwnSessions), call) {
      snapshot throws(Failure) in
      let account = try snapshot.actorAccount()
      let own = snapshot.actor?.session ?? SessionID(rawValue: 0)
      let sessions = try snapshot.store.liveSessions(
        of: account, before: nil, limit: Self.listedMax, at: snapshot.now)
      return (sessions, own)
    }
  }

  /// Ends one session of the person who calls, or all but the present one, or all.
  ///
  /// - Returns: How many ended.
  /// - Throws: A refusal.
  public func revokeOwnSessions(
    _ call: Call, session: SessionID?, includingCurrent: Bool
  ) async throws(Failure) -> Int {
    try await self.gate.change(Operation(.sessionsRevokeOwnSessions), call) {
      change throws(Failure) in
      guard let person = change.actor else { return 0 }
      let count = try change.store.endSessions(
        of: person.account, only: session, except: includingCurrent ? nil : person.session)
      try change.record(["sessions": "\(count)"])
      return count
    }
  }

  /// A page of the sessions of another account, the newest first.
  ///
  /// - Parameters:
  ///   - call: The call.
  ///   - account: The owner of the sessions.
  ///   - before: The last session of the page before.
  ///   - limit: Sessions at most.
  /// - Returns: Those that still work.
  /// - Throws: A refusal, or what the store fails with.
  public func listSessions(
    _ call: Call, of account: AccountSelector, before: SessionID? = nil,
    limit: Int = Self.listedMax
  ) async throws(Failure) -> [Session] {
    try await self.gate.read(Operation(.sessionsListSessions, on: .account(account)), call) {
      snapshot throws(Failure) in
      try snapshot.store.liveSessions(
        of: try snapshot.targetAccount(), before: before, limit: limit, at: snapshot.now)
    }
  }

  /// Ends one session of another account, or all of them.
  ///
  /// - Returns: How many ended.
  /// - Throws: A refusal.
  public func revokeSessions(
    _ call: Call, of account: AccountSelector, session: SessionID?
  ) async throws(Failure) -> Int {
    try await self.gate.change(Operation(.sessionsRevokeSessions, on: .account(account)), call) {
      change throws(Failure) in
      let target = try change.targetAccount()
      let count = try change.store.endSessions(of: target.id, only: session, except: nil)
      try change.record(["sessions": "\(count)"])
      return count
    }
  }
}

extension StoreWriting {
  /// Ends one session, or all but one. A session that is not there is `NOT_FOUND`.
  fileprivate func endSessions(
    of account: AccountID, only session: SessionID?, except: SessionID?
  ) throws(Failure) -> Int {
    guard let session else { return try self.deleteSessions(of: account, except: except) }
    guard try self.deleteSession(session, of: account) else { throw .refusal(.notFound) }
    return 1
  }
}
