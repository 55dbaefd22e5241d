/// The mail server, the texts, and the queue of outgoing mail, as a person follows it.
public enum Mail {
  /// One message, with every attempt at it. Never its text, never its link.
  public struct GetMessage: RequestMessage {
    /// The message.
    public struct Response: Message {
      /// How far it got.
      public var message: MailView
      /// The attempts, the first of them first; the last 50 are kept.
      public var attempts: [MailAttemptView]

      enum CodingKeys: Int, CodingKey {
        case message = 1
        case attempts = 2
      }

      /// All fields, in the order of their keys.
      public init(message: MailView, attempts: [MailAttemptView]) {
        self.message = message
        self.attempts = attempts
      }
    }

    /// Number in the queue.
    public var id: Int64

    enum CodingKeys: Int, CodingKey {
      case id = 1
    }

    /// `Mail.GetMessage`, number 1207.
    public static var method: Method { .mailGetMessage }

    /// All fields, in the order of their keys.
    public init(id: Int64) {
      self.id = id
    }
  }

  /// Lists queued and sent messages, the newest first. Whatever is set must fit.
  public struct ListMessages: RequestMessage {
    /// A page of messages.
    public struct Response: Message {
      /// One page.
      public var messages: [MailView]
      /// What to ask with next. Absent: this was the last page.
      public var nextBeforeID: Int64?
      /// What waits for an administrator, whatever the page shows.
      public var summary: OutboxSummaryView?

      enum CodingKeys: Int, CodingKey {
        case messages = 1
        case nextBeforeID = 2
        case summary = 3
      }

      /// All fields, in the order of their keys.
      public init(
        messages: [MailView], nextBeforeID: Int64? = nil, summary: OutboxSummaryView? = nil
      ) {
        self.messages = messages
        self.nextBeforeID = nextBeforeID
        self.summary = summary
      }
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int
    /// The last id of the page before.
    public var beforeID: Int64?
    /// Only messages in this state.
    public var state: MailState?
    /// Only messages about this account.
    public var accountID: Int64?

    enum CodingKeys: Int, CodingKey {
      case limit = 1
      case beforeID = 2
      case state = 3
      case accountID = 4
    }

    /// `Mail.ListMessages`, number 1208.
    public static var method: Method { .mailListMessages }

    /// All fields, in the order of their keys.
    public init(
      limit: Int, beforeID: Int64? = nil, state: MailState? = nil, accountID: Int64? = nil
    ) {
      self.limit = limit
      self.beforeID = beforeID
      self.state = state
      self.accountID = accountID
    }
  }

  /// Tries a deferred or failed message again now.
  public struct RetryMessage: RequestMessage {
    /// What comes back.
    public typealias Response = MailView

    /// Number in the queue.
    public var id: Int64

    enum CodingKeys: Int, CodingKey {
      case id = 1
    }

    /// `Mail.RetryMessage`, number 1209.
    public static var method: Method { .mailRetryMessage }

    /// All fields, in the order of their keys.
    public init(id: Int64) {
      self.id = id
    }
  }

  /// Takes a message that waits or failed out of the queue: it is obsolete from then on.
  public struct CancelMessage: RequestMessage {
    /// What comes back.
    public typealias Response = MailView

    /// Number in the queue.
    public var id: Int64

    enum CodingKeys: Int, CodingKey {
      case id = 1
    }

    /// `Mail.CancelMessage`, number 1210.
    public static var method: Method { .mailCancelMessage }

    /// All fields, in the order of their keys.
    public init(id: Int64) {
      self.id = id
    }
  }
}
