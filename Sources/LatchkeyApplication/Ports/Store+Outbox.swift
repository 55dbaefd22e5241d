public import LatchkeyBase
public import LatchkeyDomain

/// Which mails are asked for, the newest first. Whatever is set must fit.
public struct OutboxQuery: Hashable, Sendable {
  /// Only mails behind this one, as the page before said.
  public var before: MailID?
  /// Only mails in this state.
  public var state: QueuedMail.State?
  /// Only mails that concern this account.
  public var account: AccountID?
  /// Mails at most.
  public var limit: Int

  /// A query.
  public init(
    before: MailID? = nil, state: QueuedMail.State? = nil, account: AccountID? = nil, limit: Int
  ) {
    self.before = before
    self.state = state
    self.account = account
    self.limit = limit
  }
}

/// What waits for an administrator in the outbox.
public struct OutboxSummary: Hashable, Sendable {
  /// Each number counts up to this and no further: nobody needs it exactly, and counting takes time.
  public static let countMax = 1_000

  /// Mails that wait for their turn or for another attempt.
  public var waiting: Int
  /// Since when the oldest of them waits.
  public var waitingSince: Timestamp?
  /// Mails that were given up.
  public var failed: Int
  /// When the oldest of them was queued.
  public var failedSince: Timestamp?
  /// Accounts whose address counts as undeliverable.
  public var undeliverable: Int

  /// A summary.
  public init(
    waiting: Int = 0, waitingSince: Timestamp? = nil, failed: Int = 0,
    failedSince: Timestamp? = nil, undeliverable: Int = 0
  ) {
    self.waiting = waiting
    self.waitingSince = waitingSince
    self.failed = failed
    self.failedSince = failedSince
    self.undeliverable = undeliverable
  }
}

/// How one attempt to deliver a mail ended (failure 9).
public struct MailAttempt: Hashable, Sendable {
  /// Attempts that are kept of one mail: the last ones.
  public static let keptCount = 50

  /// Which attempt, from 1.
  public var number: Int
  /// When it ended.
  public var at: Timestamp
  /// What became of the mail by it.
  public var state: QueuedMail.State
  /// What went wrong, with the server's reply; nil when nothing did. Holds no secret.
  public var detail: String?

  /// An attempt.
  public init(number: Int, at: Timestamp, state: QueuedMail.State, detail: String?) {
    self.number = number
    self.at = at
    self.state = state
    self.detail = detail
  }
}

/// That an account's primary address was refused for good, so many times without a delivery in
/// between. Another address ends it.
public struct AddressTrouble: Hashable, Sendable {
  /// Whose address.
  public var account: AccountID
  /// Refusals, one after the other.
  public var failures: Int
  /// When the first was.
  public var since: Timestamp
  /// When the last was.
  public var last: Timestamp
  /// What the server said last.
  public var detail: String
  /// Since when it counts as undeliverable; nil while it does not.
  public var markedAt: Timestamp?

  /// Trouble with an address.
  public init(
    account: AccountID, failures: Int, since: Timestamp, last: Timestamp, detail: String,
    markedAt: Timestamp?
  ) {
    self.account = account
    self.failures = failures
    self.since = since
    self.last = last
    self.detail = detail
    self.markedAt = markedAt
  }
}

/// The mail server that a call has set.
public struct StoredMailServer: Hashable, Sendable {
  /// Counts changes from 1. 0: none was ever set.
  public var revision: Int64
  /// Where mail goes.
  public var server: MailServer

  /// The mail server that a call has set; none, unless said otherwise.
  public init(revision: Int64 = 0, server: MailServer = MailServer(.none)) {
    self.revision = revision
    self.server = server
  }
}

/// One version of a template that an administrator wrote.
public struct StoredMailTemplate: Hashable, Sendable {
  /// Versions that are kept of one template: the last ones.
  public static let keptCount = 20

  /// Which template.
  public var key: MailTemplate.Key
  /// Counts versions from 1. 0 is what comes with the program.
  public var version: Int
  /// What it says; nil from when it was reset to what comes with the program.
  public var template: MailTemplate?
  /// Since when it counts.
  public var at: Timestamp
  /// Who wrote it.
  public var by: AccountID?

  /// A version of a template.
  public init(
    key: MailTemplate.Key, version: Int, template: MailTemplate?, at: Timestamp, by: AccountID?
  ) {
    self.key = key
    self.version = version
    self.template = template
    self.at = at
    self.by = by
  }
}

extension StoreReading {
  /// A page of all mails by descending id.
  public func mails(before: MailID?, limit: Int) throws(Failure) -> [QueuedMail] {
    try self.mails(OutboxQuery(before: before, limit: limit))
  }
}

/// How much mail went out, for budgets.
public struct MailTraffic: Hashable, Sendable {
  /// Mails that were handed over.
  public var delivered: Int
  /// When the first of those was.
  public var oldest: Timestamp?
  /// Mails that are being delivered.
  public var inHand: Int

  /// Traffic.
  public init(delivered: Int, oldest: Timestamp?, inHand: Int) {
    self.delivered = delivered
    self.oldest = oldest
    self.inHand = inHand
  }
}
