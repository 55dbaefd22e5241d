/// One telephone number: as it was given, for people, and in canonical form, for comparing.
///
/// The canonical form is the digits, with the leading plus sign if there is one; spaces and hyphens
/// are dropped. No country is guessed: "+43 1 234" and "01 234" are two numbers.
public struct PhoneNumber: Hashable, Sendable {
  /// Digits in a number: from the shortest that are in use to 15 of ITU-T E.164 and an extension.
  public static let digits = 5...20
  /// Bytes of the text at most.
  public static let bytesMax = 40

  /// As it was given.
  public let text: String
  /// The form that is compared.
  public let canonical: String

  /// Checks a number.
  /// - Throws: ``FieldError`` when it has another form.
  public init(_ text: String, field: String = "phone") throws(FieldError) {
    guard text.utf8.count <= Self.bytesMax, let canonical = Self.canonical(text) else {
      throw FieldError(
        field: field,
        problem: "A telephone number has 5 to 20 digits, and may have a plus sign in front, "
          + "spaces and hyphens.")
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
    var kept: [UInt8] = []
    var digits = 0
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39:
        kept.append(byte)
        digits += 1
      case UInt8(ascii: "+") where kept.isEmpty: kept.append(byte)
      case UInt8(ascii: " "), UInt8(ascii: "-"): break
      default: return nil
      }
    }
    guard Self.digits.contains(digits) else { return nil }
    return String(decoding: kept, as: UTF8.self)
  }
}
