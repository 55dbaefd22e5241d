extension Mail {
  /// The mail server that counts. Never its password.
  public struct GetServer: EmptyMessage, RequestMessage {
    /// What comes back.
    public typealias Response = MailServerView

    /// `Mail.GetServer`, number 1201.
    public static var method: Method { .mailGetServer }

    /// Nothing to say.
    public init() {}
  }

  /// Replaces the mail server. It counts as soon as the call returns, for what waits as well.
  public struct UpdateServer: RequestMessage {
    /// What comes back.
    public typealias Response = MailServerView

    /// The whole of it: what is absent goes back to its default. The routes `sendmail` and `maildir` are
    /// refused: they are for the daemon's configuration.
    public var server: MailServerSettings
    /// The revision that the caller saw.
    public var revision: Int64

    enum CodingKeys: Int, CodingKey {
      case server = 1
      case revision = 2
    }

    /// `Mail.UpdateServer`, number 1202.
    public static var method: Method { .mailUpdateServer }

    /// All fields, in the order of their keys.
    public init(server: MailServerSettings, revision: Int64) {
      self.server = server
      self.revision = revision
    }
  }

  /// Sends one sample message by a connection of its own. What is stored, queued and under way stays
  /// untouched.
  public struct TestServer: RequestMessage {
    /// What came of it.
    public struct Response: Message {
      /// Whether the message was taken.
      public var isTaken: Bool
      /// Where handing over ended, if it did not come to its end.
      public var failedStep: MailStepName?
      /// What went wrong, in our own words.
      public var problem: String?
      /// The code of the mail server's last reply, if it gave one.
      public var replyCode: Int?
      /// Its words.
      public var replyText: String?
      /// Whether a message like this would never be taken. Absent when it was.
      public var isPermanent: Bool?

      enum CodingKeys: Int, CodingKey {
        case isTaken = 1
        case failedStep = 2
        case problem = 3
        case replyCode = 4
        case replyText = 5
        case isPermanent = 6
      }

      /// All fields, in the order of their keys.
      public init(
        isTaken: Bool, failedStep: MailStepName? = nil, problem: String? = nil,
        replyCode: Int? = nil, replyText: String? = nil, isPermanent: Bool? = nil
      ) {
        self.isTaken = isTaken
        self.failedStep = failedStep
        self.problem = problem
        self.replyCode = replyCode
        self.replyText = replyText
        self.isPermanent = isPermanent
      }
    }

    /// Where the sample goes.
    public var address: String
    /// The server to try, as for `UpdateServer`; needs a fresh proof. Absent: the one that counts.
    public var server: MailServerSettings?
    /// The language of the sample. Absent: that of the caller.
    public var locale: String?

    enum CodingKeys: Int, CodingKey {
      case address = 1
      case server = 2
      case locale = 3
    }

    /// `Mail.TestServer`, number 1203.
    public static var method: Method { .mailTestServer }

    /// All fields, in the order of their keys.
    public init(address: String, server: MailServerSettings? = nil, locale: String? = nil) {
      self.address = address
      self.server = server
      self.locale = locale
    }
  }
}
