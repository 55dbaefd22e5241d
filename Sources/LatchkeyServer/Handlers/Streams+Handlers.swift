import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func watchRevocations(
    _ request: Sessions.WatchRevocations, _ call: Call, _ answers: Answers<Revocation>
  ) async throws {
    try await self.desk.watchRevocations(call, after: request.afterCursor) { event in
      try await answers.send(Revocation(event))
    }
  }

  func tailEvents(
    _ request: Audit.TailEvents, _ call: Call, _ answers: Answers<AuditEvent>
  ) async throws {
    try await self.desk.tailAudit(call, after: request.afterSequence) { entry, accounts in
      try await answers.send(AuditEvent(entry, accounts: accounts))
    }
  }

  func exportEvents(
    _ request: Audit.ExportEvents, _ call: Call, _ answers: Answers<AuditEvent>
  ) async throws {
    try await self.desk.exportAudit(
      call, from: request.fromTime.map { Timestamp(milliseconds: $0.rawValue) },
      to: request.toTime.map { Timestamp(milliseconds: $0.rawValue) },
      after: request.afterSequence
    ) { entry, accounts in
      try await answers.send(AuditEvent(entry, accounts: accounts))
    }
  }
}

extension Revocation {
  /// What a watcher is told, on the wire.
  fileprivate init(_ event: RevocationEvent) {
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
