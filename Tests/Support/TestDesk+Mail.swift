import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain

extension TestDesk {
  /// No message with a link is there.
  public struct NoLink: Error {}

  /// Delivers what is due.
  @discardableResult
  public func deliver() async throws -> [ReceivedMail] {
    try await self.courier.runOnce()
    return try self.received()
  }

  /// Delivers what is due and returns the links: with a box those of now, else all so far.
  public func deliverLinks() async throws -> [LinkBox.Delivery] {
    try await self.courier.runOnce()
    if let links = self.links { return links.take() }
    return try self.received().map { LinkBox.Delivery(id: $0.id, token: $0.token) }
  }

  /// Every message delivered so far.
  public func received() throws -> [ReceivedMail] {
    try ReceivedMail.all(inMaildir: self.maildir)
  }

  /// Delivers what is due and takes the link from the newest message to an address.
  public func linkFromMail(to address: String) async throws -> Secret {
    let mails = try await self.deliver().filter { $0.recipient.contains(address) }
    guard let token = mails.last(where: { $0.token != nil })?.token else { throw NoLink() }
    return token
  }

  /// The outbox, the oldest first.
  public func outbox() async throws -> [QueuedMail] {
    try await self.store.read { try $0.mails(before: nil, limit: 1_000) }.reversed()
  }

  /// Asks for a link for oneself and takes it from the mail.
  public func forgottenLink(
    of address: String, _ population: Population = .agent
  ) async throws -> Secret {
    try await self.desk.recovery.requestPasswordReset(
      self.anonymous(), population: population, address: try EmailAddress(address))
    return try await self.linkFromMail(to: address)
  }

  /// Has somebody send a link to a colleague and takes it from the mail.
  public func staffLink(
    from actor: Colleague, to target: Colleague
  ) async throws -> Secret {
    _ = try await self.desk.agents.sendPasswordResetLink(self.call(actor), to: target.selector)
    return try await self.linkFromMail(to: target.email)
  }

  /// Completes a reset.
  public func completeReset(
    _ token: Secret, _ password: String, _ population: Population = .agent
  ) async throws {
    try await self.desk.recovery.completePasswordReset(
      self.anonymous(), token: token, population: population,
      password: Secret(password))
  }
}
