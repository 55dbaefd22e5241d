import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension MailServer {
  /// What a request says, checked field by field.
  init(
    _ settings: MailServerSettings, by read: RequestReader, field: String
  ) throws(FieldError) {
    do throws(FieldError) {
      let sender = try settings.sender.map { (text) throws(FieldError) in
        try read.email(text, field: "sender")
      }
      let hostPath = { () throws(FieldError) in try HostPath(settings.path ?? "") }
      switch settings.route {
      case .smtp: self.init(.smtp(try SMTPServer(settings, by: read)), sender: sender)
      case .none:
        guard settings.host == nil, settings.user == nil, settings.path == nil else {
          throw FieldError(field: "route", problem: "Nothing but a sender goes with \"none\".")
        }
        self.init(.none, sender: sender)
      case .sendmail: self.init(.sendmail(try hostPath()), sender: sender)
      case .maildir: self.init(.maildir(try hostPath()), sender: sender)
      default: throw FieldError(field: "route", problem: "A route is \"smtp\" or \"none\".")
      }
    } catch {
      throw FieldError(field: "\(field).\(error.field)", problem: error.problem)
    }
  }
}

extension SMTPServer {
  fileprivate init(_ settings: MailServerSettings, by read: RequestReader) throws(FieldError) {
    guard let host = settings.host else {
      throw FieldError(field: "host", problem: "Say which host takes mail on.")
    }
    let security: Security
    switch settings.security ?? .startTLS {
    case .startTLS: security = .startTLS
    case .implicitTLS: security = .implicitTLS
    case .plain: security = .plain
    default:
      throw FieldError(
        field: "security", problem: "The security is \"starttls\", \"tls\" or \"plain\".")
    }
    guard settings.path == nil else {
      throw FieldError(field: "path", problem: "A path goes with no mail server.")
    }
    guard (settings.user == nil) == (settings.passwordName == nil) else {
      throw FieldError(
        field: settings.user == nil ? "user" : "passwordName",
        problem: "A user and the name of a password go together.")
    }
    let name = { (text: String?, field: String) throws(FieldError) -> CredentialName? in
      guard let text else { return nil }
      return try CredentialName(text, field: field)
    }
    var login: Login?
    if let user = settings.user,
      let password = try name(settings.passwordName, "passwordName")
    {
      login = try Login(user: user, passwordName: password)
    }
    let time = { (milliseconds: Int64?, usual: Lifetime) -> Lifetime in
      // Nothing from outside may be negative here; zero is refused with the name of its field.
      milliseconds.map { Lifetime(milliseconds: max($0, 0)) } ?? usual
    }
    let usual = Patience.usual
    try self.init(
      host: try read.host(host, field: "host"), port: settings.port, security: security,
      allowsPlaintext: settings.allowsPlaintext ?? false,
      authority: try name(settings.authority, "authority"), login: login,
      greeting: try settings.greeting.map { (text) throws(FieldError) in
        try read.host(text, field: "greeting")
      },
      patience: Patience(
        connect: time(settings.connectTimeoutMilliseconds, usual.connect),
        command: time(settings.commandTimeoutMilliseconds, usual.command),
        dataEnd: time(settings.dataEndTimeoutMilliseconds, usual.dataEnd)))
  }
}

extension MailServerSettings {
  init(_ server: MailServer) {
    let sender = server.sender?.text
    switch server.route {
    case .none: self.init(route: .none, sender: sender)
    case .sendmail(let path): self.init(route: .sendmail, sender: sender, path: path.text)
    case .maildir(let path): self.init(route: .maildir, sender: sender, path: path.text)
    case .smtp(let smtp):
      let security: MailSecurity =
        switch smtp.security {
        case .startTLS: .startTLS
        case .implicitTLS: .implicitTLS
        case .plain: .plain
        }
      self.init(
        route: .smtp, sender: sender, host: smtp.host.text, port: smtp.port, security: security,
        allowsPlaintext: smtp.allowsPlaintext, authority: smtp.authority?.text,
        user: smtp.login?.user, passwordName: smtp.login?.passwordName.text,
        greeting: smtp.greeting?.text,
        connectTimeoutMilliseconds: smtp.patience.connect.milliseconds,
        commandTimeoutMilliseconds: smtp.patience.command.milliseconds,
        dataEndTimeoutMilliseconds: smtp.patience.dataEnd.milliseconds)
    }
  }
}

extension MailServerView {
  init(_ state: MailServerState) {
    self.init(
      server: MailServerSettings(state.server), isFixed: state.isFixed, revision: state.revision,
      problem: state.problem)
  }
}

extension Mail.TestServer.Response {
  init(_ result: MailTestResult) {
    switch result {
    case .taken(let reply):
      self.init(isTaken: true, replyCode: reply?.code, replyText: reply?.text)
    case .refused(let error):
      self.init(
        isTaken: false, failedStep: MailStepName(error.step), problem: error.problem,
        replyCode: error.reply?.code, replyText: error.reply?.text,
        isPermanent: error.isPermanent)
    }
  }
}

extension MailStepName {
  init(_ step: MailStep) {
    self =
      switch step {
      case .settings: .settings
      case .resolve: .resolve
      case .connect: .connect
      case .tls: .tls
      case .authentication: .authentication
      case .sender: .sender
      case .recipient: .recipient
      case .data: .data
      case .host: .host
      }
  }
}
