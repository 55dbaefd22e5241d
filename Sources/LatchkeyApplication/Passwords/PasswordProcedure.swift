import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Sets a password: the one procedure of everything that does so.
///
/// Decide, check the rules, hash, decide again; then, in the transaction of that second decision: set,
/// forget the attempts at the old password, end the sessions, notify and record. Hashing takes
/// milliseconds and happens between two transactions, and what the first decision rested on may change
/// in that time.
struct PasswordProcedure: Sendable {
  let gate: Gate
  let hashing: PasswordHashing

  /// The owner of the password, as a transaction finds it.
  struct Owner: Sendable {
    /// The account.
    var account: Account
    /// The link or ticket that allows it, which the change uses up.
    var token: UsableToken?
  }

  /// Where the new password comes from.
  enum Source: Sendable {
    /// Chosen by a person, and checked against the rules.
    case chosen(Secret)
    /// Made by the service, for one sign-in.
    case generated
  }

  /// What goes with the new password.
  struct Effects: Sendable {
    /// What the owner is told.
    var ownerNotice: AccountNotice?
    /// Whether the attempts at the old password stay counted, with the lock that they caused.
    var keepsAttempts = false
    /// The session that goes on under the account's new epoch.
    var keptSession: SessionID?
    /// The name under which the audit counts the sessions that ended.
    var endedName = "sessions_ended"
    /// How the audit names who did it, if not as the caller.
    var actor: AuditActor?
    /// The account that the audit names as the target, if not the target of the call.
    var target: AccountID?
    /// Facts for the audit.
    var details: [String: String] = [:]
  }

  /// A password that is set, before the transaction ends.
  struct Done {
    /// The account before.
    let before: Account
    /// The account as it is stored, but for its revision, which has grown by one.
    let account: Account
    /// The password in the clear.
    let password: Secret
    /// Sessions that ended.
    let sessionsEnded: Int
  }

  /// Sets a password.
  ///
  /// - Parameters:
  ///   - source: Where it comes from.
  ///   - operation: What is called, and on what.
  ///   - call: Who calls.
  ///   - owner: Decides: finds the account, and refuses what is not allowed. Runs in both transactions;
  ///     in the second one it is given the account that `verify` returned.
  ///   - verify: Runs outside of transactions, behind the first decision: asks for a confirmation, or
  ///     compares the password in force. Returns the account that the rules are taken from.
  ///   - refine: Adds to the rules that a chosen password breaks.
  ///   - set: Puts the hash on the account, and says what goes with it.
  ///   - conclude: What else happens in the transaction, what the call returns, and facts for the audit.
  /// - Returns: What `conclude` returned.
  /// - Throws: A refusal: of a decision, of the rules, or because something changed between the two
  ///   decisions.
  func set<Value: Sendable>(
    _ source: Source, _ operation: Operation, _ call: Call,
    owner: @escaping @Sendable (borrowing Snapshot, Account?) throws(Failure) -> Owner,
    verify: (Account) async throws(Failure) -> Account = { account throws(Failure) in account },
    refine: ([PasswordPolicy.Violation], Account) async throws(Failure) ->
      [PasswordPolicy.Violation] = { violations, _ throws(Failure) in violations },
    set:
      @escaping @Sendable (inout Account, PasswordHash, borrowing Change) throws(Failure)
      -> Effects,
    conclude:
      @escaping @Sendable (Done, borrowing Change) throws(Failure)
      -> (value: Value, details: [String: String])
  ) async throws(Failure) -> Value {
    let found = try await self.gate.read(operation, call) { snapshot throws(Failure) in
      try owner(snapshot, nil).account
    }
    let before = try await verify(found)
    let rules = PasswordRules(self.hashing.settings, for: before)
    let password: Secret
    switch source {
    case .generated:
      password = try await self.hashing.makeTemporaryPassword(for: before)
    case .chosen(let chosen):
      password = chosen
      let broken = await self.hashing.violations(
        of: chosen, for: PasswordPolicy.Person(before), in: before.population)
      let violations = try await refine(broken, before)
      guard violations.isEmpty else { throw .refusal(Refusal(violations: violations)) }
    }
    let hash = try await self.hashing.hash(password)
    return try await self.gate.change(operation, call) { change throws(Failure) in
      let owner = try owner(change.snapshot, before)
      // The password was checked against rules that must still be in force, and for this account.
      guard owner.account.id == before.id,
        PasswordRules(try change.settings, for: owner.account) == rules
      else { throw .refusal(.concurrentChange) }
      if let token = owner.token { try change.store.claim(token) }
      var account = owner.account
      let effects = try set(&account, hash, change)
      return try Self.carryOut(
        effects, on: (owner.account, account), password, change, conclude)
    }
  }

  private static func carryOut<Value>(
    _ effects: Effects, on accounts: (before: Account, after: Account), _ password: Secret,
    _ change: borrowing Change,
    _ conclude: (Done, borrowing Change) throws(Failure)
      -> (value: Value, details: [String: String])
  ) throws(Failure) -> Value {
    let account = accounts.after
    try change.store.update(account)
    // Else the lock would be gone and the new password still be refused.
    if !effects.keepsAttempts { try change.store.forgetAttempts(at: account) }
    let ended = try change.store.deleteSessions(of: account.id, except: effects.keptSession)
    if let kept = effects.keptSession {
      try change.store.rebindSession(kept, toEpoch: account.epoch)
    }
    if let notice = effects.ownerNotice { try change.notify(notice, account) }
    var (value, details) = try conclude(
      Done(
        before: accounts.before, account: account, password: password, sessionsEnded: ended),
      change)
    details.merge(effects.details) { own, _ in own }
    details[effects.endedName] = "\(ended)"
    try change.record(details, target: effects.target, by: effects.actor)
    return value
  }
}
