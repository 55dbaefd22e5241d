import LatchkeyApplication
import LatchkeyDomain
import LatchkeyMail

/// Transports of a host without a mail server: folders.
struct FolderTransports: MailTransportFactory {
  func transport(
    for server: MailServer
  ) throws(MailTransportError) -> (any MailTransport)? {
    switch server.route {
    case .none: return nil
    case .maildir(let path):
      do {
        return try MaildirTransport(path: path.text)
      } catch {
        throw MailTransportError(.settings, isPermanent: false, problem: "\(error)")
      }
    case .smtp, .sendmail:
      throw MailTransportError(
        .settings, isPermanent: false, problem: "This daemon hands mail over to folders only.")
    }
  }

  func test(
    _ server: MailServer, sampleTo address: EmailAddress, locale: String, at date: Timestamp
  ) async -> MailTestResult {
    do throws(MailTransportError) {
      guard try self.transport(for: server) != nil else {
        throw MailTransportError(
          .settings, isPermanent: false, problem: "No mail server is configured.")
      }
      return .taken(nil)
    } catch {
      return .refused(error)
    }
  }
}
