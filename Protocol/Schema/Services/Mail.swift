/// The queue of outgoing mail, as a person follows it.
public enum Mail {
  /// Lists queued and sent messages, the newest first.
  public struct ListMessages: RequestMessage {
    /// A page of messages.
    public struct Response: Message {
      /// One page.
      public var messages: [MailView]
      /// What to ask with next. Absent: this was the last page.
      public var nextBeforeID: Int64?

      enum CodingKeys: Int, CodingKey {
        case messages = 1
        case nextBeforeID = 2
      }

      /// All fields, in the order of their keys.
      public init(messages: [MailView], nextBeforeID: Int64? = nil) {
        self.messages = messages
        self.nextBeforeID = nextBeforeID
      }
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int
    /// The last id of the page before.
    public var beforeID: Int64?

    enum CodingKeys: Int, CodingKey {
      case limit = 1
      case beforeID = 2
    }

    /// `Mail.ListMessages`, number 1208.
    public static var method: Method { .mailListMessages }

    /// All fields, in the order of their keys.
    public init(limit: Int, beforeID: Int64? = nil) {
      self.limit = limit
      self.beforeID = beforeID
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
}
