public import LatchkeyBase
public import LatchkeyDomain

/// Where accounts, roles, sessions, tokens, the outbox and the audit are kept.
///
/// A transaction is a closure over typed operations, so that one implementation may run it on
/// SQLite's single writer and another on a PostgreSQL connection. Inside the closure everything is
/// synchronous and consistent; nothing waits for people, mail or hashing in there.
public protocol Store: Sendable {
  /// Runs a closure on one consistent snapshot.
  ///
  /// - Parameter body: Reads, and returns what it found. It may run on the calling thread.
  /// - Returns: What the closure returned.
  /// - Throws: What the closure threw, or ``StoreError``.
  func read<Value: Sendable>(
    _ body: @Sendable (any StoreReading) throws -> Value
  ) async throws -> Value

  /// Runs a closure whose changes become durable together, or not at all.
  ///
  /// Returns only after the changes are on disk. Transactions that wait together may share one
  /// commit; each still stands or falls alone.
  /// - Parameter body: Reads and changes. When it throws, none of its changes remain.
  /// - Returns: What the closure returned.
  /// - Throws: What the closure threw, or ``StoreError``; after an error nothing was changed,
  ///   except for ``StoreError/outcomeUnknown``.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWriting) throws -> Value
  ) async throws -> Value

  /// Counts the changes of what sessions stand on: sessions, accounts, the store's epoch.
  ///
  /// Counted when they are on disk, before whoever made them is answered. So a ``SessionStanding`` that
  /// was read after this number was, is what the store says for as long as the number stays; but for the
  /// moment when the session was last seen, which may be later.
  var standingsRevision: UInt64 { get }
}

/// What can go wrong below a transaction.
public enum StoreError: Error, Hashable, Sendable {
  /// A rule of the store itself was broken: another row has this value already.
  case conflict(Conflict)
  /// The row changed since it was read; try the whole call again.
  case changedMeanwhile
  /// The disk is full. Nothing was changed.
  case diskFull
  /// The file cannot be written: permissions or a read-only file system. Nothing was changed.
  case readOnly
  /// The file is damaged. Restore it from a backup.
  case corrupt(detail: String)
  /// More transactions wait than the store takes. Nothing was changed.
  case overloaded
  /// The commit was tried and its outcome is not known.
  case outcomeUnknown(detail: String)
  /// The store is closing or closed. Nothing was changed.
  case closed
  /// Anything else. Nothing was changed.
  case failed(detail: String)

  /// Which value was taken.
  public enum Conflict: String, Hashable, Sendable {
    /// An agent's address.
    case address
    /// A login name.
    case loginName
    /// A role's name.
    case roleName
    /// There is an Account Administrator already.
    case accountAdministrator
    /// Something else that must be unique.
    case other
  }
}

/// Reads inside one transaction. Valid only inside its closure.
public protocol StoreReading {
  /// The store's epoch, from 1; grows on restore and on key compromise.
  func globalEpoch() throws(Failure) -> Int64

  /// One account.
  func account(_ id: AccountID) throws(Failure) -> Account?
  /// The accounts of a population that have this address as their primary one, at most `limit`.
  func accounts(
    in population: Population, withPrimaryEmail canonical: String, limit: Int
  ) throws(Failure) -> [Account]
  /// The accounts of a population that have this address at any place, at most `limit`.
  func accounts(
    in population: Population, withAnyEmail canonical: String, limit: Int
  ) throws(Failure) -> [Account]
  /// The account of a population with this login name.
  func account(in population: Population, withLoginName canonical: String) throws(Failure)
    -> Account?
  /// The accounts of a population with this telephone number, at most `limit`.
  func accounts(
    in population: Population, withPhone canonical: String, limit: Int
  ) throws(Failure) -> [Account]
  /// A page of accounts that were neither merged nor erased, by ascending id. `search` matches
  /// display names and addresses without regard to ASCII case.
  func accounts(
    in population: Population, after: AccountID?, search: String?, limit: Int
  ) throws(Failure) -> [Account]
  /// A page of contacts by ascending id. Takes no longer the more contacts there are that do not
  /// fit.
  func contacts(_ search: ContactSearch) throws(Failure) -> ContactPage
  /// Whether another contact has the same primary address as this one. Never for an agent.
  func isPrimaryEmailShared(of account: Account) throws(Failure) -> Bool
  /// A page of accounts whose lock holds at this moment, by ascending id.
  func lockedAccounts(after: AccountID?, at now: Timestamp, limit: Int) throws(Failure) -> [Account]
  /// The agent who is the Account Administrator; nil before bootstrap.
  func accountAdministrator() throws(Failure) -> AccountID?

