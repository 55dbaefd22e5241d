public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain

/// Makes transports of every kind, and tries mail servers out.
public struct MailTransports: MailTransportFactory {
  private let credentials: CredentialFolder
  private let deskName: String
  private let mailDomain: String

  /// A factory.
  ///
  /// - Parameters:
  ///   - credentials: Where passwords and authorities of mail servers are.
  ///   - deskName: The name in samples.
  ///   - mailDomain: The domain of the sender where a server has none of its own, and of the
  ///     Message-IDs of samples.
  public init(credentials: CredentialFolder, deskName: String, mailDomain: String) {
    self.credentials = credentials
    self.deskName = deskName
    self.mailDomain = mailDomain
  }

  /// A transport for a mail server; nil for the route `none`. Opens no connection.
  ///
  /// - Throws: `MailTransportError` of the step `settings`.
  public func transport(
    for server: MailServer
  ) throws(MailTransportError) -> (any MailTransport)? {
    switch server.route {
    case .none: return nil
    case .smtp(let server): return try SMTPTransport(server, credentials: self.credentials)
    case .sendmail(let path): return try SendmailTransport(path: path)
    case .maildir(let path):
      do {
        return try MaildirTransport(path: path.text)
      } catch {
        throw MailTransportError(.settings, isPermanent: false, problem: error.description)
      }
    }
  }

  /// The sender of a server's mail.
  ///
  /// - Throws: `FieldError` when the desk's domain gives no address.
  public func sender(of server: MailServer) throws(FieldError) -> EmailAddress {
    if let sender = server.sender { return sender }
    return try EmailAddress("noreply@\(self.mailDomain)", field: "mailDomain")
  }

  /// Sends one sample message by a connection of its own, and says what came of it (S1.15).
  public func test(
    _ server: MailServer, sampleTo address: EmailAddress, locale: String, at date: Timestamp
  ) async -> MailTestResult {
    do throws(MailTransportError) {
      let sender: EmailAddress
      do {
        sender = try self.sender(of: server)
      } catch {
        throw MailTransportError(.settings, isPermanent: false, problem: error.problem)
      }
      let message = SampleMessage.compose(
        to: address, from: sender, deskName: self.deskName, locale: locale,
        messageID: "sample.\(date.milliseconds)@\(self.mailDomain)", at: date)
      switch server.route {
      case .none:
        throw MailTransportError(
          .settings, isPermanent: false, problem: "No mail server is configured.")
      case .smtp(let server):
        let transport = try SMTPTransport(
          server, credentials: self.credentials, connections: 1, idleSeconds: 0)
        return .taken(try await transport.send(message))
      case .sendmail, .maildir:
        try await self.transport(for: server)?.deliver(message)
        return .taken(nil)
      }
    } catch {
      return .refused(error)
    }
  }
}
