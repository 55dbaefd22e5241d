public import LatchkeyBase

/// One queued message and how far it got. The text is not kept: it is made as it is sent.
public struct MailView: Message {
  /// Number in the queue.
  public var id: Int64
  /// What the message is for.
  public var kind: MailKind
  /// The account it is about.
  public var accountID: Int64
  /// How far it got.
  public var state: MailState
  /// Tries so far.
  public var attempts: Int
  /// When it was queued, with the change that it tells of.
  public var queuedAt: Timestamp
  /// When it is tried next.
  public var nextAttemptAt: Timestamp?
  /// When the transport took it.
  public var deliveredAt: Timestamp?
  /// Why the last try failed.
  public var lastError: String?
  /// Its Message-ID, the same for every try.
  public var messageID: String
  /// Which template it is written by: `staff_reset_link`, `password_reset` and so on.
  public var template: String?
}