  /// One role.
  func role(_ id: RoleID) throws(Failure) -> Role?
  /// Every role by ascending id, with the number of agents who hold it.
  func roles() throws(Failure) -> [(role: Role, members: Int)]
  /// The agents who hold a role, by ascending id.
  func members(of role: RoleID) throws(Failure) -> [AccountID]

  /// A session with what decides whether it still works, by one look-up.
  func session(_ digest: TokenDigest) throws(Failure) -> SessionStanding?
  /// An account's sessions, the newest first, from the one before on.
  func sessions(of account: AccountID, before: SessionID?, limit: Int) throws(Failure) -> [Session]

  /// What died, by ascending cursor, from the one after.
  func revocations(after cursor: Int64, limit: Int) throws(Failure) -> [SessionRevocation]
  /// The first and the last cursor that are kept; nil while nothing has died.
  func revocationBounds() throws(Failure) -> ClosedRange<Int64>?

  /// One token.
  func token(_ digest: TokenDigest) throws(Failure) -> Token?
  /// The device of an account that has one.
  func device(of account: AccountID) throws(Failure) -> Device?
  /// The device that an account is about to get.
  func enrollment(of account: AccountID) throws(Failure) -> Enrollment?
  /// Recovery codes of an account that were not used.
  func recoveryCodesLeft(of account: AccountID) throws(Failure) -> Int
  /// Devices of all accounts.
  func deviceCount() throws(Failure) -> Int
  /// Devices whose seed is sealed under a key, by ascending account.
  func devices(sealedUnder key: UInt32, limit: Int) throws(Failure) -> [Device]
  /// The attempts counted for a key.
  func throttle(_ key: ThrottleKey) throws(Failure) -> Throttle?
  /// Whether an account's owner has signed in from there and that is still remembered.
  func isKnown(_ origin: OriginKey, to account: AccountID, at now: Timestamp) throws(Failure)
    -> Bool

  /// One mail.
  func mail(_ id: MailID) throws(Failure) -> QueuedMail?
  /// The page of mails that fit the query.
  func mails(_ query: OutboxQuery) throws(Failure) -> [QueuedMail]
  /// The attempts that are kept of one mail, the first of them first.
  func attempts(at mail: MailID) throws(Failure) -> [MailAttempt]
  /// What waits for an administrator.
  func outboxSummary() throws(Failure) -> OutboxSummary
  /// The trouble with an account's address; nil when there is none.
  func addressTrouble(of account: AccountID) throws(Failure) -> AddressTrouble?
  /// A page of addresses that count as undeliverable, by ascending account.
  func undeliverableAddresses(after: AccountID?, limit: Int) throws(Failure) -> [AddressTrouble]
  /// What went out since a moment, to an address or to all, counted up to `limit`.
  func mailTraffic(
    to address: EmailAddress?, since moment: Timestamp, limit: Int
  ) throws(Failure) -> MailTraffic
  /// When the next mail falls due or a lease runs out, which may be over; nil when none waits.
  func nextMailDueAt() throws(Failure) -> Timestamp?

  /// The mail server that a call has set; nil while none was.
  func storedMailServer() throws(Failure) -> StoredMailServer?

  /// The version of a template that counts; nil while nobody has changed it.
  func mailTemplate(_ key: MailTemplate.Key) throws(Failure) -> StoredMailTemplate?
  /// The versions that are kept of a template, the newest first.
  func mailTemplateVersions(_ key: MailTemplate.Key) throws(Failure) -> [StoredMailTemplate]

