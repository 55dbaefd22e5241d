internal import LatchkeyBase
internal import LatchkeyDomain

// What is kept of an attempt in addition to the state of its mail, in the transaction that settles it.
extension Courier {
  /// Keeps how an attempt ended, and what it says about the address.
  func note(
    _ leased: QueuedMail, _ state: QueuedMail.State, _ failure: MailTransportError?,
    detail: String?, at now: Timestamp, in transaction: any StoreWriting
  ) throws {
    try transaction.note(
      MailAttempt(number: leased.attempts, at: now, state: state, detail: detail), at: leased.id)
    switch (state, failure) {
    case (.delivered, _): try self.addressWorks(leased, in: transaction)
    case (.failed, let failure?) where failure.refusesRecipient:
      try self.addressFailed(leased, detail: detail ?? "", at: now, in: transaction)
    case (.queued, _), (.leased, _), (.deferred, _), (.failed, _), (.obsolete, _): break
    }
  }

  private func addressWorks(_ leased: QueuedMail, in transaction: any StoreWriting) throws {
    let id = leased.mail.account
    guard try transaction.addressTrouble(of: id) != nil,
      try transaction.account(id)?.primaryEmail == leased.mail.address
    else { return }
    _ = try transaction.clearAddressTrouble(of: id)
  }

  /// Counts a refusal of the address that an account has now. One that it had, or may have, says
  /// nothing about it.
  private func addressFailed(
    _ leased: QueuedMail, detail: String, at now: Timestamp, in transaction: any StoreWriting
  ) throws {
    let id = leased.mail.account
    guard try transaction.account(id)?.primaryEmail == leased.mail.address else { return }
    try transaction.noteAddressRefusal(
      of: id, at: now, detail: detail, undeliverableFrom: self.settings.undeliverableAfter)
    guard let trouble = try transaction.addressTrouble(of: id), trouble.markedAt == trouble.last
    else { return }
    try AuditJournal.append(
      AuditRecord(
        at: now, principal: "latchkeyd", actor: .service, action: .addressUndeliverable,
        target: id,
        details: [
          "mail": "\(leased.id.rawValue)", "failures": "\(trouble.failures)",
        ]),
      to: transaction, digests: self.digests)
  }
}
