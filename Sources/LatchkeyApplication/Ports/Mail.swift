public import LatchkeyDomain

/// Hands messages over to whatever takes them on.
public protocol MailTransport: Sendable {
  /// What it is, for people: "Maildir /var/spool/latchkey".
  var label: String { get }

  /// Hands one message over. Returns when the other side has taken responsibility for it.
  ///
  /// - Throws: ``MailTransportError``.
  func deliver(_ message: OutgoingMessage) async throws(MailTransportError)
}

/// Why a message was not taken.
public enum MailTransportError: Error, Hashable, Sendable {
  /// Not now: worth another try. The detail holds no secret.
  case temporary(detail: String)
  /// Never. The detail holds no secret.
  case permanent(detail: String)
}

/// One message, complete.
public struct OutgoingMessage: Sendable {
  /// Where it goes.
  public let recipient: EmailAddress
  /// The same at every attempt, so that doubles can be recognised. Without angle brackets.
  public let messageID: String
  /// The whole message (RFC 5322, CRLF line ends). May hold a link: never log it.
  public let content: SecretBytes

  /// A complete message.
  public init(recipient: EmailAddress, messageID: String, content: SecretBytes) {
    self.recipient = recipient
    self.messageID = messageID
    self.content = content
  }
}

/// Writes the texts of mails.
public protocol MailComposer: Sendable {
  /// The whole message for a mail.
  ///
  /// - Parameters:
  ///   - mail: What it is about.
  ///   - account: Whom it concerns.
  ///   - link: The link to put in and its lifetime, where one belongs.
  ///   - messageID: Its Message-ID, without angle brackets.
  ///   - date: When it is written.
  /// - Returns: The message.
  func compose(
    _ mail: NewMail, for account: Account, link: (url: SecretBytes, lifetime: Lifetime)?,
    messageID: String, date: Timestamp
  ) -> OutgoingMessage
}
