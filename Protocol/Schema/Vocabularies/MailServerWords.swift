/// By which way mail goes.
public struct MailRoute: Vocabulary {
  /// Not at all.
  public static let none = Self(rawValue: "none")
  /// To a mail server.
  public static let smtp = Self(rawValue: "smtp")
  /// To a program of the host. In the daemon's configuration only.
  public static let sendmail = Self(rawValue: "sendmail")
  /// Into a folder of the host. In the daemon's configuration only.
  public static let maildir = Self(rawValue: "maildir")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// How a connection to a mail server is kept private.
public struct MailSecurity: Vocabulary {
  /// STARTTLS, without which nothing is sent.
  public static let startTLS = Self(rawValue: "starttls")
  /// TLS from the first byte.
  public static let implicitTLS = Self(rawValue: "tls")
  /// Not at all.
  public static let plain = Self(rawValue: "plain")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Where handing a message over ended.
public struct MailStepName: Vocabulary {
  /// A credential, an authority or a folder that is named is not there, or no server is configured.
  public static let settings = Self(rawValue: "settings")
  /// The host's name was not found.
  public static let resolve = Self(rawValue: "resolve")
  /// No connection, or no greeting.
  public static let connect = Self(rawValue: "connect")
  /// No TLS, or a certificate that is not trusted.
  public static let tls = Self(rawValue: "tls")
  /// The sign-in.
  public static let authentication = Self(rawValue: "auth")
  /// The sender was refused.
  public static let sender = Self(rawValue: "sender")
  /// The recipient was refused.
  public static let recipient = Self(rawValue: "recipient")
  /// The message was refused, or its end was never answered.
  public static let data = Self(rawValue: "data")
  /// A program or folder of the host.
  public static let host = Self(rawValue: "host")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
