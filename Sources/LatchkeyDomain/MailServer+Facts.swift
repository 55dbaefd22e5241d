import LatchkeyBase

// A mail server as names and values: what the store keeps, and what the audit tells of a change.
extension MailServer {
  /// Everything that differs from the default, by name. Holds no secret.
  public var facts: [String: String] {
    var facts: [String: String] = [:]
    facts["sender"] = self.sender?.text
    switch self.route {
    case .none: facts["route"] = "none"
    case .sendmail(let path):
      facts["route"] = "sendmail"
      facts["path"] = path.text
    case .maildir(let path):
      facts["route"] = "maildir"
      facts["path"] = path.text
    case .smtp(let server):
      facts["route"] = "smtp"
      facts["host"] = server.host.text
      facts["port"] = "\(server.port)"
      facts["security"] = server.security.rawValue
      if server.allowsPlaintext { facts["allows_plaintext"] = "true" }
      facts["authority"] = server.authority?.text
      facts["user"] = server.login?.user
      facts["password_name"] = server.login?.passwordName.text
      facts["greeting"] = server.greeting?.text
      for (name, value, usual) in [
        ("connect_timeout", server.patience.connect, SMTPServer.Patience.usual.connect),
        ("command_timeout", server.patience.command, SMTPServer.Patience.usual.command),
        ("data_end_timeout", server.patience.dataEnd, SMTPServer.Patience.usual.dataEnd),
      ] where value != usual {
        facts[name] = "\(value.milliseconds)ms"
      }
    }
    return facts
  }

  /// The mail server of these names and values; checked as if they came from outside.
  ///
  /// - Throws: `FieldError`.
  public init(facts: [String: String]) throws(FieldError) {
    let sender = try facts["sender"].map { (text) throws(FieldError) in
      try EmailAddress(text, field: "sender")
    }
    switch facts["route"] {
    case "none": self.init(.none, sender: sender)
    case "sendmail": self.init(.sendmail(try HostPath(facts["path"] ?? "")), sender: sender)
    case "maildir": self.init(.maildir(try HostPath(facts["path"] ?? "")), sender: sender)
    case "smtp": self.init(.smtp(try SMTPServer(facts: facts)), sender: sender)
    default: throw FieldError(field: "route", problem: "There is no such route.")
    }
  }
}

extension SMTPServer {
  fileprivate init(facts: [String: String]) throws(FieldError) {
    guard let security = Security(rawValue: facts["security"] ?? "") else {
      throw FieldError(field: "security", problem: "There is no such security.")
    }
    guard let port = facts["port"].flatMap({ Int($0) }) else {
      throw FieldError(field: "port", problem: "A port is a number.")
    }
    func name(_ key: String) throws(FieldError) -> CredentialName? {
      guard let text = facts[key] else { return nil }
      return try CredentialName(text, field: key)
    }
    func patience(_ key: String, _ usual: Lifetime) throws(FieldError) -> Lifetime {
      guard let text = facts[key] else { return usual }
      guard text.hasSuffix("ms"), let milliseconds = Int64(text.dropLast(2)) else {
        throw FieldError(field: key, problem: "A timeout is a number of milliseconds.")
      }
      return Lifetime(milliseconds: milliseconds)
    }
    var login: Login?
    if let user = facts["user"] {
      guard let password = try name("password_name") else {
        throw FieldError(field: "password_name", problem: "A user needs a password.")
      }
      login = try Login(user: user, passwordName: password)
    }
    try self.init(
      host: try HostName(facts["host"] ?? ""), port: port, security: security,
      allowsPlaintext: facts["allows_plaintext"] == "true", authority: try name("authority"),
      login: login,
      greeting: try facts["greeting"].map { (text) throws(FieldError) in
        try HostName(text, field: "greeting")
      },
      patience: Patience(
        connect: try patience("connect_timeout", Patience.usual.connect),
        command: try patience("command_timeout", Patience.usual.command),
        dataEnd: try patience("data_end_timeout", Patience.usual.dataEnd)))
  }
}
