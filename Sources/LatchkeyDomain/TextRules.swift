/// A text from outside that does not fit its field.
public struct FieldError: Error, Hashable, Sendable {
  /// Which field of the request, as its path in the schema ("email", "emails[1]").
  public let field: String
  /// What is wrong, in words for the caller. Never holds the refused text itself.
  public let problem: String

  /// A problem with one field.
  public init(field: String, problem: String) {
    self.field = field
    self.problem = problem
  }
}

/// Which characters a text of ours may hold.
enum TextRules {
  /// Whether a text is one that a person can see and that means what it looks like.
  ///
  /// Every scalar is visible by ``isVisible(_:)``; zero-width joiners stand between two characters that they
  /// join, as Persian, Sinhala and emoji need them; and one character at least is not blank.
  static func isLegible(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    var isSeen = false
    for (index, scalar) in scalars.enumerated() {
      if scalar == "\u{200C}" || scalar == "\u{200D}" {
        guard index > 0, index + 1 < scalars.count, Self.joins(scalars[index - 1]),
          Self.joins(scalars[index + 1])
        else { return false }
        continue
      }
      guard Self.isVisible(scalar) else { return false }
      isSeen = isSeen || Self.isInk(scalar)
    }
    return isSeen
  }

  /// Letters, marks and symbols such as emoji; joiners stand between these alone.
  static func joins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .otherSymbol, .modifierSymbol:
      true
    default: false
    }
  }

  /// A character that leaves something on the page by itself. Hangul fillers, variation selectors, the grapheme
  /// joiner and the blank pattern of braille do not, though they are no white space.
  private static func isInk(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{2800}" || scalar.properties.isDefaultIgnorableCodePoint { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spaceSeparator: return false
    default: return !scalar.properties.isWhitespace
    }
  }

  /// Control, format (bidirectional marks and zero-width joiners among them), private-use,
  /// surrogate and unassigned characters, and line separators: nothing that a person cannot see
  /// or that could break a mail header or a log line.
  static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    default:
      true
    }
  }

  /// White space of any script, and the zero-width characters that keyboards, mail programs and web pages
  /// bring along with a text.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{200B}"..."\u{200F}", "\u{2060}", "\u{FEFF}", "\u{AD}": true
    default: scalar.properties.isWhitespace
    }
  }

  /// A text without what ``isBlank(_:)`` at both ends.
  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !Self.isBlank($0) }),
      let last = scalars.lastIndex(where: { !Self.isBlank($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// The value of a decimal digit of any script, full-width ones among them.
  static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
    guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue
    else { return nil }
    return UInt8(value)
  }

  /// ASCII capitals to small letters, everything else as it is.
  ///
  /// Swift's own lower-casing maps U+212A (Kelvin) to "k" and would let two different addresses
  /// meet.
  static func asciiLowercased(_ text: String) -> String {
    String(decoding: text.utf8.map(asciiLowercased), as: UTF8.self)
  }

  static func asciiLowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
  }
}
