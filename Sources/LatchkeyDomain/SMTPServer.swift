public import LatchkeyBase

/// A server that takes mail on (RFC 5321), and how it is spoken to.
public struct SMTPServer: Hashable, Sendable {
  /// How the connection is kept private.
  public enum Security: String, CaseIterable, Hashable, Sendable {
    /// STARTTLS, without which nothing is sent.
    case startTLS = "starttls"
    /// TLS from the first byte.
    case implicitTLS = "tls"
    /// Not at all. For this host itself, or where an administrator decided so.
    case plain = "plain"

    /// The port that is usual for it: submission, submissions, and mail among servers.
    public var usualPort: Int {
      switch self {
      case .startTLS: 587
      case .implicitTLS: 465
      case .plain: 25
      }
    }
  }

  /// Who signs in.
  public struct Login: Hashable, Sendable {
    /// The user name.
    public let user: String
    /// The name of the file that holds the password.
    public let passwordName: CredentialName

    /// Checks a user name.
    ///
    /// - Parameters:
    ///   - user: 1 to 255 bytes without control characters.
    ///   - passwordName: The name of the file that holds the password.
    /// - Throws: `FieldError`.
    public init(user: String, passwordName: CredentialName) throws(FieldError) {
      guard (1...255).contains(user.utf8.count), user.unicodeScalars.allSatisfy(TextRules.isVisible)
      else {
        throw FieldError(
          field: "user", problem: "A user name has 1 to 255 bytes without control characters.")
      }
      self.user = user
      self.passwordName = passwordName
    }
  }

  /// How long each phase may take.
  ///
  /// RFC 5321, 4.5.3.2 would wait five minutes for a command and ten for the end of the data. Here
  /// all of it must fit into the time for which the courier takes a mail, or two deliveries would
  /// meet; who gives up too early sends a double, with the same Message-ID.
  public struct Patience: Hashable, Sendable {
    /// To resolve the name, connect and agree on TLS: 1 to 60 seconds.
    public let connect: Lifetime
    /// For the answer to one command: 1 to 60 seconds.
    public let command: Lifetime
    /// For the answer to the end of the message: 1 to 150 seconds.
    public let dataEnd: Lifetime
    /// For all of one message. Less than the lease of the courier.
    public static let total = Lifetime.seconds(240)

    /// Checks limits.
    ///
    /// - Parameters:
    ///   - connect: To resolve the name, connect and agree on TLS.
    ///   - command: For the answer to one command.
    ///   - dataEnd: For the answer to the end of the message.
    /// - Throws: `FieldError`.
    public init(
      connect: Lifetime = .seconds(15), command: Lifetime = .seconds(30),
      dataEnd: Lifetime = .seconds(120)
    ) throws(FieldError) {
      for (field, value, most) in [
        ("connectTimeout", connect, 60), ("commandTimeout", command, 60),
        ("dataEndTimeout", dataEnd, 150),
      ] as [(String, Lifetime, Int64)] {
        guard value >= .seconds(1), value <= .seconds(most) else {
          throw FieldError(field: field, problem: "A timeout is 1 to \(most) seconds.")
        }
      }
      self.connect = connect
      self.command = command
      self.dataEnd = dataEnd
    }

    private init() {
      self.connect = .seconds(15)
      self.command = .seconds(30)
      self.dataEnd = .seconds(120)
    }

    /// 15 seconds, 30 seconds and two minutes.
    public static let usual = Self()
  }

  /// The host.
  public let host: HostName
  /// The port, 1 to 65 535.
  public let port: Int
  /// How the connection is kept private.
  public let security: Security
  /// Whether an administrator decided that other hosts than this one may be spoken to without TLS.
  public let allowsPlaintext: Bool
  /// The name of a file with the only certificate authorities that are trusted; nil trusts those of
  /// the host.
  public let authority: CredentialName?
  /// The user that signs in; nil for none.
  public let login: Login?
  /// The name that we greet with; nil is this host's own.
  public let greeting: HostName?
  /// How long each phase may take.
  public let patience: Patience

  /// Checks a server.
  ///
  /// - Parameters:
  ///   - host: The host.
  ///   - port: 1 to 65 535; nil is the usual one for the security.
  ///   - security: How the connection is kept private.
  ///   - allowsPlaintext: Whether other hosts than this one may be spoken to without TLS.
  ///   - authority: The name of a file with the only authorities that are trusted.
  ///   - login: Who signs in. Never without TLS, but on this host itself.
  ///   - greeting: The name that we greet with.
  ///   - patience: How long each phase may take.
  /// - Throws: `FieldError`.
  public init(
    host: HostName, port: Int? = nil, security: Security = .startTLS,
    allowsPlaintext: Bool = false, authority: CredentialName? = nil, login: Login? = nil,
    greeting: HostName? = nil, patience: Patience = .usual
  ) throws(FieldError) {
    let port = port ?? security.usualPort
    guard (1...65_535).contains(port) else {
      throw FieldError(field: "port", problem: "A port is a number from 1 to 65535.")
    }
    if security == .plain && !host.isLoopback {
      guard allowsPlaintext else {
        throw FieldError(
          field: "security",
          problem: "Links would travel where others can read them. Without TLS mail goes to this "
            + "host only, unless that is allowed explicitly.")
      }
      guard login == nil else {
        throw FieldError(
          field: "login", problem: "A password is never sent to another host without TLS.")
      }
    }
    guard authority == nil || security != .plain else {
      throw FieldError(field: "authority", problem: "Without TLS there is no certificate to check.")
    }
    guard greeting == nil || greeting?.kind == .name else {
      throw FieldError(field: "greeting", problem: "A greeting is a host name.")
    }
    self.host = host
    self.port = port
    self.security = security
    self.allowsPlaintext = allowsPlaintext
    self.authority = authority
    self.login = login
    self.greeting = greeting
    self.patience = patience
  }
}
