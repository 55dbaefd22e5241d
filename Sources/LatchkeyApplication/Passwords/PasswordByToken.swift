import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Sets the password that the holder of a link or a ticket chose, and uses the token up.
///
/// The password is checked before anything is used up: a refused one leaves the token live.
struct PasswordByToken: Sendable {
  let gate: Gate
  let procedure: PasswordProcedure
  let tokens: Tokens
  let throttles: CallThrottles

  /// Sets a password.
  ///
  /// - Parameters:
  ///   - password: The new one.
  ///   - operation: What is called.
  ///   - call: Who calls.
  ///   - text: The token.
  ///   - kind: Whether it is a link or a ticket.
  ///   - purposes: What the token may be for.
  ///   - notice: What the owner is told.
  ///   - keepsLock: Whether a lock that wrong passwords caused stays, with their count.
  ///   - accept: Checks what the account must be like as well.
  ///   - conclude: What else happens in the transaction, what the call returns, and facts for the audit.
  /// - Returns: What `conclude` returned.
  /// - Throws: A refusal.
  func set<Value: Sendable>(
    _ password: Secret, _ operation: Operation, _ call: Call,
    by text: Secret, _ kind: TokenKind, for purposes: [TokenPurpose], notice: AccountNotice,
    keepingLock keepsLock: @escaping @Sendable (DeskSettings) -> Bool = { _ in false },
    accept: @escaping @Sendable (Account, Timestamp) throws(Failure) -> Void,
    conclude:
      @escaping @Sendable (Account, borrowing Change) throws(Failure)
      -> (value: Value, details: [String: String])
  ) async throws(Failure) -> Value {
    try await self.gate.check(operation, call)
    try await self.throttles.reserveLinkWork(operation, call)
    return try await self.procedure.set(
      .chosen(password), operation, call,
      owner: { snapshot, _ throws(Failure) in
        let usable = try self.tokens.usable(
          text, kind, for: purposes, in: snapshot.store, at: snapshot.now)
        try accept(usable.account, snapshot.now)
        return PasswordProcedure.Owner(account: usable.account, token: usable)
      },
      refine: { broken, account async throws(Failure) in
        // Last, and only for a candidate that would otherwise be set: the holder of a link cannot find
        // out the password in force by trying, since a wrong guess uses the link up.
        guard broken.isEmpty, let current = account.credential.hash,
          try await self.procedure.hashing.verify(password, against: current)
        else { return broken }
        return [account.credential.isTemporary ? .sameAsTemporary : .sameAsCurrent]
      },
      set: { account, hash, change throws(Failure) in
        let lock = account.lock
        account.setPassword(hash)
        var effects = PasswordProcedure.Effects(
          ownerNotice: notice, actor: .account(account.id), target: account.id)
        if case .automatic(let until) = lock, keepsLock(try change.settings) {
          account.lockAutomatically(until: until)
          effects.keepsAttempts = true
        }
        return effects
      },
      conclude: { done, change throws(Failure) in try conclude(done.account, change) })
  }
}
