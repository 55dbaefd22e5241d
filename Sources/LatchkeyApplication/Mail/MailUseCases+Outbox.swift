import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

// The outbox, and addresses that count as undeliverable.
extension MailUseCases {
  /// A page of the outbox, the newest first, and what waits for an administrator.
  ///
  /// - Throws: A refusal.
  public func listMessages(
    _ call: Call, _ query: OutboxQuery
  ) async throws(Failure) -> (mails: [QueuedMail], summary: OutboxSummary) {
    try await self.gate.read(Operation(.mailListMessages), call) { snapshot throws(Failure) in
      (try snapshot.store.mails(query), try snapshot.store.outboxSummary())
    }
  }

  /// One mail, with every attempt at it that is kept.
  ///
  /// - Throws: A refusal.
  public func getMessage(
    _ call: Call, _ id: MailID
  ) async throws(Failure) -> (mail: QueuedMail, attempts: [MailAttempt]) {
    try await self.gate.read(Operation(.mailGetMessage), call) { snapshot throws(Failure) in
      guard let mail = try snapshot.store.mail(id) else { throw .refusal(.notFound) }
      return (mail, try snapshot.store.attempts(at: id))
    }
  }

  /// Tries a mail again that failed or was put off.
  ///
  /// - Throws: A refusal.
  public func retryMessage(_ call: Call, _ id: MailID) async throws(Failure) -> QueuedMail {
    try await self.gate.change(Operation(.mailRetryMessage), call) { change throws(Failure) in
      guard try change.store.mail(id) != nil else { throw .refusal(.notFound) }
      guard try change.store.requeueMail(id, at: change.now) else {
        throw .field("id", "Only a failed or deferred mail is tried again.")
      }
      change.snapshot.followUp.hasQueuedMail = true
      return try Self.recorded(id, in: change)
    }
  }

  /// Takes a mail out of the outbox that waits or failed. What it would have told of stays as it is.
  ///
  /// - Throws: A refusal.
  public func cancelMessage(_ call: Call, _ id: MailID) async throws(Failure) -> QueuedMail {
    try await self.gate.change(Operation(.mailCancelMessage), call) { change throws(Failure) in
      guard let mail = try change.store.mail(id) else { throw .refusal(.notFound) }
      guard try change.store.cancelMail(id) else {
        throw .field(
          "id",
          mail.state == .leased
            ? "The mail is being sent at this moment."
            : "Only a queued, deferred or failed mail can be cancelled.")
      }
      return try Self.recorded(id, in: change)
    }
  }

  private static func recorded(
    _ id: MailID, in change: borrowing Change
  ) throws(Failure) -> QueuedMail {
    guard let mail = try change.store.mail(id) else { throw .refusal(.notFound) }
    try change.record(["mail": "\(id.rawValue)"], target: mail.mail.account)
    return mail
  }

  /// A page of addresses that count as undeliverable.
  ///
  /// - Throws: A refusal.
  public func listUndeliverable(
    _ call: Call, after: AccountID?, limit: Int
  ) async throws(Failure) -> [AddressTrouble] {
    try await self.gate.read(Operation(.mailListUndeliverable), call) {
      snapshot throws(Failure) in
      try snapshot.store.undeliverableAddresses(after: after, limit: limit)
    }
  }

  /// Forgets the refusals of an account's address: it is known to work again.
  ///
  /// - Throws: A refusal.
  public func clearUndeliverable(_ call: Call, _ account: AccountID) async throws(Failure) {
    try await self.gate.change(Operation(.mailClearUndeliverable), call) {
      change throws(Failure) in
      guard try change.store.clearAddressTrouble(of: account) else { throw .refusal(.notFound) }
      try change.record(target: account)
    }
  }
}