  /// The last entry's sequence and link; nil while the audit is empty.
  func auditHead() throws(Failure) -> (sequence: Int64, link: [UInt8])?
  /// The seal over the last entry, kept apart from the entries; nil before the first.
  func auditSeal() throws(Failure) -> [UInt8]?
  /// Entries by ascending sequence, from the one after.
  func auditEntries(after sequence: Int64, limit: Int) throws(Failure) -> [AuditEntry]
  /// The page of entries that fit the query.
  func auditPage(_ query: AuditQuery) throws(Failure) -> AuditPage
  /// What stands for the entries that retention removed; nil while none was.
  func auditCheckpoint() throws(Failure) -> AuditCheckpoint?

  /// The last entry of this action with this account as its target.
  func lastEntry(_ action: AuditAction, on target: AccountID) throws(Failure) -> AuditEntry?

  /// What was decided about settings.
  func storedSettings() throws(Failure) -> StoredSettings
  /// The number of changes of settings: 0 before the first.
  func settingsRevision() throws(Failure) -> Int64

  /// What is remembered of a call with this idempotency key.
  func rememberedCall(_ key: IdempotencyKey) throws(Failure) -> RememberedCall?
}

/// Reads and changes inside one transaction. Valid only inside its closure.
public protocol StoreWriting: StoreReading {
  /// Adds an account and returns its id.
  func insert(_ account: NewAccount) throws(Failure) -> AccountID
  /// Stores an account as it is now. Its revision must be the stored one, and grows by one. Another
  /// epoch than the stored one is told among the revocations.
  ///
  /// - Throws: ``StoreError/changedMeanwhile`` when the stored revision is another.
  func update(_ account: Account) throws(Failure)

  /// Adds a role and returns its id.
  func insertRole(name: String, permissions: PermissionSet, isBuiltIn: Bool) throws(Failure)
    -> RoleID
  /// Stores a role as it is now. Its revision must be the stored one, and grows by one.
  func update(_ role: Role) throws(Failure)
  /// Removes a role that nobody holds.
  func deleteRole(_ id: RoleID) throws(Failure)

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

  /// Adds a token; a live one of the same purpose and account becomes superseded.
  func insert(_ token: NewToken) throws(Failure) -> TokenID
  /// Uses a live token: one conditional statement. False when it was no longer live.
  func claimToken(_ id: TokenID) throws(Failure) -> Bool
  /// Withdraws a live token: one conditional statement. False when it was no longer live.
  func revokeToken(_ id: TokenID) throws(Failure) -> Bool

  /// Stores the device that an account is about to get, in the place of an earlier one.
  func setEnrollment(_ enrollment: Enrollment) throws(Failure)
  /// Stores the device of an account that has one now (its row says so already), with the digests of
  /// its recovery codes, and forgets the enrollment.
  func insert(_ device: Device, recoveryCodes: [[UInt8]]) throws(Failure)
  /// Uses the code of a step: one conditional statement. False when it or a later one was used.
  func useStep(_ step: TimeStep, of account: AccountID) throws(Failure) -> Bool
  /// Uses a recovery code: one conditional statement. False when there is none with this digest.
  func useRecoveryCode(_ digest: [UInt8], of account: AccountID) throws(Failure) -> Bool
  /// Stores other recovery codes in the place of those of before.
  func setRecoveryCodes(_ digests: [[UInt8]], of account: AccountID) throws(Failure)
  /// Stores a device's seed under another seal. False when the seal changed meanwhile.
  func reseal(_ device: Device, to seed: SealedSeed) throws(Failure) -> Bool

  /// Stores the attempts counted for a key.
  func setThrottle(_ key: ThrottleKey, _ throttle: Throttle) throws(Failure)
  /// Forgets the attempts counted for a key.
  func clearThrottle(_ key: ThrottleKey) throws(Failure)
  /// Remembers that an account's owner signed in from there, and forgets the oldest beyond a number.
  func noteOrigin(
    _ origin: OriginKey, of account: AccountID, until end: Timestamp, keeping count: Int
  ) throws(Failure)
  /// Forgets every place from which an account's owner has signed in.
  func forgetOrigins(of account: AccountID) throws(Failure)

