internal import LatchkeyDomain

/// What a text may speak of. Holds no secret: the place of a link is marked, not filled.
struct MailFacts {
  /// The person's name, on one line; empty when it should not be said.
  let name: String
  /// The desk's name.
  let desk: String
  /// The address that the person signs in with.
  let account: String
  /// How long the link is valid, in words.
  let lifetime: String
  /// What was done, in words.
  let note: String
}

/// One paragraph of a mail.
enum MailParagraph: Equatable {
  case text(String)
  /// The link, on a line of its own.
  case link
}

/// The texts of one language.
///
/// They are functions of facts and no templates: a placeholder that nobody fills does not compile.
struct MailTexts: Sendable {
  let subject: @Sendable (MailKind, MailFacts) -> String
  let body: @Sendable (MailKind, MailFacts) -> [MailParagraph]
  let lifetime: @Sendable (Lifetime) -> String

  /// The texts by language, as BCP 47 names them in small letters.
  private static let byLanguage: [String: MailTexts] = ["en": .english]

  /// The texts for a locale such as "de-AT": of exactly that, else of its language, else English.
  static func texts(for locale: String) -> MailTexts {
    var tag = HeaderText.asciiSmall(locale)[...]
    while true {
      if let texts = self.byLanguage[String(tag)] { return texts }
      guard let end = tag.lastIndex(of: "-") else { return .english }
      tag = tag[..<end]
    }
  }
}
