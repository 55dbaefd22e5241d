public import LatchkeyDomain

/// Turns international domain names into the form that is stored, compared and sent.
public protocol DomainNames: Sendable {
  /// The name in ASCII labels, in small letters; nil when IDNA2008 has no such name. An ASCII name
  /// with labels that begin with "xn--" is checked like the name that it stands for.
  func ascii(_ name: String) -> String?
}

extension DomainNames {
  /// An address as a person writes it, with its domain in ASCII labels.
  ///
  /// - Parameters:
  ///   - text: The address.
  ///   - field: Which field it stands in.
  /// - Returns: The address.
  /// - Throws: `FieldError` with a problem that never repeats the address.
  public func address(_ text: String, field: String) throws(FieldError) -> EmailAddress {
    guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else {
      return try EmailAddress(text, field: field)
    }
    let local = text[..<at]
    let domain = String(text[text.utf8.index(after: at)...])
    guard Self.isInternational(domain), domain.utf8.count <= 1_000 else {
      return try EmailAddress(text, field: field)
    }
    guard let ascii = self.ascii(domain) else {
      throw FieldError(field: field, problem: "The part after the @ is not a valid domain.")
    }
    return try EmailAddress("\(local)@\(ascii)", field: field)
  }

  /// A host as a person writes it, with ASCII labels.
  ///
  /// - Parameters:
  ///   - text: The host.
  ///   - field: Which field it stands in.
  /// - Returns: The host.
  /// - Throws: `FieldError`.
  public func host(_ text: String, field: String) throws(FieldError) -> HostName {
    guard Self.isInternational(text), text.utf8.count <= 1_000, let ascii = self.ascii(text) else {
      return try HostName(text, field: field)
    }
    return try HostName(ascii, field: field)
  }

  private static func isInternational(_ name: String) -> Bool {
    name.utf8.contains { $0 >= 0x80 }
      || name.split(separator: ".").contains { label in
        label.utf8.prefix(4).elementsEqual("xn--".utf8) { $0 | 0x20 == $1 | 0x20 }
      }
  }
}