  /// Adds an entry at the end of the audit.
  func insert(_ entry: AuditEntry) throws(Failure)
  /// Replaces the seal over the last entry.
  func setAuditSeal(_ seal: [UInt8]) throws(Failure)
  /// Sets a checkpoint that is behind the one before, removes the entries up to it, and returns how
  /// many went. The caller bounds them, and has looked at their links.
  func trimAudit(to checkpoint: AuditCheckpoint) throws(Failure) -> Int

  /// Queues a mail and returns its id.
  func insert(_ mail: NewMail) throws(Failure) -> MailID
  /// Leases up to `limit` mails that are due, and those whose lease ran out, counting the attempt:
  /// first what tells of something that was done, then links that somebody waits for, then up to
  /// `bulkLimit` invitations, of which there may be thousands.
  func leaseMails(
    at now: Timestamp, until: Timestamp, limit: Int, bulkLimit: Int
  ) throws(Failure) -> [QueuedMail]
  /// Lets every lease end now, and returns how many. For who alone has the store: whoever held them
  /// is gone.
  func releaseMails(at now: Timestamp) throws(Failure) -> Int
  /// Gives a lease back as if it had not been taken, and lets the mail wait. False when the lease is
  /// gone.
  func postponeMail(_ id: MailID, attempt: Int, until: Timestamp) throws(Failure) -> Bool
  /// Ends an attempt: only the holder of this attempt's lease may. False when the lease is gone.
  func settleMail(
    _ id: MailID, attempt: Int, state: QueuedMail.State, nextAttemptAt: Timestamp,
    deliveredAt: Timestamp?, lastError: String?
  ) throws(Failure) -> Bool
  /// Queues a failed or deferred mail for now. False when it is in no such state.
  func requeueMail(_ id: MailID, at now: Timestamp) throws(Failure) -> Bool

  /// Cancels a mail that waits or failed. False when it is in no such state.
  func cancelMail(_ id: MailID) throws(Failure) -> Bool
  /// Keeps how an attempt ended, and forgets the oldest beyond ``MailAttempt/keptCount``.
  func note(_ attempt: MailAttempt, at mail: MailID) throws(Failure)
  /// Counts a refusal of an account's address for good. From so many on it counts as undeliverable.
  func noteAddressRefusal(
    of account: AccountID, at now: Timestamp, detail: String, undeliverableFrom failures: Int
  ) throws(Failure)
  /// Forgets the trouble with an account's address; false when there was none.
  func clearAddressTrouble(of account: AccountID) throws(Failure) -> Bool

  /// Replaces the mail server that a call has set.
  func setStoredMailServer(_ server: StoredMailServer) throws(Failure)

  /// Adds a version of a template, and forgets the oldest beyond ``StoredMailTemplate/keptCount``.
  func insert(_ template: StoredMailTemplate) throws(Failure)

  /// Replaces what was decided about settings.
  func setStoredSettings(_ settings: StoredSettings) throws(Failure)

  /// Remembers a call by its idempotency key.
  func remember(_ call: RememberedCall) throws(Failure)
  /// Forgets a call that was remembered, if it was.
  func forgetCall(_ key: IdempotencyKey) throws(Failure)
  /// Keeps the reply of a remembered call for replays.
  func keepReply(_ reply: [UInt8], for key: IdempotencyKey) throws(Failure)

  /// Removes sessions, tokens, counts and remembered calls that ended before this moment, and
  /// revocations beyond ``LatchkeyDomain/SessionRevocation/keptCount``, at most `limit` rows of each
  /// kind, and returns how many rows went.
  func purge(endedBefore moment: Timestamp, limit: Int) throws(Failure) -> Int
  /// Removes what is kept about an erased account beside its row: addresses of its mails,
  /// of which none goes out any more, and replies that are kept for replays.
  func scrub(_ account: AccountID) throws(Failure)
  /// One step, of about so many pages, of removing the last traces of erased accounts from the index
  /// of names. True when nothing is left to do.
  func compactSearch(pages: Int) throws(Failure) -> Bool
  /// Ends what a store of old must not bring back to life, over everything there is: queued mail,
  /// temporary passwords, remembered calls, recovery codes, codes of devices up to now. For a store that nobody serves (I17).
  func endWhatMustNotReturn(at now: Timestamp) throws(Failure) -> RestoreEffects
  /// Counts the store's epoch up: every token and session is dead, which is told among the
  /// revocations.
  func advanceGlobalEpoch() throws(Failure) -> Int64
}

