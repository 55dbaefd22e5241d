public import LatchkeyBase
public import LatchkeyDomain

/// How one attempt to deliver a mail ended.
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
  /// The account with that address.
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
