import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// A change in progress: a call that was allowed, and the transaction that decided so and carries it out.
///
/// It cannot be copied and lives as long as its transaction. All that it stores, records and queues
/// becomes durable together, or not at all.
struct Change: ~Copyable {
  /// The decision, and the state of the store that it was made on.
  let snapshot: Snapshot
  /// Reads and changes.
  let store: any StoreWriting
  let journal: CallJournal
  /// Whether mail can go at all.
  let isMailConfigured: Bool

  /// When the call began.
  var now: Timestamp { self.snapshot.now }

  /// The settings in force in this transaction.
  var settings: DeskSettings { get throws(Failure) { try self.snapshot.settings } }

  /// The owner of the session that the call presents; nil where the method asks for none.
  var actor: Person? { self.snapshot.actor }

  /// The account that the call acts upon, as it stands in this transaction.
  func targetAccount() throws(Failure) -> Account { try self.snapshot.targetAccount() }

  /// The account of the owner of the session, as it stands in this transaction.
  func actorAccount() throws(Failure) -> Account { try self.snapshot.actorAccount() }

  /// Appends the entry of this change to the audit.
  ///
  /// - Parameters:
  ///   - details: Typed facts. Never a secret.
  ///   - target: Another account than the target of the call.
  ///   - actor: Another one than the caller: the holder of a link, for instance.
  ///   - action: Another name than that of the method, for a second entry.
  /// - Returns: Its sequence.
  /// - Throws: What the store fails with.
  @discardableResult
  func record(
    _ details: [String: String] = [:], target: AccountID? = nil, by actor: AuditActor? = nil,
    as action: AuditAction? = nil
  ) throws(Failure) -> Int64 {
    try self.journal.append(
      AuditRecord(
        at: self.now, principal: self.snapshot.grant.principal.name,
        actor: actor ?? self.snapshot.grant.subject.auditActor,
        action: action ?? self.snapshot.action,
        target: target ?? self.snapshot.grant.target.accountID, details: details),
      to: self.store)
  }

  /// Appends the entry of a refusal that is kept, with what was counted up to it.
  ///
  /// - Parameters:
  ///   - refusal: What the caller is told.
  ///   - target: Another account than the target of the call.
  ///   - reason: What the audit says, where the caller must not learn it.
  /// - Returns: The refusal, for the closure of ``Gate/attempt(_:_:about:progress:wakingCourier:_:)``.
  /// - Throws: What the store fails with.
  func refuse(
    _ refusal: Refusal, target: AccountID? = nil, recordedAs reason: Reason? = nil
  ) throws(Failure) -> Refusal {
    try self.journal.append(
      AuditRecord(
        at: self.now, principal: self.snapshot.grant.principal.name,
        actor: self.snapshot.grant.subject.auditActor,
        action: self.snapshot.action, target: target ?? self.snapshot.grant.target.accountID,
        outcome: .refused,
        reason: (reason ?? refusal.reason).rawValue),
      to: self.store)
    return refusal
  }

  /// Queues a notice to the account's own address. Without an address or a way to mail nothing is sent.
  func notify(_ notice: AccountNotice, _ account: Account) throws(Failure) {
    try self.queue(.notice(notice), to: account)
  }

  /// Queues a mail to the account's own address, if there is one and a way to mail.
  func queue(_ kind: LatchkeyDomain.MailKind, to account: Account) throws(Failure) {
    guard self.isMailConfigured, let address = account.primaryEmail else { return }
    try self.queue(kind, to: account, at: address)
  }

  /// Queues a mail to an address. The courier is woken when the transaction is durable.
  @discardableResult
  func queue(
    _ kind: LatchkeyDomain.MailKind, to account: Account, at address: EmailAddress
  ) throws(Failure) -> MailID {
    self.snapshot.followUp.hasQueuedMail = true
    return try self.store.insert(
      NewMail(kind, account: account, address: address, queuedAt: self.now))
  }
}
