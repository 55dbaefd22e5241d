internal import LatchkeyBase
internal import LatchkeyDomain

/// One paragraph of a mail.
enum MailParagraph: Equatable {
  /// One line or several.
  case text(String)
  /// The link, on a line of its own.
  case link
}

/// What one mail says, ready to be put into a message: everything is filled in but the link, which
/// is a secret and has its place marked.
struct MailText: Equatable {
  /// The language as BCP 47 names it.
  let language: String
  /// The subject, on one line.
  let subject: String
  /// Greeting and signature included.
  let body: [MailParagraph]

  /// What a template says to a person.
  ///
  /// - Parameters:
  ///   - template: What is to be said.
  ///   - texts: The language, for how lifetimes are spoken.
  ///   - desk: The desk's name.
  ///   - address: Where the mail goes.
  ///   - name: The person's name; empty where it should not be said.
  ///   - lifetime: How long the link is valid; nil without a link.
  init(
    _ template: MailTemplate, in texts: MailTexts, desk: String, address: String, name: String,
    lifetime: Lifetime?
  ) {
    let desk = Self.line(desk)
    let value = { (placeholder: MailTemplate.Placeholder) -> String in
      switch placeholder {
      case .desk: Bidirectional.isolated(desk)
      case .account: Bidirectional.isolated(Self.line(address))
      case .name: Bidirectional.isolated(Self.line(name))
      case .lifetime: lifetime.map { texts.lifetime(SpokenLifetime($0)) } ?? ""
      // Its place is a paragraph, which is found before this.
      case .link: ""
      }
    }
    self.language = texts.language
    self.subject = HeaderText.oneLine(
      MailTemplate.filled(template.subject) { placeholder in
        placeholder == .desk ? Self.shortened(desk) : value(placeholder)
      })
    self.body = template.paragraphs.map { paragraph in
      paragraph == MailTemplate.linkParagraph
        ? .link : .text(MailTemplate.filled(paragraph, value))
    }
  }

  /// Characters of the desk's name in a subject: enough for most, and the subject stays on one line.
  private static let deskLength = MailTemplate.deskLengthInSubject - 2

  private static func shortened(_ desk: String) -> String {
    let start = desk.prefix(Self.deskLength)
    return Bidirectional.isolated(
      start.endIndex == desk.endIndex ? desk : "\(start.dropLast())…")
  }

  private static func line(_ text: String) -> String {
    HeaderText.oneLine(Bidirectional.withoutControls(text))
  }
}

/// Names as they are said in mails.
enum SaidName {
  /// The name on one line, or nothing when it looks like an address of a page: what somebody wrote
  /// into a name must not become a link in a mail of ours.
  static func of(_ text: String) -> String {
    let line = HeaderText.oneLine(Bidirectional.withoutControls(text))
    let looksLikeLink =
      PageAddress.isSeen(in: line) || line.unicodeScalars.contains { $0 == "/" || $0 == "@" }
    return looksLikeLink ? "" : line
  }

  /// The name of a mail's recipient. Nobody has shown yet that an address to be confirmed is the
  /// person's own: no name goes there.
  static func of(_ account: Account, in kind: MailKind) -> String {
    kind == .emailConfirmation ? "" : self.of(account.displayName.text)
  }
}
