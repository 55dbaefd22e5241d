public import LatchkeyBase
public import LatchkeyDomain

/// Reads the outbox and what administrators of mail have set.
public protocol MailReading {
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
  /// What went out since a time, to an address or to all, counted up to `limit`.
  func mailTraffic(
    to address: EmailAddress?, since start: Timestamp, limit: Int
  ) throws(Failure) -> MailTraffic
  /// When the next mail falls due or a lease runs out, which may be over; nil when none waits.
  func nextMailDueAt() throws(Failure) -> Timestamp?
  /// The mail server that a call has set; nil while none was.
  func storedMailServer() throws(Failure) -> StoredMailServer?
  /// The version of a template that counts; nil while the one of the program does.
  func mailTemplate(_ key: MailTemplate.Key) throws(Failure) -> StoredMailTemplate?
  /// The versions that are kept of a template, the newest first.
  func mailTemplateVersions(_ key: MailTemplate.Key) throws(Failure) -> [StoredMailTemplate]
}

extension MailReading {
  /// A page of all mails by descending id.
  public func mails(before: MailID?, limit: Int) throws(Failure) -> [QueuedMail] {
    try self.mails(OutboxQuery(before: before, limit: limit))
  }
}

/// Queues mail, leases it for delivery and notes what came of it.
public protocol MailWriting: MailReading {
  /// Queues a mail and returns its id.
  func insert(_ mail: NewMail) throws(Failure) -> MailID
  /// Leases up to `limit` mails that are due, and those with an expired lease, counting the attempt:
  /// first notices of something that was done, then links that a person waits for, then up to
  /// `bulkLimit` invitations, of which there may be thousands.
  func leaseMails(
    at now: Timestamp, until: Timestamp, limit: Int, bulkLimit: Int
  ) throws(Failure) -> [QueuedMail]
  /// Lets every lease end now, and returns how many. Only for a store that no other daemon serves: their
  /// holders are gone.
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
}
