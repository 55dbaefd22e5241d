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

  enum CodingKeys: Int, CodingKey {
    case number = 1
    case at = 2
    case state = 3
    case detail = 4
  }

  /// All fields, in the order of their keys.
  public init(number: Int, at: Timestamp, state: MailState, detail: String? = nil) {
    self.number = number
    self.at = at
    self.state = state
    self.detail = detail
  }
}
