internal import CIDN2
internal import Glibc
public import LatchkeyApplication

/// International domain names by libidn2: IDNA2008, after the mapping of UTS 46 that turns what
/// people type (capitals, wide characters) into what can be registered.
public struct InternationalNames: DomainNames {
  /// The rules of libidn2.
  public init() {}

  /// The name in ASCII labels; nil when IDNA2008 has no such name.
  public func ascii(_ name: String) -> String? {
    // What is ASCII already has its final form; a zero would even end the name.
    guard name.utf8.allSatisfy({ $0 >= 0x80 || Self.isLetterDigitHyphenOrDot($0) }) else {
      return nil
    }
    let flags = Int32(
      bitPattern: IDN2_NONTRANSITIONAL.rawValue | IDN2_NFC_INPUT.rawValue
        | IDN2_USE_STD3_ASCII_RULES.rawValue)
    guard let ascii = unsafe Self.call({ unsafe idn2_to_ascii_8z(name, $0, flags) }) else {
      return nil
    }
    // A label that was written as "xn--" passes unread: it must be what its own name becomes.
    guard let shown = unsafe Self.call({ unsafe idn2_to_unicode_8z8z(ascii, $0, 0) }),
      let again = unsafe Self.call({ unsafe idn2_to_ascii_8z(shown, $0, flags) }), again == ascii
    else { return nil }
    return ascii
  }

  private static func isLetterDigitHyphenOrDot(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: true
    default: false
    }
  }

  private static func call(
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> String? {
    var output: UnsafeMutablePointer<CChar>?
    let status = unsafe body(&output)
    defer { unsafe idn2_free(output) }
    guard status == IDN2_OK.rawValue, let text = unsafe output else { return nil }
    return unsafe String(cString: text)
  }
}
