public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain

/// Writes mails (RFC 5322, MIME), each as plain text and as a page.
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
    link: (url: Secret, lifetime: Lifetime)?, from sender: EmailAddress, messageID: String,
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
    ]
    let parts = MessageParts(
      headers: headers, paragraphs: text.body, language: text.language, title: text.subject,
      link: link?.url)
    return OutgoingMessage(
      sender: sender, recipient: mail.address, messageID: messageID, content: parts.written())
  }
}
