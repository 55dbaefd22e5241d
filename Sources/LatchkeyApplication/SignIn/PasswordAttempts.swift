import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Counts and compares guesses at passwords, one after the other for each name.
///
/// Every attempt is reserved in a transaction of its own, before any hashing: a rollback further on must
/// not refund the guess.
struct PasswordAttempts: Sendable {
  let gate: Gate
  let hashing: PasswordHashing
  let throttles: CallThrottles
  let attemptLock: AttemptLock

  private var settings: DeskSettings { self.gate.currentSettings.now }

  /// Reserves one attempt at the password of an identifier.
  ///
  /// The limit of the identifier is told to the caller, since it holds for every identifier, whether an
  /// account has it or not. The limit of the account is not: the guess is compared with nothing and comes
  /// out wrong. A place from which the owner has signed in has a small allowance of its own, which
  /// strangers cannot use up.
  func reserve(
    identifier: ThrottleKey,
    account find: @escaping @Sendable (any StoreReading) throws(Failure) -> Account?,
    _ operation: Operation, _ call: Call
  ) async throws(Failure) -> Attempt {
    let origin = call.originKey(by: self.gate.digests)
    let known = try await self.knownOrigin(origin, account: find)
    let hold = try await self.attemptLock.acquire(
      known ?? identifier, operation, actor: .nobody, call)
    let now = self.gate.clock.now()
    let settings = self.settings
    let result: Result<Attempt, Refusal> = try await self.gate.store.write {
      transaction throws(Failure) in
      func refuse(_ retryAfter: Lifetime) throws(Failure) -> Result<Attempt, Refusal> {
        .failure(
          try self.throttles.refuse(
            .tooManyAttempts, retryAfter, operation, actor: .nobody, call, in: transaction,
            at: now))
      }
      var attempt = Attempt(keys: [], hold: hold)
      if let origin {
        let key = ThrottleKey.signInOrigin(origin)
        let (isCalm, retryAfter) = try transaction.reserve(
          key, under: settings.originThrottle, at: now)
        guard isCalm else { return try refuse(retryAfter) }
        attempt.shared = [key]
      }
      if let known, let origin, let account = try find(transaction),
        try transaction.isKnown(origin, to: account.id, at: now),
        try transaction.reserve(known, under: settings.knownOriginThrottle, at: now).isAllowed
      {
        attempt.keys = [known]
        attempt.account = account
        attempt.hash = account.credential.hash
        attempt.isByStranger = false
        attempt.isFromKnownOrigin = true
        return .success(attempt)
      }
      let (isCalm, retryAfter) = try transaction.reserve(
        identifier, under: settings.passwordThrottle, at: now)
      guard isCalm else { return try refuse(retryAfter) }
      attempt.keys = [identifier]
      try self.aim(&attempt, at: try find(transaction), in: transaction, at: now)
      return .success(attempt)
    }
    switch result {
    case .success(let attempt): return attempt
    case .failure(let refusal): throw .refusal(refusal)
    }
  }

  /// Counts an attempt of a stranger for the account that it is at, if it is at one.
  private func aim(
    _ attempt: inout Attempt, at account: Account?, in transaction: any StoreWriting,
    at now: Timestamp
  ) throws(Failure) {
    guard let account else { return }
    attempt.account = account
    let key = ThrottleKey.accountPassword(account.id)
    let (isAllowed, _) = try transaction.reserve(
      key, under: self.settings.passwordThrottle, at: now)
    attempt.hash = account.credential.hash
    if case .automatic = account.lock, account.lock.holds(at: now) { attempt.hash = nil }
    if !isAllowed { attempt.hash = nil } else { attempt.keys.append(key) }
  }

  /// What attempts from a place are counted by from which the account's owner has signed in; nil for
  /// every other place.
  private func knownOrigin(
    _ origin: OriginKey?,
    account find: @escaping @Sendable (any StoreReading) throws(Failure) -> Account?
  ) async throws(Failure) -> ThrottleKey? {
    guard let origin else { return nil }
    let now = self.gate.clock.now()
    return try await self.gate.store.read { transaction throws(Failure) -> ThrottleKey? in
      guard let account = try find(transaction),
        try transaction.isKnown(origin, to: account.id, at: now)
      else { return nil }
      return .knownOrigin(account.id, origin)
    }
  }

