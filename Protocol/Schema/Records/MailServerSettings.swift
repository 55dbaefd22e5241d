/// A mail server, and how it is spoken to. Never a password: that has a name, and lies in a file of the
/// host.
public struct MailServerSettings: Message {
  /// By which way mail goes. All that follows but `sender` belongs to `smtp`.
  public var route: MailRoute
  /// The address in From. Absent: `noreply` at the domain of the configuration.
  public var sender: String?
  /// A host name such as `mail.example.com`, or an IP address.
  public var host: String?
  /// Absent: the usual one, 587, 465 or 25.
  public var port: Int?
  /// Absent: `starttls`.
  public var security: MailSecurity?
  /// Whether another host may be spoken to without TLS. Absent: no.
  public var allowsPlaintext: Bool?
  /// The name of a file with the only certificate authorities that are trusted. Absent: those of the
  /// host.
  public var authority: String?
  /// Who signs in. Absent: nobody.
  public var user: String?
  /// The name of the file with the password, in the host's folder for credentials.
  public var passwordName: String?
  /// The name that the service greets with. Absent: that of the host.
  public var greeting: String?
  /// To resolve, connect and agree on TLS, 1 to 60 seconds. Absent: 15.
  public var connectTimeoutMilliseconds: Int64?
  /// For the answer to a command, 1 to 60 seconds. Absent: 30.
  public var commandTimeoutMilliseconds: Int64?
  /// For the answer to the end of a message, 1 to 150 seconds. Absent: 120.
  public var dataEndTimeoutMilliseconds: Int64?
  /// The program or folder of the host, where the daemon's configuration names one.
  public var path: String?
}
