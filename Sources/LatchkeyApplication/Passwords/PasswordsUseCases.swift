import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// The service `Passwords`: the rules, and the change by the owner of a session.
public struct PasswordsUseCases: Sendable {
  let gate: Gate
  let attempts: PasswordAttempts
  let procedure: PasswordProcedure
  let tokens: Tokens
  let throttles: CallThrottles

  /// The policy that new passwords of a population must pass.
  ///
  /// - Throws: A refusal.
  public func getPasswordPolicy(
    _ call: Call, of population: Population
  ) async throws(Failure) -> PasswordPolicy {
    try await self.gate.check(Operation(.passwordsGetPasswordPolicy), call)
    return self.gate.currentSettings.now.policy(population)
  }

  /// Every rule that a candidate breaks, as far as can be told without using anything up.
  ///
  /// With a link or ticket, the rules about the person's own names are checked too. One that does not
  /// work changes nothing: only the general rules are checked.
  ///
  /// - Throws: A refusal.
  public func checkPassword(
    _ call: Call, population: Population, candidate: Secret, token: Secret?
  ) async throws(Failure) -> [PasswordPolicy.Violation] {
    let operation = Operation(.passwordsCheckPassword)
    try await self.gate.check(operation, call)
    try await self.throttles.reserveCandidate(operation, call)
    let now = self.gate.clock.now()
    let account = try await self.gate.store.read { transaction throws(Failure) -> Account? in
      guard let token, let (purpose, secret) = TokenText.read(token),
        purpose.population == population,
        let (found, account) = try self.tokens.find(purpose, secret: secret, in: transaction),
        found.refusal(for: account, globalEpoch: try transaction.globalEpoch(), at: now) == nil
      else { return nil }
      return account
    }
    return await self.procedure.hashing.violations(
      of: candidate, for: account.map(PasswordPolicy.Person.init) ?? PasswordPolicy.Person(),
      in: population)
  }

  /// Changes the own password of the owner of a session, by the current one.
  ///
  /// - Returns: How many other sessions ended.
  /// - Throws: A refusal.
  public func changePassword(
    _ call: Call, current: Secret, new: Secret, endCurrentSession: Bool
  ) async throws(Failure) -> Int {
    let operation = Operation(.passwordsChangePassword)
    return try await self.procedure.set(
      .chosen(new), operation, call,
      owner: { snapshot, before throws(Failure) in
        let account = try snapshot.actorAccount()
        // The password that was verified must still be the one in force.
        if let before, account.credential != before.credential {
          throw .refusal(.concurrentChange)
        }
        guard account.authenticationSource == .local else {
          throw .refusal(.notLocalAuthentication)
        }
        return PasswordProcedure.Owner(account: account)
      },
      verify: { account async throws(Failure) in
        try await self.attempts.requireOwnPassword(current, of: account.id, operation, call)
      },
      refine: { broken, _ throws(Failure) in
        broken + (new == current ? [.sameAsCurrent] : [])
      },
      set: { account, hash, change throws(Failure) in
        account.setPassword(hash)
        let settings = try change.settings
        let endsCurrent = endCurrentSession || settings.ownChangeEndsCurrentSession
        return PasswordProcedure.Effects(
          ownerNotice: .passwordChangedByOwner,
          keptSession: endsCurrent ? nil : change.actor?.session,
          endedName: "other_sessions_ended")
      },
      conclude: { done, _ throws(Failure) in (done.sessionsEnded, [:]) })
  }
}
