import LatchkeyBase

/// The mail server, the texts, and the queue of outgoing mail, as a person follows it.
public enum Mail {
  /// One message, with every attempt at it. Never its text, never its link.
  public struct GetMessage: RequestMessage {
    static let declaration = Declaration(1207, Self.self, audit: .mailRead)

    /// The message.
    public struct Response: Message {
      /// How far it got.
      public var message: MailView
      /// The attempts, the first of them first; the last 50 are kept.
      public var attempts: [MailAttemptView]
    }

    /// Number in the queue.
    public var id: Int64
  }

  /// Lists queued and sent messages, the newest first. Whatever is set must fit.
  public struct ListMessages: RequestMessage {
    static let declaration = Declaration(1208, Self.self, audit: .mailRead)

    /// A page of messages.
    public struct Response: Message {
      /// One page.
      public var messages: [MailView]
      /// What to ask with next. Absent: this was the last page.
      public var nextBeforeID: Int64?
      /// What waits for an administrator, whatever the page shows.
      public var summary: OutboxSummaryView?
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int = 100
    /// The last id of the page before.
    public var beforeID: Int64?
    /// Only messages in this state.
    public var state: MailState?
    /// Only messages about this account.
    public var accountID: Int64?
  }

  /// Tries a deferred or failed message again now.
  public struct RetryMessage: RequestMessage {
    static let declaration = Declaration(
      1209, Self.self, [.mutation], answer: MailView.self, audit: .mailRetried)

    /// Number in the queue.
    public var id: Int64
  }

  /// Takes a message that waits or failed out of the queue: it is obsolete from then on.
  public struct CancelMessage: RequestMessage {
    static let declaration = Declaration(
      1210, Self.self, [.mutation], answer: MailView.self, audit: .mailCancelled)

    /// Number in the queue.
    public var id: Int64
  }
}
