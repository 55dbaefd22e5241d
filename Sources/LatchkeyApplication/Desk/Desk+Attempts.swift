import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema

/// A guess at a password that was reserved before any hashing.
struct Attempt: Sendable {
  /// What it is counted by, each key once.
  var keys: [ThrottleKey]
  /// The account, if the identifier names exactly one.
  var account: Account?
  /// The hash to compare with. Nil makes the same work and matches nothing.
  var hash: PasswordHash?
  /// Whether the account's own count went up, whose limit locks it.
  var isByStranger = true
}

extension Desk {
  /// Reserves one attempt, in a transaction of its own: a rollback further on must not refund the
  /// guess.
  ///
  /// The limit of the identifier is told to the caller, since it holds for every identifier,
  /// whether anybody has it or not. The limit of the account is not: the guess is compared with
  /// nothing and comes out wrong (I12, I14).
  func reserveAttempt(
    identifier: ThrottleKey,
    account find: @escaping @Sendable (any StoreReading) throws -> Account?,
    action: AuditAction, call: Call
  ) async throws -> Attempt {
    let now = self.clock.now()
    let rule = self.settings.passwordThrottle
    let result: Result<Attempt, Refusal> = try await self.store.write { transaction in
      let (isCalm, retryAfter) = try transaction.reserve(identifier, under: rule, at: now)
      guard isCalm else {
        return .failure(
          try self.refuseThrottled(
            .tooManyAttempts, retryAfter, action, actor: .nobody, call, in: transaction, at: now))
      }
      var keys = [identifier]
      guard let account = try find(transaction) else {
        return .success(Attempt(keys: keys, account: nil, hash: nil))
      }
      let key = ThrottleKey.accountPassword(account.id)
      let (isAllowed, _) = try transaction.reserve(key, under: rule, at: now)
      var hash = account.credential.hash
      if case .automatic = account.lock, account.lock.holds(at: now) { hash = nil }
      if !isAllowed { hash = nil } else { keys.append(key) }
      return .success(Attempt(keys: keys, account: account, hash: hash))
    }
    return try result.get()
  }

  /// Reserves one attempt of somebody who is signed in, at the own password.
  ///
  /// Neither the count nor the lock that strangers cause stands in the way: a live session is proof
  /// enough to be told the truth.
  func reserveOwnAttempt(
    of person: Person, action: AuditAction, call: Call
  ) async throws -> Attempt {
    let now = self.clock.now()
    let key = ThrottleKey.ownPassword(person.account)
    let result: Result<Attempt, Refusal> = try await self.store.write { transaction in
      let (isAllowed, retryAfter) = try transaction.reserve(
        key, under: self.settings.passwordThrottle, at: now)
      guard isAllowed else {
        return .failure(
          try self.refuseThrottled(
            .tooManyAttempts, retryAfter, action, actor: .account(person.account), call,
            in: transaction, at: now))
      }
      let account = try transaction.account(person.account)
      return .success(
        Attempt(
          keys: [key], account: account, hash: account?.credential.hash, isByStranger: false))
    }
    return try result.get()
  }

  /// A refusal for too much of something, with its audit entry while there is room for one.
  func refuseThrottled(
    _ reason: Reason, _ retryAfter: Lifetime, _ action: AuditAction, actor: AuditActor,
    _ call: Call, in transaction: any StoreWriting, at now: Timestamp
  ) throws -> Refusal {
    if self.refusalThrottle.allows(call, under: self.settings.refusalThrottle, at: now) {
      try self.record(
        AuditRecord(
          at: now, principal: call.principal.name, actor: actor, action: action,
          outcome: .refused, reason: reason.rawValue),
        in: transaction)
    }
    return Refusal(reason, retryAfter: retryAfter)
  }

  /// Compares the guess, by one evaluation whatever is known.
  ///
  /// When the hasher takes no more work, the guess was not made: it is given back.
  func isRight(_ password: SecretBytes, _ attempt: Attempt) async throws -> Bool {
    do {
      return try await self.verify(password, against: attempt.hash)
    } catch {
      let keys = attempt.keys
      try await self.store.write { transaction in
        for key in keys {
          guard var throttle = try transaction.throttle(key) else { continue }
          throttle.giveBack()
          try transaction.setThrottle(key, throttle)
        }
      }
      throw error
    }
  }

  /// Notes that a guess was wrong, and locks the account when it was the last one allowed.
  func recordWrong(
    _ attempt: Attempt, action: AuditAction, actor: AuditActor, call: Call
  ) async throws {
    let now = self.clock.now()
    try await self.store.write { transaction in
      try self.record(
        AuditRecord(
          at: now, principal: call.principal.name, actor: actor, action: action,
          target: attempt.account?.id, outcome: .refused,
          reason: Reason.invalidCredentials.rawValue),
        in: transaction)
      guard attempt.isByStranger, let id = attempt.account?.id,
        var account = try transaction.account(id),
        let throttle = try transaction.throttle(.accountPassword(id)),
        throttle.attempts >= self.settings.passwordThrottle.limit, !account.lock.holds(at: now)
      else { return }
      account.lockAutomatically(until: now + self.settings.automaticLockLifetime)
      try transaction.update(account)
      try self.record(
        AuditRecord(
          at: now, principal: call.principal.name, actor: .service,
          action: .accountLockedAutomatically, target: id,
          details: ["attempts": "\(throttle.attempts)"]),
        in: transaction)
    }
  }
}

extension StoreWriting {
  /// Counts one attempt for a key, or refuses it.
  func reserve(
    _ key: ThrottleKey, under rule: ThrottleRule, at now: Timestamp
  ) throws -> (isAllowed: Bool, retryAfter: Lifetime) {
    var throttle = try self.throttle(key) ?? Throttle(attempts: 0, windowStart: now)
    let result = throttle.reserve(under: rule, at: now)
    if result.isAllowed { try self.setThrottle(key, throttle) }
    return result
  }

  /// Forgets the attempts of a guess that was right.
  func forget(_ attempt: Attempt) throws {
    for key in attempt.keys { try self.clearThrottle(key) }
  }

  /// Forgets every attempt at an account's password, by whichever name it was tried: somebody
  /// opened the lock, or there is another password now (D11).
  ///
  /// - Returns: Whether there were any.
  @discardableResult
  func forgetAttempts(at account: Account) throws -> Bool {
    var found = false
    for key in account.attemptKeys {
      if let throttle = try self.throttle(key), throttle.attempts > 0 { found = true }
      try self.clearThrottle(key)
    }
    return found
  }
}

extension Account {
  /// What attempts at its password are counted by: itself, and everything that its owner may type.
  fileprivate var attemptKeys: [ThrottleKey] {
    let identifiers = self.emails.map(\.canonical) + (self.loginName.map { [$0.canonical] } ?? [])
    return [.accountPassword(self.id), .ownPassword(self.id)]
      + identifiers.map { .signInIdentifier(self.population, canonical: $0) }
  }
}
