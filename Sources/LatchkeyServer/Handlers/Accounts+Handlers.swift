import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func listLocked(
    _ request: Accounts.ListLocked, _ call: Call
  ) async throws -> Accounts.ListLocked.Response {
    let limit = try PageLimit.checked(request.limit)
    let accounts = try await self.desk.lockedAccounts(
      call, after: request.afterID.map(AccountID.init), limit: limit)
    return Accounts.ListLocked.Response(
      accounts: accounts.compactMap { LatchkeySchema.LockedAccount($0) },
      nextAfterID: accounts.count == limit ? accounts.last?.account.id.rawValue : nil)
  }

  func unlock(_ request: Accounts.Unlock, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.unlock(
      call, try AccountSelector(request.account, in: request.population, field: "account"))
    return Acknowledgement()
  }

  func lock(_ request: Accounts.Lock, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.lock(
      call, try AccountSelector(request.account, in: request.population, field: "account"),
      reason: try ShortText.checked(request.reason, field: "reason"))
    return Acknowledgement()
  }

  func requirePasswordChange(
    _ request: Accounts.RequirePasswordChange, _ call: Call
  ) async throws -> Acknowledgement {
    try await self.desk.requirePasswordChange(
      call, try AccountSelector(request.account, in: request.population, field: "account"),
      isCompromised: request.compromised)
    return Acknowledgement()
  }
}
