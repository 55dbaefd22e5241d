import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// The policy that new passwords of a population must pass.
  public func passwordPolicy(
    _ call: Call, of population: Population
  ) async throws -> PasswordPolicy {
    try await self.enterPublic(.passwordsGetPasswordPolicy, action: .passwordChecked, call)
    return self.settings.policy(population)
  }

  /// Every rule that a candidate breaks, as far as can be told without using anything up.
  ///
  /// With a link or ticket, the rules about the person's own names are checked too. One that does
  /// not work changes nothing: only the general rules are checked.
  public func checkPassword(
    _ call: Call, population: Population, candidate: SecretBytes, token: SecretBytes?
  ) async throws -> [PasswordPolicy.Violation] {
    try await self.enterPublic(.passwordsCheckPassword, action: .passwordChecked, call)
    try await self.reserve(
      self.candidateThrottle, under: self.settings.candidateThrottle, .passwordChecked, call)
    let now = self.clock.now()
    let account = try await self.store.read { transaction -> Account? in
      guard let token, let (purpose, secret) = TokenText.read(token),
        purpose.population == population,
        let found = try self.find(purpose, secret: secret, in: transaction),
        found.token.refusal(
          for: found.account, globalEpoch: try transaction.globalEpoch(), at: now) == nil
      else { return nil }
      return found.account
    }
    return await self.violations(
      of: candidate, for: account.map(PasswordPolicy.Person.init) ?? PasswordPolicy.Person(),
      in: population)
  }

  /// T15: the owner of a session changes the own password by the current one (S2.1).
  ///
  /// - Returns: How many other sessions ended (D14).
  public func changePassword(
    _ call: Call, current: SecretBytes, new: SecretBytes, endCurrentSession: Bool
  ) async throws -> Int {
    let person = try await self.person(.passwordsChangePassword, action: .passwordChange, call)
    guard
      try await self.store.read({ try $0.account(person.account)?.authenticationSource == .local })
    else { throw Refusal(.notLocalAuthentication) }
    let account = try await self.requireOwnPassword(
      current, of: person, action: .passwordChange, call: call)
    let rules = self.passwordRules(for: account)
    var violations = await self.violations(
      of: new, for: PasswordPolicy.Person(account), in: account.population)
    if new.hasSameBytes(as: current) { violations.append(.sameAsCurrent) }
    guard violations.isEmpty else { throw Refusal(violations: violations) }

    let hash = try await self.hash(new)
    let now = self.clock.now()
    let ended = try await self.changing(
      Entrance(method: .passwordsChangePassword, action: .passwordChange), call
    ) { grant, transaction in
      var changed = try transaction.actorAccount(of: grant)
      // The password that was verified must still be the one in force.
      guard changed.credential == account.credential else { throw Refusal(.concurrentChange) }
      try self.require(rules, for: changed, in: transaction, at: now)
      changed.setPassword(hash)
      try transaction.update(changed)
      // Else the lock would be gone and the new password still be refused (D11).
      try transaction.forgetAttempts(at: changed)
      let settings = try self.settings(in: transaction, at: now)
      let endsCurrent = endCurrentSession || settings.ownChangeEndsCurrentSession
      let kept = endsCurrent ? nil : grant.subject.person?.session
      let ended = try transaction.deleteSessions(of: changed.id, except: kept)
      if let kept { try transaction.rebindSession(kept, toEpoch: changed.epoch) }
      try self.notify(.passwordChangedByOwner, changed, in: transaction, at: now)
      try self.record(
        self.done(.passwordChange, grant, at: now, details: ["other_sessions_ended": "\(ended)"]),
        of: call, in: transaction)
      return ended
    }
    self.mailQueued()
    return ended
  }

  /// Queues a notice to the account's own address. Without an address or a way to mail there is
  /// nobody to tell.
  func notify(
    _ notice: AccountNotice, _ account: Account, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws {
    try self.queueMail(.notice(notice), to: account, in: transaction, at: now)
  }

  /// Queues a mail to the account's own address, if there is one and a way to mail.
  func queueMail(
    _ kind: LatchkeyDomain.MailKind, to account: Account, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws {
    guard self.isMailConfigured, let address = account.primaryEmail else { return }
    _ = try transaction.insert(NewMail(kind, account: account, address: address, queuedAt: now))
  }
}

extension SecretBytes {
  /// Whether two secrets have the same bytes, in time that depends on their lengths only.
  func hasSameBytes(as other: SecretBytes) -> Bool {
    guard self.count == other.count else { return false }
    return self.withBytes { mine in
      other.withBytes { theirs in
        var difference: UInt8 = 0
        for index in mine.indices { difference |= mine[index] ^ theirs[index] }
        return difference == 0
      }
    }
  }
}
