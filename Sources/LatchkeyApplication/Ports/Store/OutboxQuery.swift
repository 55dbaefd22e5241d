public import LatchkeyBase
public import LatchkeyDomain

/// Which mails are asked for, the newest first. A mail must fit all that is set.
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
  /// Each number counts up to this and no further: counting takes time, and no reader needs more.
  public static let countMax = 1_000

  /// Mails that wait for their turn or for another attempt.
  public var waiting: Int
  /// Since when the oldest of them waits.
  public var waitingSince: Timestamp?
  /// Mails that were given up.
  public var failed: Int
  /// When the oldest of them was queued.
  public var failedSince: Timestamp?
  /// Accounts with an address that counts as undeliverable.
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
