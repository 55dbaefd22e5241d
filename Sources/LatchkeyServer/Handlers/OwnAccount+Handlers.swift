import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func getOwnAccount(_ request: Accounts.GetOwnAccount, _ call: Call) async throws -> OwnAccount {
    OwnAccount(try await self.desk.ownAccount(call))
  }

  func updateOwnAccount(
    _ request: Accounts.UpdateOwnAccount, _ call: Call
  ) async throws -> OwnAccount {
    var changes = OwnAccountChanges()
    changes.displayName = try request.displayName.map { (text) throws in try DisplayName(text) }
    changes.email = try request.email.map { (text) throws in try EmailAddress(written: text) }
    changes.phone = try request.phone.map { (text) throws in
      text.isEmpty ? .remove : .set(try PhoneNumber(text))
    }
    changes.locale = try request.locale.map(LocaleTag.checked)
    changes.revision = request.revision
    return OwnAccount(try await self.desk.updateOwnAccount(call, changes))
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
    let result = try await self.desk.requirePasswordChangeOfMany(
      call, of: request.accountIDs.map { $0.map(AccountID.init) },
      in: try Population(request.population), isCompromised: request.compromised,
      confirmed: request.confirmed, after: request.afterID.map(AccountID.init))
    return Accounts.RequirePasswordChangeOfMany.Response(
      changed: Int64(result.changed), skipped: Int64(result.skipped),
      nextAfterID: result.next?.rawValue)
  }
}

extension OwnAccount {
  init(_ view: OwnAccountView) {
    let account = view.account
    self.init(
      id: account.id.rawValue, population: PopulationName(account.population),
      displayName: account.displayName.text, emails: account.emails.map(\.text),
      loginName: account.loginName?.text, phone: account.phone?.text, locale: account.locale,
      status: StatusLabel(account.status(at: view.at)),
      permissions: view.permissions.permissions.map { PermissionName($0) },
      isAccountAdministrator: account.isAccountAdministrator,
      hasSecondFactor: account.hasSecondFactor, pendingEmail: account.pendingEmail?.text,
      revision: account.revision)
  }
}
