import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// A token and its account, whatever its state; nil when there is none.
  func find(
    _ purpose: TokenPurpose, secret: SecretBytes, in transaction: any StoreReading
  ) throws -> (token: Token, account: Account)? {
    for digest in self.digests.candidates(purpose, secret: secret) {
      guard let token = try transaction.token(digest), token.purpose == purpose,
        let account = try transaction.account(token.account)
      else { continue }
      return (token, account)
    }
    return nil
  }

  /// A token that works, and its account. Reads only: looking never uses a token up (failure 6).
  ///
  /// A kind of token that the call does not accept is as unknown as a foreign text (I3). For
  /// tickets there is one reason for everything; for links the reason says what happened.
  func usable(
    _ text: SecretBytes, for purposes: [TokenPurpose], invalid: Reason,
    in transaction: any StoreReading, at now: Timestamp
  ) throws -> (token: Token, account: Account) {
    guard let (purpose, secret) = TokenText.read(text), purposes.contains(purpose),
      let found = try self.find(purpose, secret: secret, in: transaction)
    else { throw Refusal(invalid) }
    switch found.token.refusal(
      for: found.account, globalEpoch: try transaction.globalEpoch(), at: now)
    {
    case nil: return found
    case .invalid: throw Refusal(invalid)
    case .expired: throw Refusal(invalid == .linkInvalid ? .linkExpired : invalid)
    case .used: throw Refusal(invalid == .linkInvalid ? .linkUsed : invalid)
    case .superseded: throw Refusal(invalid == .linkInvalid ? .linkSuperseded : invalid)
    }
  }

  /// T6, T14: sets the password that the holder of a token chose, and uses the token up.
  ///
  /// The password is checked before anything is used up: a refused one leaves the token live
  /// (S3.16, S4.12). The claim is one conditional statement in the transaction of the change (I1).
  /// `accept` checks what the token's account must be like besides; `conclude` is what else happens
  /// in the transaction of the change, and what the audit says about it.
  func complete<Value: Sendable>(
    _ text: SecretBytes, for purposes: [TokenPurpose], invalid: Reason, password: SecretBytes,
    method: Method, action: AuditAction, notice: AccountNotice, call: Call,
    accept: @escaping @Sendable (Account, Timestamp) throws -> Void,
    conclude:
      @escaping @Sendable (Account, any StoreWriting, Timestamp) throws
      -> (Value, [String: String])
  ) async throws -> Value {
    try await self.enterPublic(method, action: action, call)
    try await self.reserveLinkWork(action, call)
    let started = self.clock.now()
    let account = try await self.store.read { transaction in
      let found = try self.usable(
        text, for: purposes, invalid: invalid, in: transaction, at: started)
      try accept(found.account, started)
      return found.account
    }
    let rules = self.passwordRules(for: account)
    let violations = await self.violations(
      of: password, for: PasswordPolicy.Person(account), in: account.population)
    guard violations.isEmpty else { throw Refusal(violations: violations) }
    // Last, and only for a candidate that would else be set: who holds a link cannot find out the
    // password in force by trying, since a wrong guess uses the link up.
    if let current = account.credential.hash, try await self.verify(password, against: current) {
      throw Refusal(
        violations: [account.credential.isTemporary ? .sameAsTemporary : .sameAsCurrent])
    }

    let hash = try await self.hash(password)
    let now = self.clock.now()
    let value = try await self.changing(
      Entrance(method: method, action: action), call
    ) { grant, transaction in
      var (token, account) = try self.usable(
        text, for: purposes, invalid: invalid, in: transaction, at: now)
      try accept(account, now)
      let settings = try self.settings(in: transaction, at: now)
      try self.require(rules, for: account, in: transaction, at: now)
      guard try transaction.claimToken(token.id) else {
        throw Refusal(invalid == .linkInvalid ? .linkUsed : invalid)
      }
      let lock = account.lock
      account.setPassword(hash)
      if action == .resetCompleted, !settings.resetLiftsAutomaticLock,
        case .automatic(let until) = lock
      {
        account.lockAutomatically(until: until)
      } else {
        // Else the lock would be gone and the new password still be refused (D11).
        try transaction.forgetAttempts(at: account)
      }
      try transaction.update(account)
      let ended = try transaction.deleteSessions(of: account.id, except: nil)
      try self.notify(notice, account, in: transaction, at: now)
      let (value, details) = try conclude(account, transaction, now)
      try self.record(
        AuditRecord(
          at: now, principal: grant.principal.name, actor: .account(account.id), action: action,
          target: account.id,
          details: details.merging(["sessions_ended": "\(ended)"]) { own, _ in own }),
        of: call, in: transaction)
      return value
    }
    self.mailQueued()
    return value
  }
}

extension Credential {
  /// Whether it is a temporary password.
  var isTemporary: Bool {
    if case .temporary = self { true } else { false }
  }
}
