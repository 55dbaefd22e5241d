public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain
import Synchronization

/// Takes the links out of mails and writes no messages: those have tests of their own.
public final class LinkBox: MailTransport, MailComposer {
  /// One mail that was handed over.
  public struct Delivery: Sendable {
    /// The number of the mail in the outbox.
    public let id: Int64
    /// The token in its link, where it has one.
    public let token: Secret?
  }

  /// What it is.
  public let label = "links in memory"
  private let deliveries = Mutex<[Delivery]>([])

  /// An empty one.
  public init() {}

  /// There are texts in one language.
  public func templateKey(of mail: NewMail, for account: Account) -> MailTemplate.Key {
    MailTemplate.Key(kind: mail.kind, population: account.population, language: "en")
  }

  /// A message that is the link and nothing else.
  public func compose(
    _ mail: NewMail, for account: Account, template: MailTemplate?,
    link: (url: Secret, lifetime: Lifetime)?, from sender: EmailAddress, messageID: String,
    date: Timestamp
  ) -> OutgoingMessage {
    OutgoingMessage(
      sender: sender, recipient: mail.address, messageID: messageID,
      content: link?.url ?? Secret(copying: []))
  }

  /// Keeps the token of the link.
  public func deliver(_ message: OutgoingMessage) async throws(MailTransportError) {
    let id = Int64(message.messageID.prefix { $0 != "." }) ?? 0
    let token = message.content.withBytes { url -> Secret? in
      guard url.count > TokenText.characterCount else { return nil }
      let start = url.count - TokenText.characterCount
      return Secret(copying: (start..<url.count).map { url[$0] })
    }
    self.deliveries.withLock { $0.append(Delivery(id: id, token: token)) }
  }

  /// What was handed over since the last time.
  public func take() -> [Delivery] {
    self.deliveries.withLock { deliveries in
      defer { deliveries = [] }
      return deliveries
    }
  }
}
