internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The message by which a mail server is tried out (S1.15). It says so, and carries nothing.
enum SampleMessage {
  static func compose(
    to address: EmailAddress, from sender: EmailAddress, deskName: String, locale: String,
    messageID: String, at date: Timestamp
  ) -> OutgoingMessage {
    let desk = HeaderText.oneLine(Bidirectional.withoutControls(deskName))
    let texts = MailTexts.texts(for: locale)
    let (subject, words) = Self.words(texts.language, desk: Bidirectional.isolated(desk))
    let parts = MessageParts(
      headers: [
        HeaderText.field("From", mailbox: desk, address: sender.text),
        HeaderText.field("To", mailbox: "", address: address.text),
        HeaderText.field("Subject", text: subject),
        "Date: \(MailDate.text(date))",
        "Message-ID: <\(HeaderText.oneLine(messageID))>",
        "Auto-Submitted: auto-generated",
      ],
      paragraphs: [.text(words), .text("-- \n\(desk)")], language: texts.language, title: subject,
      link: nil)
    return OutgoingMessage(
      sender: sender, recipient: address, messageID: messageID, content: parts.written())
  }

  private static func words(
    _ language: String, desk: String
  ) -> (subject: String, body: String) {
    switch language {
    case "de":
      (
        "Probe des Mailversands",
        "Diese Nachricht hat \(desk) verschickt, um den Mailversand zu erproben. Wenn Sie sie lesen, "
          + "kommen E-Mails an. Sie müssen nichts tun."
      )
    case "fr":
      (
        "Essai de l’envoi des messages",
        "Ce message a été envoyé par \(desk) pour essayer l’envoi des messages. Si vous le lisez, "
          + "les messages arrivent. Vous n’avez rien à faire."
      )
    default:
      (
        "Trial of outgoing mail",
        "\(desk) sent this message to try out its outgoing mail. If you can read it, mail arrives. "
          + "There is nothing to be done."
      )
    }
  }
}
