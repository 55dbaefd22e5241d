public import LatchkeyApplication
public import LatchkeyDomain

/// Writes mails as plain text in UTF-8 (RFC 5322, MIME with quoted-printable).
///
/// A mail holds one link or none, and never a password (S2.16). The link is lent as a secret and
/// copied into the message only; what was used on the way is wiped.
public struct PlainComposer: MailComposer {
  private let deskName: String
  private let subjectPrefix: String
  /// Characters of the desk's name in a subject: enough for most, and the subject stays on one line.
  private static let subjectPrefixLength = 30

  /// A composer.
  ///
  /// - Parameter deskName: The name in From, in subjects and texts.
  public init(deskName: String) {
    self.deskName = HeaderText.oneLine(Bidirectional.withoutControls(deskName))
    let start = self.deskName.prefix(Self.subjectPrefixLength)
    self.subjectPrefix = Bidirectional.isolated(
      start.endIndex == self.deskName.endIndex ? self.deskName : "\(start.dropLast())…")
  }

  /// The whole message for a mail.
  public func compose(
    _ mail: NewMail, for account: Account, link: (url: SecretBytes, lifetime: Lifetime)?,
    from sender: EmailAddress, messageID: String, date: Timestamp
  ) -> OutgoingMessage {
    let texts = MailTexts.texts(for: account.locale)
    // Nobody has shown yet that an address to be confirmed is the person's own: no name goes there.
    let name = mail.kind == .emailConfirmation ? "" : Self.sayable(account.displayName.text)
    let text = texts.text(
      mail.kind,
      MailFacts(
        population: account.population, desk: Bidirectional.isolated(self.deskName),
        account: Bidirectional.isolated(mail.address.text),
        lifetime: link.map { texts.lifetime(SpokenLifetime($0.lifetime)) } ?? ""))
    let subject = self.subjectPrefix + texts.subjectSeparator + text.subject
    let headers = [
      HeaderText.field("From", mailbox: self.deskName, address: sender.text),
      HeaderText.field("To", mailbox: name, address: mail.address.text),
      HeaderText.field("Subject", text: subject),
      "Date: \(MailDate.text(date))",
      "Message-ID: <\(HeaderText.oneLine(messageID))>",
      // RFC 3834: nobody's holiday notice should answer.
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Language: \(texts.language)",
      "Content-Transfer-Encoding: quoted-printable",
    ]

    var message: [UInt8] = []
    // Enough for all of it, so that growing leaves no copy of the link behind.
    message.reserveCapacity(8_192 + 6 * (link?.url.count ?? 0))
    defer { wipe(&message) }
    for header in headers { message += Array("\(header)\r\n".utf8) }
    let greeting = texts.greeting(Bidirectional.isolated(name))
    let paragraphs = [.text(greeting)] + text.body + [.text("-- \n\(self.deskName)")]
    for paragraph in paragraphs {
      message += [0x0D, 0x0A]
      switch paragraph {
      case .text(let text):
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
          QuotedPrintable.append(line: Array(line.utf8).span, to: &message)
        }
      case .link:
        link?.url.withBytes { QuotedPrintable.append(line: $0, to: &message) }
      }
    }
    return OutgoingMessage(
      sender: sender, recipient: mail.address, messageID: messageID, content: SecretBytes(message))
  }

  /// A text on one line, or nothing when it looks like an address of a page: what somebody wrote
  /// into a name must not become a link in a mail of ours.
  private static func sayable(_ text: String) -> String {
    let line = HeaderText.oneLine(Bidirectional.withoutControls(text))
    let looksLikeLink =
      line.contains("/") || line.contains("@") || HeaderText.asciiSmall(line).contains("www.")
    return looksLikeLink ? "" : line
  }
}
