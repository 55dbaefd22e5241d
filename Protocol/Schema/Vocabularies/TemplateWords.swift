/// A part of a template.
public struct TemplatePart: Vocabulary {
  /// The subject.
  public static let subject = Self(rawValue: "subject")
  /// The text.
  public static let body = Self(rawValue: "body")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// A rule that a template breaks.
public struct TemplateRule: Vocabulary {
  /// There is nothing to read.
  public static let empty = Self(rawValue: "empty")
  /// There is too much to read.
  public static let tooLong = Self(rawValue: "too_long")
  /// A character that nobody sees.
  public static let invisibleCharacter = Self(rawValue: "invisible_character")
  /// A word in braces that is no placeholder.
  public static let unknownPlaceholder = Self(rawValue: "unknown_placeholder")
  /// A word in braces that asks for a secret.
  public static let secretPlaceholder = Self(rawValue: "secret_placeholder")
  /// A placeholder where it does not belong.
  public static let misplacedPlaceholder = Self(rawValue: "misplaced_placeholder")
  /// The place of the link is missing.
  public static let linkMissing = Self(rawValue: "link_missing")
  /// The place of the link is there twice.
  public static let linkTwice = Self(rawValue: "link_twice")
  /// A link that the service did not make.
  public static let foreignLink = Self(rawValue: "foreign_link")
  /// It has a link and does not say how long it is valid.
  public static let lifetimeMissing = Self(rawValue: "lifetime_missing")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
