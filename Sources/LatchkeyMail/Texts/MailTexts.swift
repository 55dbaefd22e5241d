internal import LatchkeyDomain

/// What a text may speak of. Holds no secret: the place of a link is marked, not filled.
struct MailFacts {
  /// Whom the mail concerns: an agent is told to ask the administrator, a contact the desk.
  let population: Population
  /// The desk's name.
  let desk: String
  /// The address that the mail goes to, which is what the person signs in with.
  let account: String
  /// How long the link is valid, in words; empty without a link.
  let lifetime: String

  /// Whether it concerns an agent.
  var isAgent: Bool { self.population == .agent }
}

/// One paragraph of a mail.
enum MailParagraph: Equatable {
  case text(String)
  /// The link, on a line of its own.
  case link
}

/// What is said in one mail: without the greeting, and without the desk's name in the subject.
struct MailText {
  /// At most ``subjectLength`` characters.
  let subject: String
  let body: [MailParagraph]

  /// With the desk's name before it a subject stays within the 78 characters that RFC 5322 asks of
  /// a line.
  static let subjectLength = 44

  init(_ subject: String, _ body: [MailParagraph]) {
    self.subject = subject
    self.body = body
  }

  /// A text without a link.
  init(_ subject: String, _ paragraphs: String...) {
    self.init(subject, paragraphs.map { .text($0) })
  }
}

/// The texts of one language.
///
/// They are functions of facts and no templates: a placeholder that nobody fills does not compile,
/// and neither does a language without a text for every kind (failure 8).
struct MailTexts: Sendable {
  /// The language as BCP 47 names it.
  let language: String
  /// The first line. The name is empty when it should not be said.
  let greeting: @Sendable (_ name: String) -> String
  /// What is between the desk's name and the words of a subject.
  let subjectSeparator: String
  /// What is said in a mail.
  let text: @Sendable (MailKind, MailFacts) -> MailText
  /// A link's lifetime in words.
  let lifetime: @Sendable (SpokenLifetime) -> String

  /// Every language that there are texts in.
  private static let all: [MailTexts] = [.english, .german, .french]

  /// The texts for a locale such as "de-AT": of exactly that, else of its language, else English.
  static func texts(for locale: String) -> MailTexts {
    var tag = HeaderText.asciiSmall(locale)[...]
    while true {
      if let texts = self.all.first(where: { $0.language == tag }) { return texts }
      guard let end = tag.lastIndex(of: "-") else { return .english }
      tag = tag[..<end]
    }
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