/// An account that is about to be stored.
public struct NewAccount: Sendable {
  /// Contact or agent.
  public var population: Population
  /// The person's name.
  public var displayName: DisplayName
  /// The language for mails.
  public var locale: String
  /// A name to sign in with.
  public var loginName: LoginName?
  /// Addresses, the primary one first.
  public var emails: [EmailAddress]
  /// A telephone number.
  public var phone: PhoneNumber?
  /// Where its password lives.
  public var authenticationSource: Account.AuthenticationSource
  /// What it signs in with at first.
  public var credential: Credential
  /// When an activation was sent to it; nil when none is.
  public var invitedAt: Timestamp?
  /// The roles of an agent.
  public var roles: [RoleID]
  /// Whether it is the Account Administrator.
  public var isAccountAdministrator: Bool
  /// Now.
  public var createdAt: Timestamp

  /// An enabled account with epoch 1 and no lock.
  public init(
    population: Population, displayName: DisplayName, locale: String, loginName: LoginName?,
    emails: [EmailAddress], phone: PhoneNumber?,
    authenticationSource: Account.AuthenticationSource = .local, credential: Credential,
    invitedAt: Timestamp? = nil, roles: [RoleID], isAccountAdministrator: Bool,
    createdAt: Timestamp
  ) {
    self.population = population
    self.displayName = displayName
    self.locale = locale
    self.loginName = loginName
    self.emails = emails
    self.phone = phone
    self.authenticationSource = authenticationSource
    self.credential = credential
    self.invitedAt = invitedAt
    self.roles = roles
    self.isAccountAdministrator = isAccountAdministrator
    self.createdAt = createdAt
  }
}

/// A session with what decides whether it still works.
public struct SessionStanding: Hashable, Sendable {
  /// The session.
  public var session: Session
  /// The account's epoch now.
  public var accountEpoch: Int64
  /// Whether the account takes part.
  public var isEnabled: Bool
  /// The store's epoch now.
  public var globalEpoch: Int64

  /// A session with what decides about it.
  public init(session: Session, accountEpoch: Int64, isEnabled: Bool, globalEpoch: Int64) {
    self.session = session
    self.accountEpoch = accountEpoch
    self.isEnabled = isEnabled
    self.globalEpoch = globalEpoch
  }

  /// Why the session is not accepted at this moment, or nil when it is.
  public func refusal(at now: Timestamp) -> Session.Refusal? {
    self.session.refusal(
      epoch: self.accountEpoch, globalEpoch: self.globalEpoch, isEnabled: self.isEnabled, at: now)
  }
}

/// Names one call of one caller, so that it is done once however often it is sent.
public struct IdempotencyKey: Hashable, Sendable {
  /// The sibling service that called.
  public var principal: String
  /// The key that it chose: 16 to 32 bytes.
  public var key: [UInt8]

  /// A key of a caller.
  public init(principal: String, key: [UInt8]) {
    self.principal = principal
    self.key = key
  }
}

/// A call that was done, as it is remembered for replays. Holds no secret.
public struct RememberedCall: Hashable, Sendable {
  /// Its key.
  public var key: IdempotencyKey
  /// The method's number.
  public var method: UInt16
  /// A keyed digest of the subject and the request: another request under the same key is refused.
  public var requestDigest: [UInt8]
  /// When it was done.
  public var at: Timestamp
  /// Whom the reply speaks of, if of one account.
  public var account: AccountID?
  /// The encoded reply; nil while it is under way and for replies that hold a secret.
  public var reply: [UInt8]?

  /// A call to remember.
  public init(
    key: IdempotencyKey, method: UInt16, requestDigest: [UInt8], at: Timestamp,
    account: AccountID? = nil, reply: [UInt8]?
  ) {
    self.key = key
    self.method = method
    self.requestDigest = requestDigest
    self.at = at
    self.account = account
    self.reply = reply
  }
}
