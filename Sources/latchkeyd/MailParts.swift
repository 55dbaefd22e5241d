import LatchkeyApplication
import LatchkeyDomain
import LatchkeyMail
import LatchkeyStore

/// The ways by which mail goes out.
struct MailParts {
  let transports: MailTransports
  /// The way that counts now.
  let outlet: CurrentMailOutlet

  /// Begins with the way of the configuration, or else with the stored one.
  init(_ configuration: Configuration, store: SQLiteStore) throws {
    let domain = configuration.settings.mailDomain
    self.transports = MailTransports(
      credentials: CredentialFolder(path: configuration.mailCredentials),
      deskName: configuration.settings.deskName, mailDomain: domain)
    self.outlet = CurrentMailOutlet(nil)
    if let fixed = configuration.mailServer {
      // A folder that cannot be made and a library that is not there stop the start: later, only a log
      // would tell it.
      switch fixed.route {
      case .maildir: _ = try self.transports.transport(for: fixed)
      case .smtp: try SMTPTransport.loadLibrary()
      case .sendmail, .none: break
      }
      self.outlet.replace(with: MailOutlet(fixed, by: self.transports, domain: domain))
    } else if let stored = try store.storedMailServer() {
      self.outlet.adopt(stored, by: self.transports, domain: domain)
    }
  }
}
