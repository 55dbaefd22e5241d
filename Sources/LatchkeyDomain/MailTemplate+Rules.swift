/// What is wrong with a template. All of it is told, so that one look is enough.
public struct MailTemplateProblem: Error, Hashable, Sendable {
  /// Where it stands.
  public enum Part: String, CaseIterable, Hashable, Sendable {
    /// In the subject.
    case subject
    /// In the text.
    case body
  }

  /// Which rule is broken. The raw value is the word on the wire.
  public enum Rule: String, CaseIterable, Hashable, Sendable {
    /// There is nothing to read.
    case empty
    /// There is too much to read.
    case tooLong = "too_long"
    /// An invisible character, or one that a header must not have.
    case invisibleCharacter = "invisible_character"
    /// A word in braces that is no placeholder.
    case unknownPlaceholder = "unknown_placeholder"
    /// A word in braces that asks for a secret: no mail ever says one.
    case secretPlaceholder = "secret_placeholder"
    /// A placeholder where it does not belong.
    case misplacedPlaceholder = "misplaced_placeholder"
    /// The place of the link is missing.
    case linkMissing = "link_missing"
    /// The place of the link is there twice.
    case linkTwice = "link_twice"
    /// A link that the desk did not make.
    case foreignLink = "foreign_link"
    /// It has a link and does not say how long it is valid.
    case lifetimeMissing = "lifetime_missing"
  }

  /// Where it stands.
  public let part: Part
  /// Which rule is broken.
  public let rule: Rule
  /// What to do about it, for people. Holds nothing of the text but placeholders' names.
  public let text: String

  init(_ part: Part, _ rule: Rule, _ text: String) {
    self.part = part
    self.rule = rule
    self.text = text
  }
}

// Rules for templates, the same for those that come with the program.
extension MailTemplate {
  /// RFC 5322, 2.1.1: a line of a header should have 78 characters.
  public static let subjectLength = 78
  /// Characters of a subject that the desk's name may take, with two that set its direction apart.
  public static let deskLengthInSubject = 32
  /// Characters of a text at most: a page and a half.
  public static let bodyLength = 4_000
  /// Bytes of a text at most, before anything is filled in.
  public static let bodyBytes = 12_000
  /// Placeholders in a text at most. Each may become a name of 200 characters.
  public static let placeholdersMax = 20

  /// Everything that is wrong with the template for mails of this kind; empty when it may be sent.
  public func problems(for kind: MailKind) -> [MailTemplateProblem] {
    self.subjectProblems + self.bodyProblems(kind)
  }

  private var subjectProblems: [MailTemplateProblem] {
    let pieces = Self.pieces(of: self.subject)
    var problems = Self.textProblems(self.subject, pieces, .subject)
    let literals = pieces.reduce(0) { count, piece in
      if case .literal(let text) = piece { count + text.count } else { count }
    }
    let places = pieces.placeholders
    if literals == 0 {
      problems.append(MailTemplateProblem(.subject, .empty, "A subject says something."))
    }
    if literals + places.count * Self.deskLengthInSubject > Self.subjectLength {
      problems.append(
        MailTemplateProblem(
          .subject, .tooLong,
          "A subject has at most \(Self.subjectLength) characters; {desk} counts as "
            + "\(Self.deskLengthInSubject)."))
    }
    for place in Set(places).subtracting([.desk]).sorted(by: { $0.rawValue < $1.rawValue }) {
      problems.append(
        MailTemplateProblem(
          .subject, .misplacedPlaceholder, "{\(place.rawValue)} has no place in a subject."))
    }
    return problems
  }

