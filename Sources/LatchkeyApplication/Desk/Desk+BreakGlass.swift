import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// The way in that break-glass opened. The password is given out once.
public struct BrokenGlass: Sendable {
  /// The Account Administrator.
  public let account: Account
  /// Signs in once, to choose another.
  public let password: SecretBytes
  /// From this moment on it is refused.
  public let expiresAt: Timestamp
}

extension Desk {
  /// Super Admins who are told at most. A desk has few; the audit tells everybody.
  static let superAdminsToldMax = 100

  /// T20: gives the Account Administrator a temporary password, when nobody can get in otherwise.
  ///
  /// Every lock is opened, a person's as well, and counts of attempts are forgotten: the operator on
  /// the host owns the desk. Sessions and links of before are dead. The audit says so, and every
  /// Super Admin gets a mail without the secret.
  /// - Parameters:
  ///   - call: Of the operator on the host.
  ///   - reason: Why, for the audit.
  ///   - removesSecondFactor: The device is lost as well.
  ///   - isConfirmed: Must be true.
  /// - Returns: The way in, once.
  /// - Throws: ``Refusal`` when it is not confirmed, or nobody is there yet.
  public func breakGlass(
    _ call: Call, reason: String, removesSecondFactor: Bool, isConfirmed: Bool
  ) async throws -> BrokenGlass {
    let entrance = Entrance(method: .operatorBreakGlass, action: .breakGlassUsed)
    let before = try await self.reading(entrance, call) { _, transaction in
      try transaction.requireAccountAdministrator()
    }
    guard isConfirmed else { throw Refusal(.confirmationRequired) }
    let rules = self.passwordRules(for: before)
    let password = try await self.makeTemporaryPassword(for: before)
    let hash = try await self.hash(password)
    let now = self.clock.now()
    let result = try await self.changing(entrance, call) { grant, transaction in
      var account = try transaction.requireAccountAdministrator()
      // Somebody else holds the office since: the operator looks again.
      guard account.id == before.id else { throw Refusal(.concurrentChange) }
      try self.require(rules, for: account, in: transaction, at: now)
      let expiresAt = now + self.settings.temporaryPasswordLifetime
      account.setTemporaryPassword(
        hash, TemporaryPassword(origin: .generated, issuedBy: nil, expiresAt: expiresAt))
      let losesFactor = removesSecondFactor && account.hasSecondFactor
      if losesFactor { account.removeSecondFactor(under: self.settings.agentPolicy) }
      let wasLocked = account.lock != .none
      if wasLocked { account.unlock() }
      try transaction.update(account)
      try transaction.forgetAttempts(at: account)
      try transaction.forgetCodes(of: account.id)
      let ended = try transaction.deleteSessions(of: account.id, except: nil)
      let told = try self.tellSuperAdmins(of: account, in: transaction, at: now)
      var record = self.done(
        .breakGlassUsed, grant, at: now,
        details: [
          "severity": "security", "reason_given": reason, "was_locked": "\(wasLocked)",
          "second_factor_removed": "\(losesFactor)",
          "sessions_ended": "\(ended)", "told": "\(told)",
        ])
      record.target = account.id
      try self.record(record, of: call, in: transaction)
      return BrokenGlass(account: account, password: password, expiresAt: expiresAt)
    }
    self.mailQueued()
    return result
  }

  /// Queues a mail to everybody whose roles hold Super Admin, and to the Account Administrator.
  ///
  /// - Returns: How many will be told.
  private func tellSuperAdmins(
    of administrator: Account, in transaction: any StoreWriting, at now: Timestamp
  ) throws -> Int {
    var people: Set<AccountID> = [administrator.id]
    for (role, _) in try transaction.roles() where role.permissions.grants(.superAdmin) {
      people.formUnion(try transaction.members(of: role.id))
    }
    var told = 0
    for id in people.sorted().prefix(Self.superAdminsToldMax) {
      guard let account = try transaction.account(id), account.isEnabled else { continue }
      try self.notify(
        id == administrator.id ? .passwordReplacedByOperator : .breakGlassUsed, account,
        in: transaction, at: now)
      told += 1
    }
    return told
  }
}

extension StoreReading {
  /// The Account Administrator, who is there once the desk was bootstrapped.
  fileprivate func requireAccountAdministrator() throws -> Account {
    guard let id = try self.accountAdministrator(), let account = try self.account(id) else {
      throw Refusal(.notBootstrapped)
    }
    return account
  }
}
