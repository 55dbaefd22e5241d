internal import LatchkeyBase
internal import LatchkeyDomain

/// The words of one mail as they stand in the source: what goes between greeting and signature.
struct MailWords {
  /// Without the desk's name.
  let subject: String
  let paragraphs: [String]

  init(_ subject: String, _ paragraphs: [String]) {
    self.subject = subject
    self.paragraphs = paragraphs
  }

  init(_ subject: String, _ paragraphs: String...) {
    self.init(subject, paragraphs)
  }
}

/// The texts of one language that come with the program.
///
/// They become the same templates that an administrator writes, and go the same way from there. A
/// language without words for a kind does not compile; placeholders are checked by a test over all
/// of them (failure 8).
struct MailTexts: Sendable {
  /// The language as BCP 47 names it.
  let language: String
  /// The first line.
  let greeting: String
  /// What is between the desk's name and the words of a subject.
  let subjectSeparator: String
  /// What is said in a mail.
  let words: @Sendable (MailKind, Population) -> MailWords
  /// A link's lifetime in words.
  let lifetime: @Sendable (SpokenLifetime) -> String

  /// Every language that there are texts in.
  static let all: [MailTexts] = [.english, .german, .french]

  /// The texts for a locale such as "de-AT": of exactly that, else of its language, else English.
  static func texts(for locale: String) -> MailTexts {
    var tag = HeaderText.asciiSmall(locale)[...]
    while true {
      if let texts = self.all.first(where: { $0.language == tag }) { return texts }
      guard let end = tag.lastIndex(of: "-") else { return .english }
      tag = tag[..<end]
    }
  }

  /// The whole template for mails of a kind.
  func template(_ kind: MailKind, for population: Population) -> MailTemplate {
    let words = self.words(kind, population)
    // Nobody has shown yet that an address to be confirmed is the person's own: no name goes there.
    let greeting =
      kind == .emailConfirmation ? MailTemplate.filled(self.greeting) { _ in "" } : self.greeting
    let paragraphs = [greeting] + words.paragraphs + ["-- \n{desk}"]
    return MailTemplate(
      subject: "{desk}\(self.subjectSeparator)\(words.subject)",
      body: paragraphs.joined(separator: "\n\n"))
  }
}

/// A lifetime in the unit that people would choose: 15 minutes, 60 minutes, 48 hours, 7 days.
///
/// Never rounded up: a link is valid at least as long as the mail says.
struct SpokenLifetime: Equatable {
  enum Unit {
    case day
    case hour
    case minute
    case second
  }

  let count: Int64
  let unit: Unit

  init(_ lifetime: Lifetime) {
    let seconds = max(lifetime.milliseconds, 0) / 1_000
    // Days from three on and hours from two on, as the source systems speak of them; a part of a
    // unit is said in the next smaller one.
    for (unit, length, least) in [
      (.day, 86_400, 3), (.hour, 3_600, 2), (.minute, 60, 1),
    ] as [(Unit, Int64, Int64)] where seconds >= least * length && seconds % length == 0 {
      (self.count, self.unit) = (seconds / length, unit)
      return
    }
    (self.count, self.unit) = seconds >= 60 ? (seconds / 60, .minute) : (seconds, .second)
  }
}
