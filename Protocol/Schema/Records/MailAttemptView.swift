public import LatchkeyBase

/// How one attempt to deliver a message ended.
public struct MailAttemptView: Message {
  /// Which attempt, from 1.
  public var number: Int
  /// When it ended.
  public var at: Timestamp
  /// What became of the message by it.
  public var state: MailState
  /// What went wrong, with the reply of the mail server.
  public var detail: String?
}
