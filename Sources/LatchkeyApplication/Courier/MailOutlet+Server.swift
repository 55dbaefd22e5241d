public import LatchkeyDomain
internal import Synchronization

extension MailOutlet {
  /// The outlet of a mail server; nil for the route `none`.
  ///
  /// A server that cannot be used at present, because a file that it names is not there, is an outlet
  /// all the same: mails wait, and go once the file is in place. It does not count as
  /// "not configured", or links would be shown for want of a file.
  ///
  /// - Parameters:
  ///   - server: Where mail goes.
  ///   - factory: Makes transports.
  ///   - domain: The desk's domain for mail, for the sender where none is named.
  public init?(_ server: MailServer, by factory: any MailTransportFactory, domain: String) {
    let sender = server.sender ?? EmailAddress(stored: "noreply@\(domain)")
    do {
      guard let transport = try factory.transport(for: server) else { return nil }
      self.init(transport: transport, sender: sender)
    } catch {
      self.init(transport: LateTransport(server, by: factory), sender: sender)
    }
  }
}

/// A transport that could not be made yet, and is at the first delivery at which it can.
private final class LateTransport: MailTransport {
  let label = "a mail server that cannot be used yet"
  private let server: MailServer
  private let factory: any MailTransportFactory
  private let made = Mutex<(any MailTransport)?>(nil)

  init(_ server: MailServer, by factory: any MailTransportFactory) {
    self.server = server
    self.factory = factory
  }

  func deliver(_ message: OutgoingMessage) async throws(MailTransportError) {
    try await self.transport().deliver(message)
  }

  private func transport() throws(MailTransportError) -> any MailTransport {
    if let transport = self.made.withLock({ $0 }) { return transport }
    // Made outside the lock: of two that are made at once, the later one stays.
    guard let transport = try self.factory.transport(for: self.server) else {
      throw MailTransportError(
        .settings, isPermanent: false, problem: "No mail server is configured.")
    }
    self.made.withLock { $0 = transport }
    return transport
  }
}
