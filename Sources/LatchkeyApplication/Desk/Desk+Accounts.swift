import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// An account whose lock holds, and what led to it.
public struct LockedAccount: Sendable {
  /// The account.
  public let account: Account
  /// Since when it is locked; nil when the audit does not go back so far.
  public let since: Timestamp?
  /// How many wrong passwords led to an automatic lock.
  public let attempts: Int?
  /// Who locked it; nil for an automatic lock, and when the operator did.
  public let by: Account?
}

extension Desk {
  /// A page of accounts of both populations whose lock holds, by ascending id, with what led to it
  /// (failure 15). Names that were tried and belong to nobody are not listed: nothing is locked there,
  /// and a list of them would tell what strangers typed (I12).
  public func lockedAccounts(
    _ call: Call, after: AccountID?, limit: Int
  ) async throws -> [LockedAccount] {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(method: .accountsListLocked, action: .lockedListed), call
    ) { _, transaction in
      try transaction.lockedAccounts(after: after, at: now, limit: limit).map { account in
        switch account.lock {
        case .administrative(let by, let at, _):
          return LockedAccount(
            account: account, since: at, attempts: nil, by: try by.flatMap(transaction.account))
        case .automatic, .none:
          let entry = try transaction.lastEntry(.accountLockedAutomatically, on: account.id)
          return LockedAccount(
            account: account, since: entry?.record.at,
            attempts: entry?.record.details["attempts"].flatMap { Int($0) }, by: nil)
        }
      }
    }
  }

  /// T18: opens any lock, and forgets the attempts that led to it.
  public func unlock(_ call: Call, _ account: AccountSelector) async throws {
    try await self.changeAccount(
      call,
      Entrance(method: .accountsUnlock, action: .accountUnlocked, target: .account(account))
    ) { account, _, transaction, _ in
      let hadAttempts = try transaction.forgetAttempts(at: account)
      try transaction.forgetCodes(of: account.id)
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
      guard account.authenticationSource == .local else { throw Refusal(.notLocalAuthentication) }
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
      try self.record(self.done(entrance.action, grant, at: now), of: call, in: transaction)
    }
  }
}
