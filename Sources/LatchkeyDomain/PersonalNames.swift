/// The name of a person as people read it. 1 to 200 visible characters of any script.
public struct DisplayName: Hashable, Sendable {
  /// The name.
  public let text: String

  /// Checks a name.
  /// - Throws: ``FieldError`` when it is empty, too long or holds invisible characters.
  public init(_ text: String, field: String = "displayName") throws(FieldError) {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw FieldError(field: field, problem: "A name is needed.")
    }
    guard text.utf8.count <= 800, text.count <= 200 else {
      throw FieldError(field: field, problem: "A name has at most 200 characters.")
    }
    guard TextRules.isLegible(text) else {
      throw FieldError(
        field: field,
        problem: "A name has visible characters, and no control, format or unassigned ones.")
    }
    self.text = text
  }

  /// Makes a name of a text that came along and was not typed for the purpose, such as the sender of a mail.
  ///
  /// What a name may not hold becomes a blank or goes, blanks in a row become one, and the rest is cut to
  /// `charactersMax`: such a text is never a reason to refuse the person.
  /// - Parameters:
  ///   - text: Any text, of any length.
  ///   - charactersMax: Characters at most, 1 to 200.
  /// - Returns: nil when nothing that can be seen is left.
  public static func cleaned(_ text: String, charactersMax: Int = 200) -> DisplayName? {
    // A name is 800 bytes at most; what stands far behind is not worth looking at.
    let scalars = Array(text.unicodeScalars.prefix(4_000))
    var kept = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let isJoiner = scalar == "\u{200C}" || scalar == "\u{200D}"
      if isJoiner {
        guard let last = kept.last, index + 1 < scalars.count, TextRules.joins(last),
          TextRules.joins(scalars[index + 1])
        else { continue }
        kept.append(scalar)
      } else if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
        if let last = kept.last, last != " " { kept.append(" ") }
      } else if TextRules.isVisible(scalar) {
        kept.append(scalar)
      }
    }
    var name = String(String(kept).prefix(min(max(charactersMax, 1), 200)))
    while name.utf8.count > 800 { name.removeLast() }
    return try? DisplayName(TextRules.trimmed(name))
  }

  /// A name that the store has already accepted once.
  public init(stored text: String) {
    self.text = text
  }

  /// The first letter of each word, for pages that must not tell the name: "J••• M•••".
  public var masked: String {
    self.text.split(whereSeparator: \.isWhitespace).map { "\($0.prefix(1))•••" }
      .joined(separator: " ")
  }
}

/// A name to sign in with, in addition to the e-mail address. Compared like an address.
///
/// 3 to 64 ASCII letters, digits, dots, hyphens and underscores; it starts with a letter, so that
/// it is never mistaken for a number or an address.
public struct LoginName: Hashable, Sendable {
  /// As it was given.
  public let text: String
  /// The form that is compared: ASCII letters small.
  public let canonical: String

  /// Checks a login name.
  /// - Throws: ``FieldError`` when it has another form.
  public init(_ text: String, field: String = "loginName") throws(FieldError) {
    let canonical = TextRules.asciiLowercased(text)
    let bytes = Array(canonical.utf8)
    let isLetter = { (byte: UInt8) in byte >= 0x61 && byte <= 0x7A }
    guard bytes.count >= 3, bytes.count <= 64, isLetter(bytes[0]),
      bytes.allSatisfy({ byte in
        isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || ".-_".utf8.contains(byte)
      })
    else {
      throw FieldError(
        field: field,
        problem: "A login name has 3 to 64 letters, digits, dots, hyphens or underscores "
          + "and starts with a letter.")
    }
    self.text = text
    self.canonical = canonical
  }

  /// A login name that the store has already accepted once.
  public init(stored text: String) {
    self.text = text
    self.canonical = TextRules.asciiLowercased(text)
  }
}

/// What a person types to say who they are: an address, a login name or a telephone number.
public enum SignInIdentifier: Hashable, Sendable {
  /// An e-mail address.
  case email(EmailAddress)
  /// A login name.
  case loginName(LoginName)
  /// A telephone number.
  case phone(PhoneNumber)

  /// Reads what was typed. Nil when it is none of them; such a text identifies no account.
  ///
  /// Blanks at both ends do not count: keyboards of telephones put one behind a completed word.
  public init?(_ typed: String) {
    let text = TextRules.trimmed(typed)
    if text.utf8.contains(UInt8(ascii: "@")) {
      guard let address = try? EmailAddress(text) else { return nil }
      self = .email(address)
    } else if let phone = try? PhoneNumber(text) {
      // A login name starts with a letter: no text is both.
      self = .phone(phone)
    } else {
      guard let name = try? LoginName(text) else { return nil }
      self = .loginName(name)
    }
  }

  /// The form that is compared, and that throttles count by.
  public var canonical: String {
    switch self {
    case .email(let address): address.canonical
    case .loginName(let name): name.canonical
    case .phone(let phone): phone.canonical
    }
  }
}
