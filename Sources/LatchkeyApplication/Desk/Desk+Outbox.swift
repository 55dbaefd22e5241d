import LatchkeyAuthorization
internal import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// A page of the outbox, the newest first, and what waits for an administrator.
  public func mails(
    _ call: Call, _ query: OutboxQuery
  ) async throws -> (mails: [QueuedMail], summary: OutboxSummary) {
    try await self.reading(
      Entrance(method: .mailListMessages, action: .mailRead), call
    ) { _, transaction in
      (try transaction.mails(query), try transaction.outboxSummary())
    }
  }

  /// One mail, with every attempt at it that is kept.
  public func mail(
    _ call: Call, _ id: MailID
  ) async throws -> (mail: QueuedMail, attempts: [MailAttempt]) {
    try await self.reading(
      Entrance(method: .mailGetMessage, action: .mailRead), call
    ) { _, transaction in
      guard let mail = try transaction.mail(id) else { throw Refusal(.notFound) }
      return (mail, try transaction.attempts(at: id))
    }
  }

  /// Tries a mail again that failed or was put off.
  public func retryMail(_ call: Call, _ id: MailID) async throws -> QueuedMail {
    let now = self.clock.now()
    let mail = try await self.changing(
      Entrance(method: .mailRetryMessage, action: .mailRetried), call
    ) { grant, transaction in
      guard try transaction.mail(id) != nil else { throw Refusal(.notFound) }
      guard try transaction.requeueMail(id, at: now) else {
        throw Refusal(
          FieldError(field: "id", problem: "Only a failed or deferred mail is tried again."))
      }
      return try self.changed(id, .mailRetried, grant, of: call, at: now, in: transaction)
    }
    self.mailQueued()
    return mail
  }

  /// Takes a mail out of the outbox that waits or failed. What it would have told of stays as it is.
  public func cancelMail(_ call: Call, _ id: MailID) async throws -> QueuedMail {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(method: .mailCancelMessage, action: .mailCancelled), call
    ) { grant, transaction in
      guard let mail = try transaction.mail(id) else { throw Refusal(.notFound) }
      guard try transaction.cancelMail(id) else {
        let problem =
          mail.state == .leased
          ? "The mail is being sent at this moment."
          : "Only a queued, deferred or failed mail can be cancelled."
        throw Refusal(FieldError(field: "id", problem: problem))
      }
      return try self.changed(id, .mailCancelled, grant, of: call, at: now, in: transaction)
    }
  }

  private func changed(
    _ id: MailID, _ action: AuditAction, _ grant: borrowing Grant, of call: Call,
    at now: Timestamp, in transaction: any StoreWriting
  ) throws -> QueuedMail {
    guard let mail = try transaction.mail(id) else { throw Refusal(.notFound) }
    var record = self.done(action, grant, at: now, details: ["mail": "\(id.rawValue)"])
    record.target = mail.mail.account
    try self.record(record, of: call, in: transaction)
    return mail
  }

  /// A page of addresses that count as undeliverable.
  public func undeliverableAddresses(
    _ call: Call, after: AccountID?, limit: Int
  ) async throws -> [AddressTrouble] {
    try await self.reading(
      Entrance(method: .mailListUndeliverable, action: .addressTroubleRead), call
    ) { _, transaction in
      try transaction.undeliverableAddresses(after: after, limit: limit)
    }
  }

  /// Forgets the refusals of an account's address: somebody knows that it works again.
  public func clearUndeliverable(_ call: Call, _ account: AccountID) async throws {
    let now = self.clock.now()
    try await self.changing(
      Entrance(method: .mailClearUndeliverable, action: .addressTroubleCleared), call
    ) { grant, transaction in
      guard try transaction.clearAddressTrouble(of: account) else { throw Refusal(.notFound) }
      var record = self.done(.addressTroubleCleared, grant, at: now)
      record.target = account
      try self.record(record, of: call, in: transaction)
    }
  }
}

extension StoreReading {
  /// That an account's address counts as undeliverable, if it does.
  func undeliverable(_ account: AccountID) throws(Failure) -> AddressTrouble? {
    let trouble = try self.addressTrouble(of: account)
    return trouble?.markedAt == nil ? nil : trouble
  }
}
