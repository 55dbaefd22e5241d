public import LatchkeyBase

/// What a mail says, with places for what differs from one to the next.
///
/// A value: texts that come with the program and texts that an administrator wrote are the same
/// thing, checked by the same rules (`MailTemplate+Rules.swift`). A template never holds a link or a
/// password; it says where the link goes.
public struct MailTemplate: Hashable, Sendable {
  /// Something that is filled in.
  public enum Placeholder: String, CaseIterable, Hashable, Sendable {
    /// The desk's name.
    case desk
    /// The address that the mail goes to, which is what the person signs in with.
    case account
    /// The person's name. Left out, with the space before it, where it should not be said.
    case name
    /// How long the link is valid, in words.
    case lifetime
    /// The link, in a paragraph of its own.
    case link
  }

  /// A part of a template's text.
  public enum Piece: Hashable, Sendable {
    /// Said as it is.
    case literal(Substring)
    /// Filled in.
    case placeholder(Placeholder)
    /// A word in braces that means nothing here, or a brace without a word.
    case unknown(Substring)
  }

  /// Which template is meant: what the mail is about, for which population, in which language.
  public struct Key: Hashable, Sendable {
    /// What the mail is about.
    public let kind: MailKind
    /// An agent is told to ask the administrator, a contact the desk.
    public let population: Population
    /// The language as BCP 47 names it, in small letters.
    public let language: String

    /// Names a template.
    public init(kind: MailKind, population: Population, language: String) {
      self.kind = kind
      self.population = population
      self.language = language
    }
  }

  /// The subject, on one line.
  public let subject: String
  /// The text: paragraphs with an empty line between them.
  public let body: String

  /// A template. Line ends become those of Unix, and empty lines around the text go.
  public init(subject: String, body: String) {
    self.subject = subject
    var lines = body.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    while let last = lines.last, Self.isBlank(last) { lines.removeLast() }
    self.body = lines.drop(while: Self.isBlank).joined(separator: "\n")
  }

  /// The text in paragraphs: what stands between empty lines.
  public var paragraphs: [String] {
    var paragraphs: [[Substring]] = [[]]
    for line in self.body.split(separator: "\n", omittingEmptySubsequences: false) {
      if Self.isBlank(line) {
        paragraphs.append([])
      } else {
        paragraphs[paragraphs.count - 1].append(line)
      }
    }
    return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
  }

  /// The paragraph that is the link.
  public static let linkParagraph = "{link}"

  /// Characters of a word in braces at most.
  private static let wordLength = 32

  /// A text taken apart. Put together again, the pieces are the text.
  public static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      if brace > rest.startIndex { pieces.append(.literal(rest[..<brace])) }
      rest = rest[brace...]
      let word = rest.dropFirst().prefix(Self.wordLength + 1).prefix {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == " ")
      }
      let end = word.endIndex
      guard rest.first == "{", end < rest.endIndex, rest[end] == "}" else {
        pieces.append(.unknown(rest.prefix(1)))
        rest = rest.dropFirst()
        continue
      }
      let piece = rest[...end]
      pieces.append(
        Placeholder(rawValue: String(word)).map { .placeholder($0) } ?? .unknown(piece))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { pieces.append(.literal(rest)) }
    return pieces
  }

  /// A text with every placeholder filled in, each once: what is filled in is not looked at again,
  /// so that a person with the name "{link}" gets no link by it.
  ///
  /// An empty value takes the space before it along: "Hello {name}," becomes "Hello,".
  public static func filled(_ text: String, _ value: (Placeholder) -> String) -> String {
    var filled = ""
    for piece in Self.pieces(of: text) {
      switch piece {
      case .literal(let text), .unknown(let text): filled += text
      case .placeholder(let placeholder):
        let value = value(placeholder)
        if value.isEmpty, filled.hasSuffix(" ") { filled.removeLast() }
        filled += value
      }
    }
    return filled
  }

  private static func isBlank(_ line: Substring) -> Bool {
    line.allSatisfy { $0.isWhitespace }
  }
}