  /// Checks the current password of the owner of a session. Counts as an attempt.
  ///
  /// Neither the count nor the lock that strangers cause stands in the way: a live session is proof
  /// enough to be told the truth.
  ///
  /// - Returns: The account with the credential that was checked.
  /// - Throws: A refusal when the password is wrong, or was tried too often.
  func requireOwnPassword(
    _ password: Secret, of id: AccountID, _ operation: Operation, _ call: Call
  ) async throws(Failure) -> Account {
    let attempt = try await self.reserveOwn(of: id, operation, call)
    guard try await self.isRight(password, attempt), let account = attempt.account else {
      try await self.recordWrong(attempt, operation, actor: .account(id), call)
      throw .refusal(.invalidCredentials)
    }
    try await self.gate.store.write { transaction throws(Failure) in
      try transaction.forget(attempt)
    }
    return account
  }

  private func reserveOwn(
    of id: AccountID, _ operation: Operation, _ call: Call
  ) async throws(Failure) -> Attempt {
    let key = ThrottleKey.ownPassword(id)
    let actor = AuditActor.account(id)
    let hold = try await self.attemptLock.acquire(key, operation, actor: actor, call)
    let now = self.gate.clock.now()
    let rule = self.settings.passwordThrottle
    let result: Result<Attempt, Refusal> = try await self.gate.store.write {
      transaction throws(Failure) in
      let (isAllowed, retryAfter) = try transaction.reserve(key, under: rule, at: now)
      guard isAllowed else {
        return .failure(
          try self.throttles.refuse(
            .tooManyAttempts, retryAfter, operation, actor: actor, call, in: transaction, at: now))
      }
      let account = try transaction.account(id)
      return .success(
        Attempt(
          keys: [key], account: account, hash: account?.credential.hash, isByStranger: false,
          hold: hold))
    }
    switch result {
    case .success(let attempt): return attempt
    case .failure(let refusal): throw .refusal(refusal)
    }
  }

  /// Compares the guess, by one evaluation in every case.
  ///
  /// When the hasher takes no more work, the guess was not made: it is given back.
  func isRight(_ password: Secret, _ attempt: Attempt) async throws(Failure) -> Bool {
    do throws(Failure) {
      return try await self.hashing.verify(password, against: attempt.hash)
    } catch {
      try await self.gate.store.write { transaction throws(Failure) in
        for key in attempt.keys + attempt.shared { try transaction.giveBack(key) }
      }
      throw error
    }
  }

  /// Records that a guess was wrong, and locks the account when it was the last one allowed.
  func recordWrong(
    _ attempt: Attempt, _ operation: Operation, actor: AuditActor, _ call: Call
  ) async throws(Failure) {
    let now = self.gate.clock.now()
    let settings = self.settings
    let journal = CallJournal(digests: self.gate.digests, call: call)
    try await self.gate.store.write { transaction throws(Failure) in
      try journal.append(
        AuditRecord(
          at: now, principal: call.principal.name, actor: actor, action: operation.action,
          target: attempt.account?.id, outcome: .refused,
          reason: Reason.invalidCredentials.rawValue),
        to: transaction)
      guard attempt.isByStranger, let id = attempt.account?.id,
        var account = try transaction.account(id),
        let throttle = try transaction.throttle(.accountPassword(id)),
        throttle.attempts >= settings.passwordThrottle.limit, !account.lock.holds(at: now)
      else { return }
      account.lockAutomatically(until: now + settings.automaticLockLifetime)
      try transaction.update(account)
      try journal.append(
        AuditRecord(
          at: now, principal: call.principal.name, actor: .service,
          action: .accountLockedAutomatically, target: id,
          details: ["attempts": "\(throttle.attempts)"]),
        to: transaction)
    }
  }
}
