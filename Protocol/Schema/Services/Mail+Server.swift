import LatchkeyBase

extension Mail {
  /// The mail server that counts. Never its password.
  public struct GetServer: RequestMessage {
    static let declaration = Declaration(
      1201, Self.self, answer: MailServerView.self, audit: .mailServerRead)
  }

  /// Replaces the mail server. It counts as soon as the call returns, for what waits as well.
  public struct UpdateServer: RequestMessage {
    static let declaration = Declaration(
      1202, Self.self, [.mutation], answer: MailServerView.self, audit: .mailServerUpdated)

    /// The whole of it: what is absent goes back to its default. The routes `sendmail` and `maildir` are
    /// refused: they are for the daemon's configuration.
    public var server: MailServerSettings
    /// The revision that the caller saw.
    public var revision: Int64
  }

  /// Sends one sample message by a connection of its own. What is stored, queued and under way stays
  /// untouched.
  public struct TestServer: RequestMessage {
    static let declaration = Declaration(
      1203, Self.self, [.mutation], deadline: .mailServer, audit: .mailServerTested)

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
    }

    /// Where the sample goes.
    public var address: String
    /// The server to try, as for `UpdateServer`; needs a fresh proof. Absent: the one that counts.
    public var server: MailServerSettings?
    /// The language of the sample. Absent: that of the caller.
    public var locale: String?
  }
}
