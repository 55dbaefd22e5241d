import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// An account that is locked, and what led to it.
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

/// The service `Accounts`: locks and demands on accounts of both populations, and the own account.
public struct AccountsUseCases: Sendable {
  let gate: Gate

  /// A page of locked accounts of both populations, by ascending id, with what led to it.
  ///
  /// Names that were tried and belong to no account are not listed: nothing is locked there, and a list
  /// of them would tell what strangers typed.
  ///
  /// - Throws: A refusal.
  public func listLocked(
    _ call: Call, after: AccountID?, limit: Int
  ) async throws(Failure) -> [LockedAccount] {
    try await self.gate.read(Operation(.accountsListLocked), call) { snapshot throws(Failure) in
      let store = snapshot.store
      return try store.lockedAccounts(after: after, at: snapshot.now, limit: limit).map {
        account throws(Failure) in
        switch account.lock {
        case .administrative(let by, let at, _):
          let locker: Account? = if let by { try store.account(by) } else { nil }
          return LockedAccount(account: account, since: at, attempts: nil, by: locker)
        case .automatic, .none:
          let entry = try store.lastEntry(.accountLockedAutomatically, on: account.id)
          return LockedAccount(
            account: account, since: entry?.record.at,
            attempts: entry?.record.details["attempts"].flatMap { Int($0) }, by: nil)
        }
      }
    }
  }

  /// Opens any lock, and forgets the attempts that led to it.
  ///
  /// - Throws: A refusal.
  public func unlock(_ call: Call, _ account: AccountSelector) async throws(Failure) {
    try await self.changeAccount(call, Operation(.accountsUnlock, on: .account(account))) {
      account, change throws(Failure) in
      let hadAttempts = try change.store.forgetAttempts(at: account)
      try change.store.forgetCodes(of: account.id)
      guard account.lock != .none else { return hadAttempts }
      account.unlock()
      return true
    }
  }

  /// Stops sign-in until an agent opens the lock. Sessions end.
  ///
  /// - Throws: A refusal.
  public func lock(
    _ call: Call, _ account: AccountSelector, reason: String
  ) async throws(Failure) {
    try await self.changeAccount(call, Operation(.accountsLock, on: .account(account))) {
      account, change throws(Failure) in
      account.lock(by: change.actor?.account, at: change.now, reason: reason)
      _ = try change.store.deleteSessions(of: account.id, except: nil)
      return true
    }
  }

  /// Asks for another password at the next sign-in; at once when it is known to others.
  ///
  /// - Throws: A refusal.
  public func requirePasswordChange(
    _ call: Call, _ account: AccountSelector, isCompromised: Bool
  ) async throws(Failure) {
    try await self.changeAccount(
      call, Operation(.accountsRequirePasswordChange, on: .account(account))
    ) { account, change throws(Failure) in
      guard account.authenticationSource == .local else {
        throw .refusal(.notLocalAuthentication)
      }
      let isChanged = account.requirePasswordChange(
        isCompromised ? .compromised : .requiredByAdministrator)
      if isChanged && isCompromised {
        _ = try change.store.deleteSessions(of: account.id, except: nil)
      }
      return isChanged
    }
  }

  /// A change of one account: stored and recorded when the closure says that it changed something.
  private func changeAccount(
    _ call: Call, _ operation: Operation,
    _ body: @escaping @Sendable (inout Account, borrowing Change) throws(Failure) -> Bool
  ) async throws(Failure) {
    try await self.gate.change(operation, call) { change throws(Failure) in
      var account = try change.targetAccount()
      guard try body(&account, change) else { return }
      try change.store.update(account)
      try change.record()
    }
  }
}
