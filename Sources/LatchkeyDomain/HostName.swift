/// A host as it stands in a command or an address of a page: a name of ASCII labels, or an address.
public struct HostName: Hashable, Sendable {
  /// What kind it is.
  public enum Kind: Hashable, Sendable {
    /// A name, to be resolved.
    case name
    /// Four numbers with dots.
    case ipv4
    /// Groups with colons, without brackets.
    case ipv6
  }

  /// The host, in small letters.
  public let text: String
  /// What kind it is.
  public let kind: Kind

  /// Checks a host.
  ///
  /// - Parameters:
  ///   - text: A name of letters, digits and hyphens (an international one in its `xn--` form), or
  ///     an IP address. Brackets around an IPv6 address are taken off.
  ///   - field: Which field it stands in.
  /// - Throws: `FieldError`.
  public init(_ text: String, field: String = "host") throws(FieldError) {
    var bytes = Array(TextRules.asciiLowercased(text).utf8)
    if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]"), bytes.count > 2 {
      bytes = Array(bytes.dropFirst().dropLast())
    }
    guard let kind = Self.kind(of: bytes) else {
      throw FieldError(
        field: field, problem: "A host is a name such as mail.example.com, or an IP address.")
    }
    self.text = String(decoding: bytes, as: UTF8.self)
    self.kind = kind
  }

  /// Whether it names this host itself: no one else sees what is said to it.
  public var isLoopback: Bool {
    switch self.kind {
    case .name: self.text == "localhost"
    case .ipv4: self.text.hasPrefix("127.")
    case .ipv6: self.text == "::1" || self.text == "0:0:0:0:0:0:0:1"
    }
  }

  private init(known text: String) {
    self.text = text
    self.kind = .name
  }

  /// "localhost".
  public static let localhost = Self(known: "localhost")

  private static func kind(of bytes: [UInt8]) -> Kind? {
    if bytes.contains(UInt8(ascii: ":")) { return self.isIPv6(bytes) ? .ipv6 : nil }
    let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    // A last label of digits would be read as an address by some, in forms such as "127.1".
    if let last = labels.last, !last.isEmpty, last.allSatisfy(ASCII.isDigit) {
      return self.isIPv4(labels) ? .ipv4 : nil
    }
    return self.isName(labels, byteCount: bytes.count) ? .name : nil
  }

  /// RFC 1123, 2.1: labels of letters, digits and inner hyphens.
  private static func isName(_ labels: [ArraySlice<UInt8>], byteCount: Int) -> Bool {
    byteCount <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
          && label.last != UInt8(ascii: "-")
          && label.allSatisfy { ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
      }
  }

  private static func isIPv4(_ labels: [ArraySlice<UInt8>]) -> Bool {
    labels.count == 4
      && labels.allSatisfy { label in
        (1...3).contains(label.count) && label.allSatisfy(ASCII.isDigit)
          && (label.count == 1 || label.first != UInt8(ascii: "0"))
          && label.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
      }
  }

  /// RFC 4291, 2.2, without the form that ends in an IPv4 address and without zones.
  private static func isIPv6(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    func areGroups(_ groups: [Substring]) -> Bool {
      groups.allSatisfy { (1...4).contains($0.utf8.count) && $0.utf8.allSatisfy(ASCII.isHexDigit) }
    }
    func groups(_ text: Substring) -> [Substring] {
      text.isEmpty ? [] : text.split(separator: ":", omittingEmptySubsequences: false)
    }
    let halves = text.split(separator: "::", omittingEmptySubsequences: false).map(groups)
    switch halves.count {
    case 1: return halves[0].count == 8 && areGroups(halves[0])
    case 2: return halves[0].count + halves[1].count <= 7 && halves.allSatisfy(areGroups)
    default: return false
    }
  }
}
