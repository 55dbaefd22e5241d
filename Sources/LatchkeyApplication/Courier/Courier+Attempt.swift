internal import LatchkeyBase
internal import LatchkeyDomain

/// One attempt: prepare in a transaction, deliver outside of any, settle in another.
extension Courier {
  /// What a transaction found out and made for one attempt.
  private struct Prepared: Sendable {
    let account: Account
    let template: MailTemplate?
    let link: Link?
  }

  private struct Link: Sendable {
    let url: Secret
    let lifetime: Lifetime
  }

  private enum Preparation: Sendable {
    case ready(Prepared)
    case obsolete
    case leaseLost
  }

  func attempt(_ leased: QueuedMail, by outlet: MailOutlet) async {
    do {
      switch try await self.prepare(leased) {
      case .ready(let prepared):
        try await self.settle(leased, self.deliver(leased, prepared, by: outlet))
      case .obsolete: self.report(.obsolete(leased.id))
      case .leaseLost: self.report(.leaseLost(leased.id, attempt: leased.attempts))
      }
    } catch {
      // The lease runs out and the mail is due again.
      self.report(.storeFailed(leased.id, detail: "\(error)"))
    }
  }

  /// Confirms the lease and, where the mail has a link, that its cause still stands; then the link
  /// is made, and one from an earlier attempt superseded. Otherwise the mail is settled as obsolete.
  private func prepare(_ leased: QueuedMail) async throws -> Preparation {
    let now = self.clock.now()
    return try await self.store.write { [self] transaction in
      guard let current = try transaction.mail(leased.id), current.state == .leased,
        current.attempts == leased.attempts
      else { return .leaseLost }
      let mail = current.mail
      guard let account = try transaction.account(mail.account), mail.stands(for: account) else {
        guard
          try transaction.settleMail(
            leased.id, attempt: leased.attempts, state: .obsolete, nextAttemptAt: now,
            deliveredAt: nil, lastError: nil)
        else { return .leaseLost }
        try self.note(leased, .obsolete, nil, detail: nil, at: now, in: transaction)
        try self.record(.mailObsolete, leased, at: now, in: transaction)
        return .obsolete
      }
      let template = try transaction.mailTemplate(
        self.composer.templateKey(of: mail, for: account))?.template
      guard let purpose = mail.kind.tokenPurpose(for: account.population) else {
        return .ready(Prepared(account: account, template: template, link: nil))
      }
      return .ready(
        Prepared(
          account: account, template: template,
          link: try self.makeLink(purpose, mail.kind, for: account, at: now, in: transaction)))
    }
  }

  private func makeLink(
    _ purpose: TokenPurpose, _ kind: MailKind, for account: Account, at now: Timestamp,
    in transaction: any StoreWriting
  ) throws -> Link {
    var secret = self.entropy.bytes(TokenText.secretByteCount)
    defer { wipe(&secret) }
    let lifetime = self.settings.linkLifetime(kind, for: account.population)
    _ = try transaction.insert(
      NewToken(
        digest: self.digests.digest(purpose, secret: Secret(copying: secret)), purpose: purpose,
        account: account, globalEpoch: try transaction.globalEpoch(), createdAt: now,
        lifetime: lifetime))
    let token = TokenText.write(purpose, secret: secret)
    return Link(
      url: self.settings.link(to: account.population, token: token), lifetime: lifetime)
  }

  private func deliver(
    _ leased: QueuedMail, _ prepared: Prepared, by outlet: MailOutlet
  ) async -> MailTransportError? {
    let message = self.composer.compose(
      leased.mail, for: prepared.account, template: prepared.template,
      link: prepared.link.map { (url: $0.url, lifetime: $0.lifetime) },
      from: outlet.sender, messageID: leased.messageID(at: self.settings.mailDomain),
      date: self.clock.now())
    do {
      try await outlet.transport.deliver(message)
      return nil
    } catch {
      return error
    }
  }

  private func settle(_ leased: QueuedMail, _ failure: MailTransportError?) async throws {
    let now = self.clock.now()
    let attempts = leased.attempts
    let outcome: (state: QueuedMail.State, next: Timestamp, detail: String?)
    switch failure {
    case nil: outcome = (.delivered, now, nil)
    case .some(let failure) where !failure.isPermanent:
      let end = leased.triedSince + self.settings.mailGivenUpAfter
      let next = now + self.retryDelay(afterAttempts: attempts)
      outcome =
        now < end
        ? (.deferred, min(next, end), failure.detail)
        : (.failed, now, "Given up after \(attempts) attempts. \(failure.detail)")
    case .some(let failure): outcome = (.failed, now, failure.detail)
    }
    // A transport's words, but not its novels.
    let detail = outcome.detail.map { String($0.prefix(500)) }

    let state = outcome.state
    let next = outcome.next
    let settled = try await self.store.write { [self] transaction in
      guard
        try transaction.settleMail(
          leased.id, attempt: attempts, state: state, nextAttemptAt: next,
          deliveredAt: state == .delivered ? now : nil, lastError: detail)
      else { return false }
      try self.note(leased, state, failure, detail: detail, at: now, in: transaction)
      switch state {
      case .delivered: try self.record(.mailHandedOver, leased, at: now, in: transaction)
      case .failed: try self.record(.mailFailed, leased, at: now, in: transaction)
      case .queued, .leased, .deferred, .obsolete: break
      }
      return true
    }
    guard settled else { return self.report(.leaseLost(leased.id, attempt: attempts)) }
    switch state {
    case .delivered: self.report(.handedOver(leased.id, attempt: attempts))
    case .deferred:
      self.report(
        .deferred(leased.id, attempt: attempts, until: next, detail: detail ?? ""))
    case .queued, .leased, .failed, .obsolete:
      self.report(.failed(leased.id, attempt: attempts, detail: detail ?? ""))
    }
  }

  /// The wait before the next attempt, up to a quarter longer at random, so that mails that failed
  /// together do not come back together.
  private func retryDelay(afterAttempts attempts: Int) -> Lifetime {
    let delay = MailRetry.delay(afterAttempts: attempts)
    let random = self.entropy.bytes(2).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    return Lifetime(milliseconds: delay.milliseconds + delay.milliseconds * random / 262_144)
  }

  private func record(
    _ action: AuditAction, _ leased: QueuedMail, at now: Timestamp,
    in transaction: any StoreWriting
  ) throws {
    try AuditJournal.append(
      AuditRecord(
        at: now, principal: "latchkeyd", actor: .service, action: action,
        target: leased.mail.account,
        details: [
          "mail": "\(leased.id.rawValue)", "kind": leased.mail.kind.name,
          "attempt": "\(leased.attempts)",
        ]),
      to: transaction, digests: self.digests)
  }
}

extension NewMail {
  /// Whether what caused the mail is still so.
  ///
  /// A notice says what was done, and stays true; it may go to an address that the account had. A
  /// link is for the account as it was when it was asked for, and none goes out while a
  /// temporary password is in force.
  fileprivate func stands(for account: Account) -> Bool {
    guard self.kind.hasLink else { return true }
    if case .temporary(_, let facts) = account.credential, facts.origin == .generated {
      return false
    }
    let address = self.kind == .emailConfirmation ? account.pendingEmail : account.primaryEmail
    return account.isEnabled && account.epoch == self.epoch
      && account.emailVersion == self.emailVersion && address == self.address
  }
}
