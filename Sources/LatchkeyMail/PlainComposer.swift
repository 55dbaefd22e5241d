public import LatchkeyApplication
public import LatchkeyDomain

/// Writes mails as plain text in UTF-8 (RFC 5322, MIME with quoted-printable).
///
/// A mail holds one link or none, and never a password (S2.16). The link is lent as a secret and
/// copied into the message only; what was used on the way is wiped.
public struct PlainComposer: MailComposer {
  private let deskName: String

  /// A composer.
  ///
  /// - Parameter deskName: The name in From, in subjects and texts.
  public init(deskName: String) {
    self.deskName = HeaderText.oneLine(Bidirectional.withoutControls(deskName))
  }

  /// The template of a mail, in the recipient's language.
  public func templateKey(of mail: NewMail, for account: Account) -> MailTemplate.Key {
    MailTemplate.Key(
      kind: mail.kind, population: account.population,
      language: MailTexts.texts(for: account.locale).language)
  }

  /// The whole message for a mail.
  public func compose(
    _ mail: NewMail, for account: Account, template: MailTemplate?,
    link: (url: SecretBytes, lifetime: Lifetime)?, from sender: EmailAddress, messageID: String,
    date: Timestamp
  ) -> OutgoingMessage {
    let texts = MailTexts.texts(for: account.locale)
    let name = SaidName.of(account, in: mail.kind)
    let text = MailText(
      template ?? texts.template(mail.kind, for: account.population), in: texts,
      desk: self.deskName, address: mail.address.text, name: name, lifetime: link?.lifetime)
    let headers = [
      HeaderText.field("From", mailbox: self.deskName, address: sender.text),
      HeaderText.field("To", mailbox: name, address: mail.address.text),
      HeaderText.field("Subject", text: text.subject),
      "Date: \(MailDate.text(date))",
      "Message-ID: <\(HeaderText.oneLine(messageID))>",
      // RFC 3834: nobody's holiday notice should answer.
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Language: \(text.language)",
      "Content-Transfer-Encoding: quoted-printable",
    ]

    var message: [UInt8] = []
    // Enough for all of it, so that growing leaves no copy of the link behind.
    message.reserveCapacity(8_192 + 4 * text.byteCount + 6 * (link?.url.count ?? 0))
    defer { wipe(&message) }
    for header in headers { message += Array("\(header)\r\n".utf8) }
    for paragraph in text.body {
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
}
