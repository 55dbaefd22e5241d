/// One telephone number: as it was given, for people, and in canonical form, for comparing.
///
/// The canonical form is the digits, with the leading plus sign if there is one. What people and programs write
/// around digits is dropped: blanks, hyphens, dots, slashes and brackets, a leading apostrophe of a spreadsheet,
/// `tel:`, and the `(0)` that is not dialled behind a country code. No country is guessed: "+43 1 234" and
/// "01 234" are two numbers.
public struct PhoneNumber: Hashable, Sendable {
  /// Digits in a number: from the shortest that are in use to 15 of ITU-T E.164 and an extension.
  public static let digits = 5...20
  /// Bytes of the text at most, blanks at its ends left out.
  public static let bytesMax = 80

  /// As it was given, without blanks at its ends.
  public let text: String
  /// The form that is compared.
  public let canonical: String

  /// Checks a number.
  /// - Throws: ``FieldError`` when it has another form: letters (an extension, `4.67E+10`), a plus sign
  ///   behind a digit, more or fewer digits than ``digits``.
  public init(_ text: String, field: String = "phone") throws(FieldError) {
    let text = TextRules.trimmed(text)
    guard text.utf8.count <= Self.bytesMax, let canonical = Self.canonical(text) else {
      throw FieldError(
        field: field,
        problem:
          "A telephone number has 5 to 20 digits, and may have a plus sign in front. Spaces, "
          + "hyphens, dots, slashes and brackets between are left out; extensions are not taken.")
    }
    self.text = text
    self.canonical = canonical
  }

  /// A number that the store has already accepted once.
  public init(stored text: String) {
    self.text = text
    self.canonical = Self.canonical(text) ?? text
  }

  private static func canonical(_ text: String) -> String? {
    var rest = text.unicodeScalars[...]
    if let first = rest.first, first == "'" || first == "\u{2019}" { rest = rest.dropFirst() }
    if TextRules.asciiLowercased(String(rest.prefix(4))) == "tel:" { rest = rest.dropFirst(4) }
    var kept: [UInt8] = []
    var digits = 0
    var isOpen = false
    while let scalar = rest.first {
      if digits > 0, Self.isInternational(kept), rest.starts(with: "(0)".unicodeScalars) {
        // "+49 (0)30 1234": dialled within the country only.
        rest = rest.dropFirst(3)
        continue
      }
      rest = rest.dropFirst()
      if let digit = TextRules.digit(scalar) {
        kept.append(0x30 + digit)
        digits += 1
      } else if scalar == "+" || scalar == "\u{FF0B}" {
        guard kept.isEmpty else { return nil }
        kept.append(UInt8(ascii: "+"))
      } else if scalar == "(" || scalar == "\u{FF08}" {
        guard !isOpen else { return nil }
        isOpen = true
      } else if scalar == ")" || scalar == "\u{FF09}" {
        guard isOpen else { return nil }
        isOpen = false
      } else {
        guard Self.isSeparator(scalar) else { return nil }
      }
    }
    guard !isOpen, Self.digits.contains(digits) else { return nil }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func isInternational(_ kept: [UInt8]) -> Bool {
    kept.first == UInt8(ascii: "+") || kept.starts(with: "00".utf8)
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "/", "\u{B7}", "\u{FF0E}", "\u{FF0F}", "\u{2212}": true
    default: TextRules.isBlank(scalar) || scalar.properties.generalCategory == .dashPunctuation
    }
  }
}
