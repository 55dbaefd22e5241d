/// Where mail is handed over, and the sender. Holds no secret: a password is named, never kept.
public struct MailServer: Hashable, Sendable {
  /// By which way mail goes.
  public enum Route: Hashable, Sendable {
    /// Not at all: "outgoing mail server not configured".
    case none
    /// To a server that takes it on.
    case smtp(SMTPServer)
    /// To a program of this host that behaves like sendmail.
    case sendmail(HostPath)
    /// Into a folder of this host.
    case maildir(HostPath)
  }

  /// By which way mail goes.
  public let route: Route
  /// The address in From and in the envelope; nil is `noreply` at the desk's domain for mail.
  public let sender: EmailAddress?

  /// A mail server.
  public init(_ route: Route, sender: EmailAddress? = nil) {
    self.route = route
    self.sender = sender
  }

  /// Whether the route names something of this host. Such a route belongs into the daemon's own
  /// configuration: a caller that could set it would choose which program runs here.
  public var isOfHost: Bool {
    switch self.route {
    case .none, .smtp: false
    case .sendmail, .maildir: true
    }
  }
}

/// An absolute path on this host, without surprises.
public struct HostPath: Hashable, Sendable {
  /// The path.
  public let text: String

  /// Checks a path.
  ///
  /// - Parameters:
  ///   - text: Absolute, of at most 1 000 bytes, without control characters.
  ///   - field: Which field it stands in.
  /// - Throws: `FieldError`.
  public init(_ text: String, field: String = "path") throws(FieldError) {
    guard text.hasPrefix("/"), text.utf8.count <= 1_000,
      text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else {
      throw FieldError(
        field: field, problem: "A path is absolute and has no control characters.")
    }
    self.text = text
  }
}

/// The name of a file in the one folder for mail credentials of this host.
///
/// A name and no path: who may set the mail server must not be able to point at other files.
public struct CredentialName: Hashable, Sendable {
  /// The name.
  public let text: String

  /// Checks a name.
  ///
  /// - Parameters:
  ///   - text: 1 to 64 ASCII letters, digits, dots, hyphens and underscores; no dot at the start.
  ///   - field: Which field it stands in.
  /// - Throws: `FieldError`.
  public init(_ text: String, field: String = "passwordName") throws(FieldError) {
    let isName = text.utf8.allSatisfy {
      ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "_")
    }
    guard (1...64).contains(text.utf8.count), isName, !text.hasPrefix(".") else {
      throw FieldError(
        field: field,
        problem: "A name of a credential has 1 to 64 letters, digits, dots, hyphens and "
          + "underscores, and does not start with a dot.")
    }
    self.text = text
  }
}

/// Bytes of ASCII by kind.
enum ASCII {
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    Self.isDigit(byte) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
  }

  static func isHexDigit(_ byte: UInt8) -> Bool {
    Self.isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
  }
}
