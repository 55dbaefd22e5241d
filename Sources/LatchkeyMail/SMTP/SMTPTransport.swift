public import LatchkeyApplication
internal import LatchkeyBase
public import LatchkeyDomain

/// Hands messages over to a mail server (RFC 5321), by libcurl.
///
/// Each of a few threads keeps a connection and uses it for several messages; one that nobody needs
/// for some seconds is closed. The password is read when a message goes, so that a new one counts at
/// once.
public final class SMTPTransport: MailTransport {
  /// What it is, for people.
  public let label: String
  private let server: SMTPServer
  private let credentials: CredentialFolder
  private let threads: DeliveryThreads<Result<SMTPSession, Curl.Missing>>

  /// Loads what every transport of this kind needs, once.
  ///
  /// - Throws: `MailTransportError` of the step `settings`: libcurl is not there.
  public static func loadLibrary() throws(MailTransportError) {
    do throws(Curl.Missing) {
      _ = try Curl.load()
    } catch {
      throw MailTransportError(.settings, isPermanent: false, problem: error.problem)
    }
  }

  /// A transport. Opens no connection.
  ///
  /// - Parameters:
  ///   - server: The server.
  ///   - credentials: Where its password and its authorities are.
  ///   - connections: Connections at once, at most.
  ///   - idleSeconds: How long a connection waits for another message.
  /// - Throws: `MailTransportError` of the step `settings`: something that is named is not there,
  ///   or libcurl is not.
  public init(
    _ server: SMTPServer, credentials: CredentialFolder, connections: Int = 4,
    idleSeconds: Int = 5
  ) throws(MailTransportError) {
    try Self.loadLibrary()
    if let login = server.login { _ = try credentials.password(login.passwordName) }
    if let authority = server.authority { _ = try credentials.file(authority) }
    self.label = "SMTP \(server.host.text):\(server.port)"
    self.server = server
    self.credentials = credentials
    let greeting = server.greeting ?? HostName.ofThisHost
    self.threads = DeliveryThreads(most: connections, idleSeconds: idleSeconds) {
      Result { () throws(Curl.Missing) in try SMTPSession(server: server, greeting: greeting) }
    }
  }

  /// Hands one message over. Returns when the server has confirmed it.
  ///
  /// - Throws: `MailTransportError`.
  public func deliver(_ message: OutgoingMessage) async throws(MailTransportError) {
    _ = try await self.send(message)
  }

  /// Hands one message over, and returns what the server said to it.
  ///
  /// - Throws: `MailTransportError`.
  func send(_ message: OutgoingMessage) async throws(MailTransportError) -> MailReply? {
    let envelope = try self.envelope(message)
    let result = await withCheckedContinuation {
      (waiter: CheckedContinuation<Result<MailReply?, MailTransportError>, Never>) in
      let isAccepted = self.threads.run { session in
        switch session {
        case .failure(let missing):
          waiter.resume(returning: .failure(Self.busy(missing.problem)))
        case .success(let session):
          do throws(MailTransportError) {
            waiter.resume(returning: .success(try session.send(message.content, envelope)))
          } catch {
            waiter.resume(returning: .failure(error))
          }
        }
      }
      if !isAccepted {
        waiter.resume(returning: .failure(Self.busy("Too many messages wait for the server.")))
      }
    }
    return try result.get()
  }

  /// What goes beside the content. The addresses passed the rules when they were accepted; here they
  /// become commands, and pass them once more.
  private func envelope(
    _ message: OutgoingMessage
  ) throws(MailTransportError) -> SMTPSession.Envelope {
    guard let sender = try? EmailAddress(message.sender.text), sender == message.sender else {
      throw MailTransportError(
        .sender, isPermanent: false, problem: "The sender is no address that mail can come from.")
    }
    guard let recipient = try? EmailAddress(message.recipient.text),
      recipient == message.recipient
    else {
      throw MailTransportError(
        .recipient, isPermanent: true, problem: "The recipient is no address that mail can go to.")
    }
    var password: Secret?
    if let login = self.server.login {
      password = try self.credentials.password(login.passwordName)
    }
    var authority: String?
    if let name = self.server.authority { authority = try self.credentials.file(name) }
    return SMTPSession.Envelope(
      sender: sender, recipient: recipient, password: password, authorityPath: authority)
  }

  private static func busy(_ problem: String) -> MailTransportError {
    MailTransportError(.host, isPermanent: false, problem: problem)
  }
}
