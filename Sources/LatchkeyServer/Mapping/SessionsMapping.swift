import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension SessionView {
  init(_ session: Session, isCurrent: Bool) {
    self.init(
      id: session.id.rawValue, createdAt: session.createdAt,
      lastSeenAt: session.lastSeenAt,
      expiresAt: session.expiresAt, principal: session.principal,
      isCurrent: isCurrent)
  }
}

extension Sessions.VerifySession.Response {
  /// What a sibling is told of a session that works.
  init(_ session: Session) {
    self.init(
      accountID: session.account.rawValue, population: PopulationName(session.population),
      credentialEpoch: session.epoch, idleExpiresAt: session.idleExpiresAt,
      expiresAt: session.expiresAt)
  }
}

extension Revocation {
  /// What a watcher is told, on the wire.
  init(_ event: RevocationEvent) {
    switch event {
    case .start(let cursor):
      self.init(cursor: cursor, kind: .start)
    case .revoked(let revocation):
      switch revocation.scope {
      case .session(let session, let account, let population):
        self.init(
          cursor: revocation.cursor, kind: .session, accountID: account.rawValue,
          population: PopulationName(population), sessionID: session.rawValue)
      case .account(let account, let population, let epoch):
        self.init(
          cursor: revocation.cursor, kind: .account, accountID: account.rawValue,
          population: PopulationName(population), credentialEpoch: epoch)
      case .everything:
        self.init(cursor: revocation.cursor, kind: .everything)
      }
    }
  }
}
