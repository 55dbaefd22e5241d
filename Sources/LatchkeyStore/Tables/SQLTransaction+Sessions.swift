internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

extension SQLTransaction {
  func session(_ digest: TokenDigest) throws(Failure) -> SessionStanding? {
    try self.first(
      SessionQuery.standing, [.blob(digest.bytes)], SessionStanding.init(reading:))
  }

  func sessions(
    of account: AccountID, before: SessionID?, limit: Int
  ) throws(Failure) -> [Session] {
    try self.all(
      SessionQuery.ofAccount,
      [.account(account), .integer(before?.rawValue ?? .max), .limit(limit)],
      Session.init(reading:))
  }

  func insert(_ session: NewSession) throws(Failure) -> SessionID {
    SessionID(rawValue: try self.add(SessionQuery.insert, session.insertedValues))
  }

  func touchSession(_ id: SessionID, at now: Timestamp) throws(Failure) {
    try self.run(SessionQuery.touch, [.time(now), .integer(id.rawValue)])
  }

  func proveSession(_ id: SessionID, at now: Timestamp) throws(Failure) {
    try self.run(SessionQuery.prove, [.time(now), .integer(id.rawValue)])
  }

  func rebindSession(_ id: SessionID, toEpoch epoch: Int64) throws(Failure) {
    try self.run(SessionQuery.rebind, [.integer(epoch), .integer(id.rawValue)])
  }

  func deleteSession(_ id: SessionID, of account: AccountID) throws(Failure) -> Bool {
    let values: [SQLValue] = [.integer(id.rawValue), .account(account)]
    try self.run(RevocationQuery.tellSession, values)
    return try self.run(SessionQuery.delete, values) == 1
  }

  func deleteSessions(of account: AccountID, except: SessionID?) throws(Failure) -> Int {
    // No session has the number 0.
    let values: [SQLValue] = [.account(account), .integer(except?.rawValue ?? 0)]
    try self.run(RevocationQuery.tellOtherSessions, values)
    return try self.run(SessionQuery.deleteOthers, values)
  }
}
