import Glibc
import LatchkeyDomain

/// What the keys about mail say, each for itself.
struct MailKeys {
  /// By which way mail goes.
  enum Route: Equatable {
    /// As the desk's administrators say.
    case desk
    case none
    case maildir(HostPath)
    case sendmail(HostPath)
    case smtp(HostName, port: Int?)
  }

  var route = Route.desk
  var security = SMTPServer.Security.startTLS
  var allowsPlaintext = false
  var authority: CredentialName?
  var user: String?
  var passwordName: CredentialName?
  var sender: EmailAddress?
  /// The folder with passwords and authorities; nil is the one of systemd, if there is one.
  var credentials: String?
}

extension Configuration {
  /// The mail server, where this host decides it; nil leaves it to the desk.
  ///
  /// - Throws: `FieldError` when the keys do not fit each other.
  func decidedMailServer() throws(FieldError) -> MailServer? {
    let keys = self.mail
    switch keys.route {
    case .desk: return nil
    case .none: return MailServer(.none, sender: keys.sender)
    case .maildir(let path): return MailServer(.maildir(path), sender: keys.sender)
    case .sendmail(let path): return MailServer(.sendmail(path), sender: keys.sender)
    case .smtp(let host, let port):
      var login: SMTPServer.Login?
      if let user = keys.user {
        guard let name = keys.passwordName else {
          throw FieldError(field: "login", problem: "mail-user needs mail-password-name.")
        }
        login = try SMTPServer.Login(user: user, passwordName: name)
      }
      let server = try SMTPServer(
        host: host, port: port, security: keys.security, allowsPlaintext: keys.allowsPlaintext,
        authority: keys.authority, login: login)
      return MailServer(.smtp(server), sender: keys.sender)
    }
  }

  /// The same once ``check()`` has passed.
  var mailServer: MailServer? {
    do {
      return try self.decidedMailServer()
    } catch {
      return nil
    }
  }

  /// How mail goes, in words for `--check`.
  var mailInForce: String {
    switch self.mailServer?.route {
    case nil: "as the desk's settings say (latchkey mail server show)"
    case .some(.none): "none (links cannot be sent)"
    case .maildir(let path): "maildir:\(path.text)"
    case .sendmail(let path): "sendmail:\(path.text)"
    case .smtp(let server): "smtp:\(server.host.text):\(server.port)"
    }
  }

  /// The folder with passwords and authorities of mail servers.
  var mailCredentials: String? {
    self.mail.credentials
      ?? (unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) })
  }

  /// Keys that say something about a server, although mail does not go to one that this host names.
  func checkMail() throws(ConfigurationError) {
    func refuse(_ key: String, _ problem: String) -> ConfigurationError {
      ConfigurationError(place: self.places[key] ?? "default", key: key, problem: problem)
    }
    if case .smtp = self.mail.route {
      do {
        _ = try self.decidedMailServer()
      } catch {
        let keys = [
          "security": "mail-security", "login": "mail-user", "user": "mail-user",
          "authority": "mail-ca",
        ]
        throw refuse(keys[error.field] ?? "mail", error.problem)
      }
      if self.mail.passwordName != nil && self.mail.user == nil {
        throw refuse("mail-password-name", "mail-password-name needs mail-user.")
      }
      return
    }
    for key in ["mail-security", "mail-plaintext", "mail-ca", "mail-user", "mail-password-name"]
    where self.places[key] != nil {
      throw refuse(key, "\(key) needs mail smtp:HOST.")
    }
  }
}

