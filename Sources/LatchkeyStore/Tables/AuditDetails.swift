/// The details of an audit entry as one text: a JSON object of texts, its names in order.
///
/// The same details are always the same text. Read back is only what is written here: no spaces,
/// and no escapes but those for quotes, backslashes and control characters.
enum AuditDetails {
  /// The text of details.
  static func text(of details: [String: String]) -> String {
    var bytes: [UInt8] = [Self.open]
    for (name, value) in details.sorted(by: { $0.key < $1.key }) {
      if bytes.count > 1 { bytes.append(Self.comma) }
      Self.append(name, to: &bytes)
      bytes.append(Self.colon)
      Self.append(value, to: &bytes)
    }
    bytes.append(Self.close)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The details in a text; nil when it is none of ours.
  static func details(in text: String) -> [String: String]? {
    var rest = Array(text.utf8)[...]
    guard rest.popFirst() == Self.open else { return nil }
    var details: [String: String] = [:]
    if rest.first == Self.close { return rest.count == 1 ? details : nil }
    while true {
      guard let name = Self.string(from: &rest), rest.popFirst() == Self.colon,
        let value = Self.string(from: &rest), details.updateValue(value, forKey: name) == nil
      else { return nil }
      switch rest.popFirst() {
      case Self.comma: continue
      case Self.close: return rest.isEmpty ? details : nil
      default: return nil
      }
    }
  }

  private static let open = UInt8(ascii: "{")
  private static let close = UInt8(ascii: "}")
  private static let colon = UInt8(ascii: ":")
  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  private static let digits = Array("0123456789abcdef".utf8)

  private static func append(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(Self.quote)
    for byte in string.utf8 {
      switch byte {
      case Self.quote, Self.backslash:
        bytes.append(Self.backslash)
        bytes.append(byte)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(Self.digits[Int(byte >> 4)])
        bytes.append(Self.digits[Int(byte & 15)])
      default:
        bytes.append(byte)
      }
    }
    bytes.append(Self.quote)
  }

  private static func string(from rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.popFirst() == Self.quote else { return nil }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case Self.quote:
        return String(validating: bytes, as: UTF8.self)
      case Self.backslash:
        guard let escaped = Self.escaped(from: &rest) else { return nil }
        bytes.append(escaped)
      case 0..<0x20:
        return nil
      default:
        bytes.append(byte)
      }
    }
    return nil
  }

  private static func escaped(from rest: inout ArraySlice<UInt8>) -> UInt8? {
    switch rest.popFirst() {
    case Self.quote: return Self.quote
    case Self.backslash: return Self.backslash
    case UInt8(ascii: "u"):
      guard rest.popFirst() == UInt8(ascii: "0"), rest.popFirst() == UInt8(ascii: "0"),
        let high = rest.popFirst().flatMap(Self.digits.firstIndex(of:)), high < 2,
        let low = rest.popFirst().flatMap(Self.digits.firstIndex(of:))
      else { return nil }
      return UInt8(high << 4 | low)
    default: return nil
    }
  }
}
