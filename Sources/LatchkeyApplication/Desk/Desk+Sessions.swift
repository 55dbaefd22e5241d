public import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// Says whose session a token is, if it works. The call that siblings make on every request.
  ///
  /// A read of one row, or of none: see ``knownSession(_:token:)``. The last-seen moment is written at
  /// most once in ``DeskSettings/sessionTouchInterval``.
  public func verifySession(_ call: Call, token: SecretBytes) async throws -> Session {
    let now = self.clock.now()
    // Before the look at the store: a change in between must not be missed.
    let revision = self.store.standingsRevision
    let (standing, digest): (SessionStanding, TokenDigest?)
    do {
      (standing, digest) = try await self.store.read { transaction in
        // Only the scope decides; it needs nothing from the store.
        _ = try CallerCheck(
          .sessionsVerifySession, principal: call.principal, presented: .nobody
        ).grant()
        guard let found = try self.find(token, in: transaction) else {
          throw Refusal(.sessionInvalid)
        }
        switch found.standing.refusal(at: now) {
        case nil: return (found.standing, found.isUnderCurrentKey ? found.digest : nil)
        case .expired: throw Refusal(.sessionExpired)
        case .invalid: throw Refusal(.sessionInvalid)
        }
      }
    } catch is Denial {
      // The gate says the same once more, and records it.
      try await self.enterPublic(.sessionsVerifySession, action: .verifySession, call)
      throw Refusal(.scopeMissing)
    }
    var seen = standing
    if self.isDueToBeSeen(standing.session, at: now),
      try await self.touch(standing.session.id, at: now)
    {
      seen.session.lastSeenAt = now
    }
    if let digest { self.standings.keep(seen, of: digest, at: revision) }
    return seen.session
  }

  /// The session of a token where that is known to work without asking the store, and nothing is to be
  /// written down: the same answer as that of ``verifySession(_:token:)``, at once.
  ///
  /// - Parameters:
  ///   - principal: The sibling service that asks.
  ///   - token: What somebody showed it.
  /// - Returns: The session; nil when it takes more than a moment to say, whatever the answer.
  public func knownSession(_ principal: ServicePrincipal, token: Span<UInt8>) -> Session? {
    guard
      let (purpose, secret) = TokenText.read(token), purpose == .session(purpose.population)
    else { return nil }
    let revision = self.store.standingsRevision
    let digest = self.digests.digest(purpose, secret: secret)
    let now = self.clock.now()
    guard
      let standing = self.standings.standing(of: digest, at: revision),
      standing.session.population == purpose.population,
      standing.refusal(at: now) == nil, !self.isDueToBeSeen(standing.session, at: now)
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

  /// Whether it is time to write down that a session was seen.
  func isDueToBeSeen(_ session: Session, at now: Timestamp) -> Bool {
    now >= session.lastSeenAt + self.settings.sessionTouchInterval
  }

  /// Notes that a session was seen, and says whether it could be noted. A store that takes no
  /// changes must not sign everybody out: the session stays good without the note.
  @discardableResult
  func touch(_ session: SessionID, at now: Timestamp) async throws -> Bool {
    do {
      try await self.store.write { try $0.touchSession(session, at: now) }
      return true
    } catch is StoreError {
      return false
    }
  }

  /// Own sessions that are listed at most, the newest first.
  public static let ownSessionsMax = 200

  /// The sessions of the person who calls, and which of them is this one.
  public func listOwnSessions(_ call: Call) async throws -> (sessions: [Session], own: SessionID) {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(method: .sessionsListOwnSessions, action: .sessionsListed), call
    ) { grant, transaction in
      let account = try transaction.actorAccount(of: grant)
      let own = grant.subject.person?.session ?? SessionID(rawValue: 0)
      let sessions = try transaction.liveSessions(
        of: account, before: nil, limit: Self.ownSessionsMax, at: now)
      return (sessions, own)
    }
  }

  /// Ends one session of the person who calls, or all but the present one, or all.
  ///
  /// - Returns: How many ended.
  public func revokeOwnSessions(
    _ call: Call, session: SessionID?, includingCurrent: Bool
  ) async throws -> Int {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(method: .sessionsRevokeOwnSessions, action: .sessionsRevoked), call
    ) { grant, transaction in
      guard let person = grant.subject.person else { return 0 }
      let count = try transaction.endSessions(
        of: person.account, only: session, except: includingCurrent ? nil : person.session)
      try self.record(
        self.done(.sessionsRevoked, grant, at: now, details: ["sessions": "\(count)"]),
        of: call, in: transaction)
      return count
    }
  }

  /// A page of the sessions of another account, the newest first.
  ///
  /// - Parameters:
  ///   - call: The call.
  ///   - account: Whose.
  ///   - before: The last session of the page before.
  ///   - limit: Sessions at most.
  /// - Returns: Those that still work.
  /// - Throws: ``Refusal``, or what the store throws.
  public func listSessions(
    _ call: Call, of account: AccountSelector, before: SessionID? = nil,
    limit: Int = Desk.ownSessionsMax
  ) async throws -> [Session] {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(
        method: .sessionsListSessions, action: .sessionsListed, target: .account(account)), call
    ) { grant, transaction in
      try transaction.liveSessions(
        of: try transaction.targetAccount(of: grant), before: before, limit: limit, at: now)
    }
  }

  /// Ends one session of another account, or all of them.
  ///
  /// - Returns: How many ended.
  public func revokeSessions(
    _ call: Call, of account: AccountSelector, session: SessionID?
  ) async throws -> Int {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(
        method: .sessionsRevokeSessions, action: .sessionsRevoked, target: .account(account)), call
    ) { grant, transaction in
      let target = try transaction.targetAccount(of: grant)
      let count = try transaction.endSessions(of: target.id, only: session, except: nil)
      try self.record(
        self.done(.sessionsRevoked, grant, at: now, details: ["sessions": "\(count)"]),
        of: call, in: transaction)
      return count
    }
  }
}

extension StoreReading {
  /// A page of an account's sessions that still work, the newest first. Those that do not are few:
  /// they go when they end, or with the clean-up.
  func liveSessions(
    of account: Account, before: SessionID?, limit: Int, at now: Timestamp
  ) throws -> [Session] {
    let globalEpoch = try self.globalEpoch()
    var live: [Session] = []
    var last = before
    while live.count < limit {
      let page = try self.sessions(of: account.id, before: last, limit: limit)
      live += page.filter { session in
        session.refusal(
          epoch: account.epoch, globalEpoch: globalEpoch, isEnabled: account.isEnabled, at: now)
          == nil
      }
      guard page.count == limit else { break }
      last = page.last?.id
    }
    return Array(live.prefix(limit))
  }
}

extension StoreWriting {
  /// Ends one session, or all but one. A session that is not there is `NOT_FOUND`.
  fileprivate func endSessions(
    of account: AccountID, only session: SessionID?, except: SessionID?
  ) throws -> Int {
    guard let session else { return try self.deleteSessions(of: account, except: except) }
    guard try self.deleteSession(session, of: account) else { throw Refusal(.notFound) }
    return 1
  }
}
