public import LatchkeyBase
public import LatchkeyDomain

/// Reads sessions, the store's epoch that they carry, and what was revoked.
public protocol SessionReading {
  /// The store's epoch, from 1; grows on restore and on key compromise.
  func globalEpoch() throws(Failure) -> Int64
  /// A session with what decides whether it still works, by one look-up.
  func session(_ digest: TokenDigest) throws(Failure) -> SessionStanding?
  /// An account's sessions, the newest first, from the one before on.
  func sessions(
    of account: AccountID, before: SessionID?, limit: Int
  ) throws(Failure) -> [Session]
  /// What was revoked, by ascending cursor, from the one after.
  func revocations(after cursor: Int64, limit: Int) throws(Failure) -> [SessionRevocation]
  /// The first and the last cursor that are kept; nil while nothing was revoked.
  func revocationBounds() throws(Failure) -> ClosedRange<Int64>?
}

/// Begins, changes and ends sessions.
public protocol SessionWriting: SessionReading {
  /// Adds a session and returns its id.
  func insert(_ session: NewSession) throws(Failure) -> SessionID
  /// Notes that a session was seen.
  func touchSession(_ id: SessionID, at now: Timestamp) throws(Failure)
  /// Notes that the session's owner proved who they are.
  func proveSession(_ id: SessionID, at now: Timestamp) throws(Failure)
  /// Binds a session to the account's new epoch: the one session that an own change spares.
  func rebindSession(_ id: SessionID, toEpoch epoch: Int64) throws(Failure)
  /// Ends one session of an account and tells so among the revocations; false when it has no such
  /// session.
  func deleteSession(_ id: SessionID, of account: AccountID) throws(Failure) -> Bool
  /// Ends an account's sessions, except one, tells so among the revocations, and returns how many.
  func deleteSessions(of account: AccountID, except: SessionID?) throws(Failure) -> Int
  /// Counts the store's epoch up and returns it: every token and session is dead, which is told among
  /// the revocations.
  func advanceGlobalEpoch() throws(Failure) -> Int64
}
