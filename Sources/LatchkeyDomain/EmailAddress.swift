/// One e-mail address: as it was given, for mailing, and in canonical form, for comparing.
///
/// Two accepted addresses have the same canonical form exactly when they differ in nothing but the
/// case of ASCII letters. Mail goes to the stored form; look-ups use the canonical one.
public struct EmailAddress: Hashable, Sendable {
  /// As the person wrote it, without blanks at its ends. At most 254 bytes (RFC 5321, 4.5.3.1.3, less the brackets).
  public let text: String
  /// The form that is compared: ASCII letters small.
  public let canonical: String

  /// Checks an address.
  ///
  /// Accepts a dot-atom local part of ASCII characters and a domain of ASCII labels: what people
  /// write in other letters has become `xn--` labels before (`DomainNames`). Blanks at both ends are left
  /// out: keyboards and tables bring them along.
  /// - Throws: ``FieldError`` with a problem that never repeats the address.
  public init(_ text: String, field: String = "email") throws(FieldError) {
    func refuse(_ problem: String) -> FieldError { FieldError(field: field, problem: problem) }

    let text = TextRules.trimmed(text)
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { throw refuse("An e-mail address is needed.") }
    guard bytes.count <= 254 else { throw refuse("An e-mail address has at most 254 bytes.") }
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0 else {
      throw refuse("An e-mail address looks like name@example.com.")
    }
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw refuse("An e-mail address has ASCII characters without spaces before the @.")
    }
    let local = bytes[..<at]
    let domain = bytes[(at + 1)...]
    guard local.count <= 64, Self.isDotAtom(local) else {
      throw refuse("The part before the @ is not a valid name.")
    }
    guard Self.isDomain(domain) else {
      throw refuse("The part after the @ is not a valid domain.")
    }
    self.text = text
    self.canonical = TextRules.asciiLowercased(text)
  }

  /// An address that the store has already accepted once.
  public init(stored text: String) {
    self.text = text
    self.canonical = TextRules.asciiLowercased(text)
  }

  /// The part before the last @.
  public var localPart: Substring {
    self.text.prefix(upTo: self.text.lastIndex(of: "@") ?? self.text.startIndex)
  }

  /// The address with most of it hidden, for pages that must not tell it: "j•••@example.com".
  public var masked: String {
    "\(self.localPart.prefix(1))•••\(self.text.dropFirst(self.localPart.count))"
  }

  /// RFC 5322, 3.2.3: atoms of the permitted characters, separated by single dots.
  private static func isDotAtom(_ bytes: ArraySlice<UInt8>) -> Bool {
    let symbols = Array("!#$%&'*+-/=?^_`{|}~".utf8)
    return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { atom in
        !atom.isEmpty && atom.allSatisfy { isLetterOrDigit($0) || symbols.contains($0) }
      }
  }

  /// RFC 1035, 2.3.1 and RFC 1123, 2.1: at least two labels of letters, digits and inner hyphens.
  private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
    let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return bytes.count <= 253 && labels.count >= 2
      && labels.allSatisfy { label in
        !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-")
          && label.last != UInt8(ascii: "-")
          && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
      }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A)
      || (byte >= 0x61 && byte <= 0x7A)
  }
}
