import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema

// What is common to everything that takes a code: of a device, of one that is about to be one, or for
// when it is lost.

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

extension Desk {
  /// Reserves one attempt at a code, in a transaction of its own, and runs what checks it (I14). A wrong
  /// code is recorded; a right one forgets the attempts in the transaction that uses it. Whatever else
  /// goes wrong is no guess, and the attempt is given back.
  func withCode<Value: Sendable>(
    of account: AccountID, _ kind: CodeKind, action: AuditAction, call: Call,
    _ body: @Sendable () async throws -> Value
  ) async throws -> Value {
    let key = kind.key(account)
    let actor = AuditActor.account(account)
    // One after the other, as passwords are: else a right code beside others would find the count full
    // of attempts of which nobody knows yet how they end.
    let turn = try await self.takeTurn(key, action, actor: actor, call)
    defer { withExtendedLifetime(turn) {} }
    let now = self.clock.now()
    let rule = self.settings.secondFactorThrottle
    let reserved: Result<Bool, Refusal> = try await self.store.write { transaction in
      let (isAllowed, retryAfter) = try transaction.reserve(key, under: rule, at: now)
      guard isAllowed else {
        return .failure(
          try self.refuseThrottled(
            .tooManyAttempts, retryAfter, action, actor: actor, call, in: transaction, at: now))
      }
      return .success(try transaction.throttle(key)?.attempts ?? 0 >= rule.limit)
    }
    let isLast = try reserved.get()
    do {
      return try await body()
    } catch let refusal as Refusal where refusal.reason == .codeInvalid {
      try await self.recordWrongCode(
        of: account, kind, isLast: isLast, action: action, call: call)
      throw refusal
    } catch {
      try await self.store.write { try $0.giveBack(key) }
      throw error
    }
  }

  /// Notes that a code was wrong. With the last one that is allowed the account is locked for a while
  /// and its owner told: whoever is asked for codes knows the password. A lock that wrong passwords
  /// caused says nothing about that, and keeps nobody from being told.
  private func recordWrongCode(
    of id: AccountID, _ kind: CodeKind, isLast: Bool, action: AuditAction, call: Call
  ) async throws {
    let now = self.clock.now()
    let isMailQueued = try await self.store.write { transaction in
      try self.record(
        AuditRecord(
          at: now, principal: call.principal.name, actor: .account(id), action: action,
          target: id, outcome: .refused, reason: Reason.codeInvalid.rawValue),
        of: call, in: transaction)
      switch kind {
      case .enrollment: return false
      case .device, .recovery: break
      }
      guard isLast, var account = try transaction.account(id) else { return false }
      let attempts = try transaction.throttle(kind.key(id))?.attempts ?? 0
      account.lockAutomatically(until: now + self.settings.automaticLockLifetime)
      try transaction.update(account)
      try self.notify(.lockedAutomatically, account, in: transaction, at: now)
      try self.record(
        AuditRecord(
          at: now, principal: call.principal.name, actor: .service,
          action: .accountLockedAutomatically, target: id,
          details: ["attempts": "\(attempts)", "severity": "security"]),
        of: call, in: transaction)
      return true
    }
    if isMailQueued { self.mailQueued() }
  }

  /// Uses a code of an account's device, or refuses it. The claim is one conditional statement: of two
  /// callers with the same code one wins (I1).
  func useCode(
    _ typed: SecretBytes, of account: Account, in transaction: any StoreWriting, at now: Timestamp
  ) throws {
    guard let code = OneTimeCode.read(typed),
      let device = try transaction.device(of: account.id),
      let step = self.vault.step(
        of: code, from: device.seed, of: account.id, among: TimeStep.accepted(at: now)),
      try transaction.useStep(step, of: account.id)
    else { throw Refusal(.codeInvalid) }
    try transaction.clearThrottle(.secondFactorCode(account.id))
  }

  /// Uses a recovery code of an account, or refuses it.
  func useRecoveryCode(
    _ typed: SecretBytes, of account: Account, in transaction: any StoreWriting
  ) throws {
    guard let code = RecoveryCode.read(typed),
      try transaction.useRecoveryCode(
        self.vault.digest(recoveryCode: code, of: account.id), of: account.id)
    else { throw Refusal(.codeInvalid) }
    try transaction.clearThrottle(.recoveryCode(account.id))
  }

  /// New recovery codes: their texts for the owner, their digests for the store.
  func makeRecoveryCodes(for account: AccountID) -> (texts: [SecretBytes], digests: [[UInt8]]) {
    var texts: [SecretBytes] = []
    var digests: [[UInt8]] = []
    for _ in 0..<RecoveryCode.count {
      var bytes = self.entropy.bytes(RecoveryCode.byteCount)
      defer { wipe(&bytes) }
      texts.append(RecoveryCode.write(bytes))
      digests.append(self.vault.digest(recoveryCode: SecretBytes(bytes), of: account))
    }
    return (texts, digests)
  }
}
