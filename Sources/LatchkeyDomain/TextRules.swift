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

  /// ASCII capitals to small letters, everything else as it is.
  ///
  /// Swift's own lower-casing maps U+212A (Kelvin) to "k" and would let two different addresses
  /// meet (D18).
  static func asciiLowercased(_ text: String) -> String {
    String(decoding: text.utf8.map(asciiLowercased), as: UTF8.self)
  }

  static func asciiLowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
  }
}
