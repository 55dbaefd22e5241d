internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

extension SQLiteTransaction: StoreReading {
  func globalEpoch() throws(Failure) -> Int64 {
    try self.with { connection throws(StoreError) in try connection.globalEpoch() }
  }

  func accounts(in population: Population, withPrimaryEmail canonical: String, limit: Int)
    throws(Failure) -> [Account]
  {
    try self.with { connection throws(StoreError) in
      try connection.accounts(in: population, withPrimaryEmail: canonical, limit: limit)
    }
  }

  func accounts(in population: Population, withAnyEmail canonical: String, limit: Int)
    throws(Failure) -> [Account]
  {
    try self.with { connection throws(StoreError) in
      try connection.accounts(in: population, withAnyEmail: canonical, limit: limit)
    }
  }

  func account(in population: Population, withLoginName canonical: String) throws(Failure)
    -> Account?
  {
    try self.with { connection throws(StoreError) in
      try connection.account(in: population, withLoginName: canonical)
    }
  }

  func accounts(in population: Population, withPhone canonical: String, limit: Int)
    throws(Failure) -> [Account]
  {
    try self.with { connection throws(StoreError) in
      try connection.accounts(in: population, withPhone: canonical, limit: limit)
    }
  }

  func accounts(in population: Population, after: AccountID?, search: String?, limit: Int)
    throws(Failure) -> [Account]
  {
    try self.with { connection throws(StoreError) in
      try connection.accounts(in: population, after: after, search: search, limit: limit)
    }
  }

  func contacts(_ search: ContactSearch) throws(Failure) -> ContactPage {
    try self.with { connection throws(StoreError) in try connection.contacts(search) }
  }

  func isPrimaryEmailShared(of account: Account) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in
      try connection.isPrimaryEmailShared(of: account)
    }
  }

  func lockedAccounts(after: AccountID?, at now: Timestamp, limit: Int) throws(Failure)
    -> [Account]
  {
    try self.with { connection throws(StoreError) in
      try connection.lockedAccounts(after: after, at: now, limit: limit)
    }
  }

  func accountAdministrator() throws(Failure) -> AccountID? {
    try self.with { connection throws(StoreError) in try connection.accountAdministrator() }
  }

  func role(_ id: RoleID) throws(Failure) -> Role? {
    try self.with { connection throws(StoreError) in try connection.role(id) }
  }

  func roles() throws(Failure) -> [(role: Role, members: Int)] {
    try self.with { connection throws(StoreError) in try connection.roles() }
  }

  func members(of role: RoleID) throws(Failure) -> [AccountID] {
    try self.with { connection throws(StoreError) in try connection.members(of: role) }
  }

  func session(_ digest: TokenDigest) throws(Failure) -> SessionStanding? {
    try self.with { connection throws(StoreError) in try connection.session(digest) }
  }

  func sessions(
    of account: AccountID, before: SessionID?, limit: Int
  ) throws(Failure) -> [Session] {
    try self.with { connection throws(StoreError) in
      try connection.sessions(of: account, before: before, limit: limit)
    }
  }

  func revocations(after cursor: Int64, limit: Int) throws(Failure) -> [SessionRevocation] {
    try self.with { connection throws(StoreError) in
      try connection.revocations(after: cursor, limit: limit)
    }
  }

  func revocationBounds() throws(Failure) -> ClosedRange<Int64>? {
    try self.with { connection throws(StoreError) in try connection.revocationBounds() }
  }

  func token(_ digest: TokenDigest) throws(Failure) -> Token? {
    try self.with { connection throws(StoreError) in try connection.token(digest) }
  }

  func device(of account: AccountID) throws(Failure) -> Device? {
    try self.with { connection throws(StoreError) in try connection.device(of: account) }
  }

  func enrollment(of account: AccountID) throws(Failure) -> Enrollment? {
    try self.with { connection throws(StoreError) in try connection.enrollment(of: account) }
  }

  func recoveryCodesLeft(of account: AccountID) throws(Failure) -> Int {
    try self.with { connection throws(StoreError) in try connection.recoveryCodesLeft(of: account) }
  }

  func deviceCount() throws(Failure) -> Int {
    try self.with { connection throws(StoreError) in try connection.deviceCount() }
  }

  func devices(sealedUnder key: UInt32, limit: Int) throws(Failure) -> [Device] {
    try self.with { connection throws(StoreError) in
      try connection.devices(sealedUnder: key, limit: limit)
    }
  }

  func throttle(_ key: ThrottleKey) throws(Failure) -> Throttle? {
    try self.with { connection throws(StoreError) in try connection.throttle(key) }
  }

  func isKnown(
    _ origin: OriginKey, to account: AccountID, at now: Timestamp
  ) throws(Failure) -> Bool {
    try self.with { connection throws(StoreError) in
      try connection.isKnown(origin, to: account, at: now)
    }
  }

  func mail(_ id: MailID) throws(Failure) -> QueuedMail? {
    try self.with { connection throws(StoreError) in try connection.mail(id) }
  }

  func mails(_ query: OutboxQuery) throws(Failure) -> [QueuedMail] {
    try self.with { connection throws(StoreError) in try connection.mails(query) }
  }

  func nextMailDueAt() throws(Failure) -> Timestamp? {
    try self.with { connection throws(StoreError) in try connection.nextMailDueAt() }
  }

  func auditHead() throws(Failure) -> (sequence: Int64, link: [UInt8])? {
    try self.with { connection throws(StoreError) in try connection.auditHead() }
  }

  func auditSeal() throws(Failure) -> [UInt8]? {
    try self.with { connection throws(StoreError) in try connection.auditSeal() }
  }

  func auditEntries(after sequence: Int64, limit: Int) throws(Failure) -> [AuditEntry] {
    try self.with { connection throws(StoreError) in
      try connection.auditEntries(after: sequence, limit: limit)
    }
  }

  func auditPage(_ query: AuditQuery) throws(Failure) -> AuditPage {
    try self.with { connection throws(StoreError) in try connection.auditPage(query) }
  }

  func auditCheckpoint() throws(Failure) -> AuditCheckpoint? {
    try self.with { connection throws(StoreError) in try connection.auditCheckpoint() }
  }

  func lastEntry(_ action: AuditAction, on target: AccountID) throws(Failure) -> AuditEntry? {
    try self.with { connection throws(StoreError) in
      try connection.lastEntry(action, on: target)
    }
  }

  func storedSettings() throws(Failure) -> StoredSettings {
    try self.with { connection throws(StoreError) in try connection.storedSettings() }
  }

  func settingsRevision() throws(Failure) -> Int64 {
    try self.with { connection throws(StoreError) in try connection.settingsRevision() }
  }

  func rememberedCall(_ key: IdempotencyKey) throws(Failure) -> RememberedCall? {
    try self.with { connection throws(StoreError) in try connection.rememberedCall(key) }
  }
}
