import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema

/// A guess at a password that was reserved before any hashing.
struct Attempt: Sendable {
  /// What it is counted by, each key once. A right guess clears them.
  var keys: [ThrottleKey]
  /// What it is counted by together with guesses at other accounts. A right guess takes itself back,
  /// and nothing else: else whoever has an account of his own could clear the count by signing in.
  var shared: [ThrottleKey] = []
  /// The account, if the identifier names exactly one.
  var account: Account?
  /// The hash to compare with. Nil makes the same work and matches nothing.
  var hash: PasswordHash?
  /// Whether the account's own count went up, whose limit locks it.
  var isByStranger = true
  /// Whether it comes from where the account's owner has signed in before: the lock that strangers
  /// cause does not stand in the way.
  var isFromKnownOrigin = false
  /// Until it is settled, no other attempt is made under the same name.
  var turn: Turn?
}

extension Desk {
  /// Reserves one attempt, in a transaction of its own: a rollback further on must not refund the
  /// guess.
  ///
  /// The limit of the identifier is told to the caller, since it holds for every identifier,
  /// whether anybody has it or not. The limit of the account is not: the guess is compared with
  /// nothing and comes out wrong (I12, I14). A place from which the owner has signed in has a small
  /// allowance of its own, which strangers cannot use up.
  func reserveAttempt(
    identifier: ThrottleKey,
    account find: @escaping @Sendable (any StoreReading) throws -> Account?,
    action: AuditAction, call: Call
  ) async throws -> Attempt {
    let origin = self.originKey(of: call)
    let known = try await self.knownOrigin(origin, account: find)
    let turn = try await self.takeTurn(known ?? identifier, action, actor: .nobody, call)
    let now = self.clock.now()
    let rule = self.settings.passwordThrottle
    let result: Result<Attempt, Refusal> = try await self.store.write { transaction in
      func refuse(_ retryAfter: Lifetime) throws -> Result<Attempt, Refusal> {
        .failure(
          try self.refuseThrottled(
            .tooManyAttempts, retryAfter, action, actor: .nobody, call, in: transaction, at: now))
      }
      var attempt = Attempt(keys: [], account: nil, hash: nil, turn: turn)
      if let origin {
        let key = ThrottleKey.signInOrigin(origin)
        let (isCalm, retryAfter) = try transaction.reserve(
          key, under: self.settings.originThrottle, at: now)
        guard isCalm else { return try refuse(retryAfter) }
        attempt.shared = [key]
      }
      if let known, let origin, let account = try find(transaction),
        try transaction.isKnown(origin, to: account.id, at: now),
        try transaction.reserve(
          known, under: self.settings.knownOriginThrottle, at: now
        ).isAllowed
      {
        attempt.keys = [known]
        attempt.account = account
        attempt.hash = account.credential.hash
        attempt.isByStranger = false
        attempt.isFromKnownOrigin = true
        return .success(attempt)
      }
      let (isCalm, retryAfter) = try transaction.reserve(identifier, under: rule, at: now)
      guard isCalm else { return try refuse(retryAfter) }
      attempt.keys = [identifier]
      guard let account = try find(transaction) else { return .success(attempt) }
      attempt.account = account
      let key = ThrottleKey.accountPassword(account.id)
      let (isAllowed, _) = try transaction.reserve(key, under: rule, at: now)
      attempt.hash = account.credential.hash
      if case .automatic = account.lock, account.lock.holds(at: now) { attempt.hash = nil }
      if !isAllowed { attempt.hash = nil } else { attempt.keys.append(key) }
      return .success(attempt)
    }
    return try result.get()
  }

  /// What attempts from a place are counted by from which the account's owner has signed in; nil for
  /// every other place.
  private func knownOrigin(
    _ origin: OriginKey?, account find: @Sendable (any StoreReading) throws -> Account?
  ) async throws -> ThrottleKey? {
    guard let origin else { return nil }
    let now = self.clock.now()
    return try await self.store.read { transaction in
      guard let account = try find(transaction),
        try transaction.isKnown(origin, to: account.id, at: now)
      else { return nil }
      return .knownOrigin(account.id, origin)
    }
  }

  /// Waits until the attempt before this one is settled, a short while.
  func takeTurn(
    _ key: ThrottleKey, _ action: AuditAction, actor: AuditActor, _ call: Call
  ) async throws -> Turn {
    let patience = Duration.milliseconds(self.settings.attemptPatience.milliseconds)
    if let turn = await self.turns.take(key, patience: patience) { return turn }
    try Task.checkCancellation()
    let now = self.clock.now()
    throw try await self.store.write { transaction in
      try self.refuseThrottled(
        .tooManyAttempts, .seconds(1), action, actor: actor, call, in: transaction, at: now)
    }
  }

  /// Reserves one attempt of somebody who is signed in, at the own password.
  ///
  /// Neither the count nor the lock that strangers cause stands in the way: a live session is proof
  /// enough to be told the truth.
  func reserveOwnAttempt(
    of person: Person, action: AuditAction, call: Call
  ) async throws -> Attempt {
    let key = ThrottleKey.ownPassword(person.account)
    let actor = AuditActor.account(person.account)
    let turn = try await self.takeTurn(key, action, actor: actor, call)
    let now = self.clock.now()
    let result: Result<Attempt, Refusal> = try await self.store.write { transaction in
      let (isAllowed, retryAfter) = try transaction.reserve(
        key, under: self.settings.passwordThrottle, at: now)
      guard isAllowed else {
        return .failure(
          try self.refuseThrottled(
            .tooManyAttempts, retryAfter, action, actor: actor, call, in: transaction, at: now))
      }
      let account = try transaction.account(person.account)
      return .success(
        Attempt(
          keys: [key], account: account, hash: account?.credential.hash, isByStranger: false,
          turn: turn))
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
        of: call, in: transaction)
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
      try await self.store.write { transaction in
        for key in attempt.keys + attempt.shared { try transaction.giveBack(key) }
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
        of: call, in: transaction)
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
        of: call, in: transaction)
    }
  }
}

extension Desk {
  /// Remembers from where somebody was let in.
  func noteOrigin(
    of account: AccountID, _ call: Call, in transaction: any StoreWriting, at now: Timestamp
  ) throws {
    guard let origin = self.originKey(of: call) else { return }
    try transaction.noteOrigin(
      origin, of: account, until: now + self.settings.knownOriginLifetime,
      keeping: OriginKey.knownPerAccountMax)
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

  /// Takes back one attempt that was reserved for a key.
  func giveBack(_ key: ThrottleKey) throws {
    guard var throttle = try self.throttle(key) else { return }
    throttle.giveBack()
    try self.setThrottle(key, throttle)
  }

  /// Forgets the attempts of a guess that was right.
  func forget(_ attempt: Attempt) throws {
    for key in attempt.keys { try self.clearThrottle(key) }
    for key in attempt.shared { try self.giveBack(key) }
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
    // There may be another password because somebody else knew the old one: the places of before
    // count for nothing.
    try self.forgetOrigins(of: account.id)
    return found
  }
}

extension Account {
  /// What attempts at its password are counted by: itself, and everything that its owner may type.
  fileprivate var attemptKeys: [ThrottleKey] {
    [.accountPassword(self.id), .ownPassword(self.id)]
      + self.signInIdentifiers.map {
        .signInIdentifier(self.population, canonical: $0.canonical)
      }
  }
}