  private func bodyProblems(_ kind: MailKind) -> [MailTemplateProblem] {
    let pieces = Self.pieces(of: self.body)
    var problems = Self.textProblems(self.body, pieces, .body)
    func wrong(_ rule: MailTemplateProblem.Rule, _ text: String) {
      problems.append(MailTemplateProblem(.body, rule, text))
    }
    let places = pieces.placeholders
    if self.paragraphs.allSatisfy({ $0 == Self.linkParagraph }) {
      wrong(.empty, "A mail says something.")
    }
    if self.body.count > Self.bodyLength || self.body.utf8.count > Self.bodyBytes {
      wrong(
        .tooLong, "A text has at most \(Self.bodyLength) characters and \(Self.bodyBytes) bytes.")
    }
    if places.count > Self.placeholdersMax {
      wrong(.tooLong, "A text has at most \(Self.placeholdersMax) placeholders.")
    }
    let links = places.count { $0 == .link }
    if kind.hasLink {
      if links == 0 { wrong(.linkMissing, "Say where the link goes: {link} in a line of its own.") }
      if links > 1 { wrong(.linkTwice, "The link goes in once: one {link}.") }
      if links > 0, !self.paragraphs.contains(Self.linkParagraph) {
        wrong(
          .misplacedPlaceholder,
          "{link} stands in a line of its own, with an empty line before and after it, so that it "
            + "survives whatever breaks lines.")
      }
      if !places.contains(.lifetime) {
        wrong(.lifetimeMissing, "Say how long the link is valid: {lifetime}.")
      }
    } else {
      for place in [Placeholder.link, .lifetime] where places.contains(place) {
        wrong(.misplacedPlaceholder, "Mails of this kind have no link: no {\(place.rawValue)}.")
      }
    }
    if places.contains(.name) {
      if kind == .emailConfirmation {
        // It is not proved yet that the address is the person's own.
        wrong(
          .misplacedPlaceholder, "An address that is not confirmed yet is told no name: no {name}.")
      } else if !Self.namesCanGo(pieces) {
        wrong(
          .misplacedPlaceholder,
          "A name is left out where it looks like a link, with the space before it: put a word and "
            + "a space before {name}.")
      }
    }
    return problems
  }

  /// What is wrong with any text.
  private static func textProblems(
    _ text: String, _ pieces: [Piece], _ part: MailTemplateProblem.Part
  ) -> [MailTemplateProblem] {
    var problems: [MailTemplateProblem] = []
    let isVisible = text.unicodeScalars.allSatisfy { scalar in
      TextRules.isVisible(scalar) || part == .body && scalar == "\n"
    }
    if !isVisible {
      problems.append(
        MailTemplateProblem(
          part, .invisibleCharacter,
          "Only characters that people see: no tabs, control or format characters."))
    }
    let unknown = pieces.unknown
    if unknown.contains(where: Self.asksForSecret) {
      problems.append(
        MailTemplateProblem(part, .secretPlaceholder, "No mail ever says a password or a code."))
    }
    if unknown.contains(where: { !Self.asksForSecret($0) }) {
      let known = Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
      problems.append(
        MailTemplateProblem(
          part, .unknownPlaceholder,
          "Braces stand around placeholders only, and those are \(known)."
        ))
    }
    if PageAddress.isSeen(in: text) {
      problems.append(
        MailTemplateProblem(
          part, .foreignLink,
          "The only link in a mail is the one that the desk makes. A dot between two words looks "
            + "like one as well."))
    }
    return problems
  }

  private static func asksForSecret(_ word: Substring) -> Bool {
    let word = TextRules.asciiLowercased(String(word))
    return ["pass", "pwd", "secret", "token", "code", "pin}"].contains { word.contains($0) }
  }

  /// Whether every name has a word and a space before it.
  private static func namesCanGo(_ pieces: [Piece]) -> Bool {
    pieces.indices.allSatisfy { index in
      guard pieces[index] == .placeholder(.name) else { return true }
      guard index > pieces.startIndex, case .literal(let before) = pieces[index - 1] else {
        return false
      }
      return before.hasSuffix(" ") && before.dropLast().last.map { !$0.isWhitespace } ?? false
    }
  }
}

extension [MailTemplate.Piece] {
  fileprivate var placeholders: [MailTemplate.Placeholder] {
    self.compactMap { if case .placeholder(let placeholder) = $0 { placeholder } else { nil } }
  }

  fileprivate var unknown: [Substring] {
    self.compactMap { if case .unknown(let text) = $0 { text } else { nil } }
  }
}
