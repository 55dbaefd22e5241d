internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

// Whatever is not plainly beside it changes what sessions stand on, and what is known of accounts.
extension SQLiteTransaction: StoreWriting {
  func insert(_ account: NewAccount) throws(Failure) -> AccountID {
    try self.changingStandings { connection throws(StoreError) in try connection.insert(account) }
  }

  func scrub(_ account: AccountID) throws(Failure) {
    try self.changingStandings { connection throws(StoreError) in try connection.scrub(account) }
  }

  func compactSearch(pages: Int) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in try connection.compactSearch(pages: pages) }
  }

  func insertRole(name: String, permissions: PermissionSet, isBuiltIn: Bool) throws(Failure)
    -> RoleID
  {
    try self.changingStandings { connection throws(StoreError) in
      try connection.insertRole(name: name, permissions: permissions, isBuiltIn: isBuiltIn)
    }
  }

  func update(_ role: Role) throws(Failure) {
    try self.changingStandings { connection throws(StoreError) in try connection.update(role) }
  }

  func deleteRole(_ id: RoleID) throws(Failure) {
    try self.changingStandings { connection throws(StoreError) in try connection.deleteRole(id) }
  }

  func insert(_ session: NewSession) throws(Failure) -> SessionID {
    try self.with { connection throws(StoreError) in try connection.insert(session) }
  }

  func touchSession(_ id: SessionID, at now: Timestamp) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.touchSession(id, at: now) }
  }

  func proveSession(_ id: SessionID, at now: Timestamp) throws(Failure) {
    try self.changingStandings { connection throws(StoreError) in
      try connection.proveSession(id, at: now)
    }
  }

  func rebindSession(_ id: SessionID, toEpoch epoch: Int64) throws(Failure) {
    try self.changingStandings { connection throws(StoreError) in
      try connection.rebindSession(id, toEpoch: epoch)
    }
  }

  func deleteSession(_ id: SessionID, of account: AccountID) throws(Failure) -> Bool {
    try self.changingStandings { connection throws(StoreError) in
      try connection.deleteSession(id, of: account)
    }
  }

  func deleteSessions(of account: AccountID, except: SessionID?) throws(Failure) -> Int {
    try self.changingStandings { connection throws(StoreError) in
      try connection.deleteSessions(of: account, except: except)
    }
  }

  func insert(_ token: NewToken) throws(Failure) -> TokenID {
    try self.with { connection throws(StoreError) in try connection.insert(token) }
  }

  func claimToken(_ id: TokenID) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in try connection.claimToken(id) }
  }

  func revokeToken(_ id: TokenID) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in try connection.revokeToken(id) }
  }

  func setEnrollment(_ enrollment: Enrollment) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.setEnrollment(enrollment) }
  }

  func insert(_ device: Device, recoveryCodes: [[UInt8]]) throws(Failure) {
    try self.with { connection throws(StoreError) in
      try connection.insert(device, recoveryCodes: recoveryCodes)
    }
  }

  func useStep(_ step: TimeStep, of account: AccountID) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in try connection.useStep(step, of: account) }
  }

  func useRecoveryCode(_ digest: [UInt8], of account: AccountID) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in
      try connection.useRecoveryCode(digest, of: account)
    }
  }

  func setRecoveryCodes(_ digests: [[UInt8]], of account: AccountID) throws(Failure) {
    try self.with { connection throws(StoreError) in
      try connection.setRecoveryCodes(digests, of: account)
    }
  }

  func reseal(_ device: Device, to seed: SealedSeed) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in try connection.reseal(device, to: seed) }
  }

  func setThrottle(_ key: ThrottleKey, _ throttle: Throttle) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.setThrottle(key, throttle) }
  }

  func clearThrottle(_ key: ThrottleKey) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.clearThrottle(key) }
  }

  func noteOrigin(
    _ origin: OriginKey, of account: AccountID, until end: Timestamp, keeping count: Int
  ) throws(Failure) {
    try self.with { connection throws(StoreError) in
      try connection.noteOrigin(origin, of: account, until: end, keeping: count)
    }
  }

  func forgetOrigins(of account: AccountID) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.forgetOrigins(of: account) }
  }

  func insert(_ entry: AuditEntry) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.insert(entry) }
  }

  func setAuditSeal(_ seal: [UInt8]) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.setAuditSeal(seal) }
  }

  func trimAudit(to checkpoint: AuditCheckpoint) throws(Failure) -> Int {
    try self.with { connection throws(StoreError) in try connection.trimAudit(to: checkpoint) }
  }

  func insert(_ mail: NewMail) throws(Failure) -> MailID {
    try self.with { connection throws(StoreError) in try connection.insert(mail) }
  }

  func leaseMails(
    at now: Timestamp, until: Timestamp, limit: Int, bulkLimit: Int
  ) throws(Failure)
    -> [QueuedMail]
  {
    try self.with { connection throws(StoreError) in
      try connection.leaseMails(
        at: now, until: until, limit: limit, bulkLimit: bulkLimit)
    }
  }

  func settleMail(
    _ id: MailID, attempt: Int, state: QueuedMail.State, nextAttemptAt: Timestamp,
    deliveredAt: Timestamp?, lastError: String?
  ) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in
      try connection.settleMail(
        id, attempt: attempt, state: state, nextAttemptAt: nextAttemptAt, deliveredAt: deliveredAt,
        lastError: lastError)
    }
  }

  func requeueMail(_ id: MailID, at now: Timestamp) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in try connection.requeueMail(id, at: now) }
  }

  func setStoredSettings(_ settings: StoredSettings) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.setStoredSettings(settings) }
  }

  func remember(_ call: RememberedCall) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.remember(call) }
  }

  func forgetCall(_ key: IdempotencyKey) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.forgetCall(key) }
  }

  func keepReply(_ reply: [UInt8], for key: IdempotencyKey) throws(Failure) {
    try self.with { connection throws(StoreError) in try connection.keepReply(reply, for: key) }
  }

  func purge(endedBefore moment: Timestamp, limit: Int) throws(Failure) -> Int {
    try self.changingStandings { connection throws(StoreError) in
      try connection.purge(endedBefore: moment, limit: limit)
    }
  }

  func advanceGlobalEpoch() throws(Failure) -> Int64 {
    try self.changingStandings { connection throws(StoreError) in
      try connection.advanceGlobalEpoch()
    }
  }

  func endWhatMustNotReturn(at now: Timestamp) throws(Failure) -> RestoreEffects {
    try self.changingStandings { connection throws(StoreError) in
      try connection.endWhatMustNotReturn(at: now)
    }
  }
}