extension ConfigurationKey {
  /// How mail goes.
  static var mail: [ConfigurationKey] {
    [
      ConfigurationKey(
        name: "mail",
        form: "desk | none | smtp:HOST[:PORT] | sendmail[:PATH] | maildir:PATH",
        help: "transport of mail; desk, the default, is what `latchkey mail server set` says"
      ) { text, configuration in
        guard let route = Self.route(text) else {
          return
            "must be \"desk\", \"none\", \"smtp:\" with a host and perhaps a port, \"sendmail\" or "
            + "\"sendmail:\" with the path of a program, or \"maildir:\" with an absolute path"
        }
        configuration.mail.route = route
        return nil
      } shown: {
        $0.mailInForce
      },
      ConfigurationKey(
        name: "mail-security", form: "starttls | tls | plain",
        help: "encryption of the connection; plain is allowed to this host only"
      ) { text, configuration in
        guard let security = SMTPServer.Security(rawValue: text) else {
          return "must be one of starttls, tls, plain"
        }
        configuration.mail.security = security
        return nil
      } shown: {
        $0.mail.security.rawValue
      },
      ConfigurationKey(
        name: "mail-plaintext", form: "refuse | accept",
        help: "accept plain to another host, although links can then be read on the way"
      ) { text, configuration in
        guard text == "refuse" || text == "accept" else {
          return "must be \"refuse\" or \"accept\""
        }
        configuration.mail.allowsPlaintext = text == "accept"
        return nil
      } shown: {
        $0.mail.allowsPlaintext ? "accept" : "refuse"
      },
      Self.checked("mail-ca", "NAME", "file in mail-credentials with the only trusted authorities")
      {
        (text, configuration) throws(FieldError) in
        configuration.mail.authority = try CredentialName(text)
      } shown: {
        $0.mail.authority?.text
      },
      ConfigurationKey(name: "mail-user", form: "TEXT", help: "user name at the mail server") {
        text, configuration in
        configuration.mail.user = text
        return nil
      } shown: {
        $0.mail.user
      },
      Self.checked("mail-password-name", "NAME", "file in mail-credentials with the password") {
        (text, configuration) throws(FieldError) in
        configuration.mail.passwordName = try CredentialName(text)
      } shown: {
        $0.mail.passwordName?.text
      },
      Self.checked(
        "mail-credentials", "PATH",
        "folder of passwords and authorities; systemd's $CREDENTIALS_DIRECTORY if unset"
      ) { (text, configuration) throws(FieldError) in
        configuration.mail.credentials = try HostPath(text).text
      } shown: {
        $0.mailCredentials
      },
      Self.checked("mail-sender", "ADDRESS", "sender; noreply at mail-domain if unset") {
        (text, configuration) throws(FieldError) in
        configuration.mail.sender = try EmailAddress(text)
      } shown: {
        $0.mail.sender?.text ?? "noreply@\($0.settings.mailDomain)"
      },
    ]
  }

  private static func route(_ text: String) -> MailKeys.Route? {
    let colon = text.firstIndex(of: ":") ?? text.endIndex
    let rest = String(text[colon...].dropFirst())
    switch text[..<colon] {
    case "desk" where colon == text.endIndex: return .desk
    case "none" where colon == text.endIndex: return MailKeys.Route.none
    case "sendmail":
      let path = colon == text.endIndex ? "/usr/sbin/sendmail" : rest
      return (try? HostPath(path)).map { .sendmail($0) }
    case "maildir": return (try? HostPath(rest)).map { .maildir($0) }
    case "smtp": return Self.server(rest)
    default: return nil
    }
  }

  /// A host, and behind the last colon a port; an IPv6 address stands in brackets.
  private static func server(_ text: String) -> MailKeys.Route? {
    var host = text[...]
    var port: Int?
    if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
      guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number)
      else { return nil }
      port = number
      host = text[..<colon]
    }
    return (try? HostName(String(host))).map { .smtp($0, port: port) }
  }

  private static func checked(
    _ name: String, _ form: String, _ help: String,
    _ read: @escaping (String, inout Configuration) throws(FieldError) -> Void,
    shown: @escaping (Configuration) -> String?
  ) -> Self {
    Self(name: name, form: form, help: help) { text, configuration in
      do throws(FieldError) {
        try read(text, &configuration)
        return nil
      } catch {
        return error.problem
      }
    } shown: {
      shown($0)
    }
  }
}
