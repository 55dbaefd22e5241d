import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Accounts`: accounts of both populations, and the own account.
struct AccountsHandlers {
  let desk: Desk
  let read: RequestReader

  func listLocked(
    _ request: Accounts.ListLocked, _ call: Call
  ) async throws -> Accounts.ListLocked.Response {
    let limit = try PageLimit.checked(request.limit)
    let accounts = try await self.desk.accounts.listLocked(
      call, after: request.afterID.map(AccountID.init), limit: limit)
    return Accounts.ListLocked.Response(
      accounts: accounts.compactMap { LatchkeySchema.LockedAccount($0) },
      nextAfterID: accounts.count == limit ? accounts.last?.account.id.rawValue : nil)
  }

  func unlock(_ request: Accounts.Unlock, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.accounts.unlock(
      call, try self.read.account(request.account, in: request.population))
    return Acknowledgement()
  }

  func lock(_ request: Accounts.Lock, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.accounts.lock(
      call, try self.read.account(request.account, in: request.population),
      reason: try ShortText.checked(request.reason, field: "reason"))
    return Acknowledgement()
  }

  func requirePasswordChange(
    _ request: Accounts.RequirePasswordChange, _ call: Call
  ) async throws -> Acknowledgement {
    try await self.desk.accounts.requirePasswordChange(
      call, try self.read.account(request.account, in: request.population),
      isCompromised: request.compromised)
    return Acknowledgement()
  }

  func getOwnAccount(_ request: Accounts.GetOwnAccount, _ call: Call) async throws -> OwnAccount {
    OwnAccount(try await self.desk.accounts.getOwnAccount(call))
  }

  func updateOwnAccount(
    _ request: Accounts.UpdateOwnAccount, _ call: Call
  ) async throws -> OwnAccount {
    var changes = OwnAccountChanges()
    changes.displayName = try request.displayName.map { (text) throws in try DisplayName(text) }
    changes.email = try request.email.map { (text) throws in try self.read.email(text) }
    changes.phone = try request.phone.map { (text) throws in
      text.isEmpty ? .remove : .set(try PhoneNumber(text))
    }
    changes.locale = try request.locale.map(LocaleTag.checked)
    changes.revision = request.revision
    return OwnAccount(try await self.desk.accounts.updateOwnAccount(call, changes))
  }

  /// Accounts that a call names at most.
  private static let accountsMax = 1_000

  func requirePasswordChangeOfMany(
    _ request: Accounts.RequirePasswordChangeOfMany, _ call: Call
  ) async throws -> Accounts.RequirePasswordChangeOfMany.Response {
    if let ids = request.accountIDs, !(1...Self.accountsMax).contains(ids.count) {
      throw FieldError(
        field: "accountIDs", problem: "A call names 1 to \(Self.accountsMax) accounts, or none.")
    }
    let result = try await self.desk.accounts.requirePasswordChangeOfMany(
      call, of: request.accountIDs.map { $0.map(AccountID.init) },
      in: try Population(request.population), isCompromised: request.compromised,
      confirmed: request.confirmed, after: request.afterID.map(AccountID.init))
    return Accounts.RequirePasswordChangeOfMany.Response(
      changed: Int64(result.changed), skipped: Int64(result.skipped),
      nextAfterID: result.next?.rawValue)
  }
}
