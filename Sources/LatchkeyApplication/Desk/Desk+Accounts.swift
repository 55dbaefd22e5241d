import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// A page of accounts whose lock holds, by ascending id (failure 15).
  public func lockedAccounts(
    _ call: Call, after: AccountID?, limit: Int
  ) async throws -> [Account] {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(method: .accountsListLocked, action: .lockedListed), call
    ) { _, transaction in
      try transaction.lockedAccounts(after: after, at: now, limit: limit)
    }
  }

  /// T18: opens any lock, and forgets the attempts that led to it.
  public func unlock(_ call: Call, _ account: AccountSelector) async throws {
    try await self.changeAccount(
      call,
      Entrance(method: .accountsUnlock, action: .accountUnlocked, target: .account(account))
    ) { account, _, transaction, _ in
      let hadAttempts = try transaction.forgetAttempts(at: account)
      guard account.lock != .none else { return hadAttempts }
      account.unlock()
      return true
    }
  }

  /// T18: stops sign-in until somebody opens the lock. Sessions end.
  public func lock(_ call: Call, _ account: AccountSelector, reason: String) async throws {
    try await self.changeAccount(
      call, Entrance(method: .accountsLock, action: .accountLocked, target: .account(account))
    ) { account, actor, transaction, now in
      account.lock(by: actor, at: now, reason: reason)
      _ = try transaction.deleteSessions(of: account.id, except: nil)
      return true
    }
  }

  /// T16: asks for another password at the next sign-in; at once when it is known to others.
  public func requirePasswordChange(
    _ call: Call, _ account: AccountSelector, isCompromised: Bool
  ) async throws {
    try await self.changeAccount(
      call,
      Entrance(
        method: .accountsRequirePasswordChange, action: .passwordChangeRequired,
        target: .account(account))
    ) { account, _, transaction, _ in
      let isChanged = account.requirePasswordChange(
        isCompromised ? .compromised : .requiredByAdministrator)
      if isChanged && isCompromised {
        _ = try transaction.deleteSessions(of: account.id, except: nil)
      }
      return isChanged
    }
  }

  /// A change of one account: stored and recorded when the closure says that it changed something.
  private func changeAccount(
    _ call: Call, _ entrance: Entrance,
    _ change:
      @escaping @Sendable (inout Account, AccountID?, any StoreWriting, Timestamp) throws -> Bool
  ) async throws {
    let now = self.clock.now()
    try await self.changing(entrance, call) { grant, transaction in
      var account = try transaction.targetAccount(of: grant)
      guard try change(&account, grant.subject.person?.account, transaction, now) else { return }
      try transaction.update(account)
      try self.record(self.done(entrance.action, grant, at: now), in: transaction)
    }
  }
}
