import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Which count a code goes by.
enum CodeKind: Sendable {
  /// Of the device.
  case device
  /// For when the device is lost.
  case recovery
  /// Of a device that waits for its first code.
  case enrollment

  /// What attempts of one account are counted by.
  fileprivate func key(_ account: AccountID) -> ThrottleKey {
    switch self {
    case .device: .secondFactorCode(account)
    case .recovery: .recoveryCode(account)
    case .enrollment: .enrollmentCode(account)
    }
  }
}

/// What is common to everything that takes a code: of a device, of one that is about to be one, or for
/// when it is lost.
struct SecondFactorCodes: Sendable {
  let gate: Gate
  let vault: any SeedVault
  let throttles: CallThrottles
  let attemptLock: AttemptLock

  private var settings: DeskSettings { self.gate.currentSettings.now }

  /// Reserves one attempt at a code, in a transaction of its own, and runs what checks it. A wrong code
  /// is recorded; a right one forgets the attempts in the transaction that uses it. Every other failure
  /// is no guess, and the attempt is given back.
  func counted<Value: Sendable>(
    of account: AccountID, _ kind: CodeKind, _ operation: Operation, _ call: Call,
    _ body: @Sendable () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let key = kind.key(account)
    // One after the other, as passwords are: otherwise a right code that comes with others would find
    // the count full of attempts that are not settled yet.
    let hold = try await self.attemptLock.acquire(key, operation, actor: .account(account), call)
    defer { withExtendedLifetime(hold) {} }
    let isLast = try await self.reserve(key, of: account, operation, call)
    do throws(Failure) {
      return try await body()
    } catch {
      if error.refusal?.reason == .codeInvalid {
        try await self.recordWrongCode(of: account, kind, isLast: isLast, operation, call)
      } else {
        try await self.gate.store.write { transaction throws(Failure) in
          try transaction.giveBack(key)
        }
      }
      throw error
    }
  }

  /// Counts one attempt, and says whether it is the last one that is allowed.
  private func reserve(
    _ key: ThrottleKey, of account: AccountID, _ operation: Operation, _ call: Call
  ) async throws(Failure) -> Bool {
    let now = self.gate.clock.now()
    let rule = self.settings.secondFactorThrottle
    let reserved: Result<Bool, Refusal> = try await self.gate.store.write {
      transaction throws(Failure) in
      let (isAllowed, retryAfter) = try transaction.reserve(key, under: rule, at: now)
      guard isAllowed else {
        return .failure(
          try self.throttles.refuse(
            .tooManyAttempts, retryAfter, operation, actor: .account(account), call,
            in: transaction, at: now))
      }
      return .success(try transaction.throttle(key)?.attempts ?? 0 >= rule.limit)
    }
    switch reserved {
    case .success(let isLast): return isLast
    case .failure(let refusal): throw .refusal(refusal)
    }
  }

  /// Records that a code was wrong. With the last one that is allowed the account is locked for a while
  /// and its owner told: a person who is asked for codes knows the password. A lock that wrong passwords
  /// caused says nothing about that, and keeps the owner from nothing.
  private func recordWrongCode(
    of id: AccountID, _ kind: CodeKind, isLast: Bool, _ operation: Operation, _ call: Call
  ) async throws(Failure) {
    let now = self.gate.clock.now()
    let lockEnd = now + self.settings.automaticLockLifetime
    let journal = CallJournal(digests: self.gate.digests, call: call)
    try await self.gate.store.write { transaction throws(Failure) in
      try journal.append(
        AuditRecord(
          at: now, principal: call.principal.name, actor: .account(id), action: operation.action,
          target: id, outcome: .refused, reason: Reason.codeInvalid.rawValue),
        to: transaction)
      guard kind != .enrollment, isLast, var account = try transaction.account(id) else { return }
      let attempts = try transaction.throttle(kind.key(id))?.attempts ?? 0
      account.lockAutomatically(until: lockEnd)
      try transaction.update(account)
      if self.gate.outlet.now != nil, let address = account.primaryEmail {
        _ = try transaction.insert(
          NewMail(.notice(.lockedAutomatically), account: account, address: address, queuedAt: now))
      }
      try journal.append(
        AuditRecord(
          at: now, principal: call.principal.name, actor: .service,
          action: .accountLockedAutomatically, target: id,
          details: ["attempts": "\(attempts)", "severity": "security"]),
        to: transaction)
    }
  }

  /// Uses a code of an account's device, or refuses it. The claim is one conditional statement: of two
  /// callers with the same code one wins.
  func useCode(
    _ typed: Secret, of account: Account, _ change: borrowing Change
  ) throws(Failure) {
    guard let code = OneTimeCode.read(typed),
      let device = try change.store.device(of: account.id),
      let step = self.vault.step(
        of: code, from: device.seed, of: account.id, among: TimeStep.accepted(at: change.now)),
      try change.store.useStep(step, of: account.id)
    else { throw .refusal(.codeInvalid) }
    try change.store.clearThrottle(.secondFactorCode(account.id))
  }

  /// Uses a recovery code of an account, or refuses it.
  func useRecoveryCode(
    _ typed: Secret, of account: Account, _ change: borrowing Change
  ) throws(Failure) {
    guard let code = RecoveryCode.read(typed),
      try change.store.useRecoveryCode(
        self.vault.digest(recoveryCode: code, of: account.id), of: account.id)
    else { throw .refusal(.codeInvalid) }
    try change.store.clearThrottle(.recoveryCode(account.id))
  }
}

extension StoreWriting {
  /// Forgets what was counted of wrong codes of an account.
  func forgetCodes(of account: AccountID) throws(Failure) {
    for key in [
      ThrottleKey.secondFactorCode(account), .recoveryCode(account), .enrollmentCode(account),
    ] { try self.clearThrottle(key) }
  }
}
