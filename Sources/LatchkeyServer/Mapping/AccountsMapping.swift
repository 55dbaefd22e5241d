import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension Population {
  init(_ name: PopulationName) throws(FieldError) {
    guard let population = name.population else {
      throw FieldError(field: "population", problem: "A population is \"contact\" or \"agent\".")
    }
    self = population
  }
}

extension StatusLabel {
  init(_ status: AccountStatus) { self.init(rawValue: status.rawValue) }
}

extension AccountSummary {
  init(_ account: Account) {
    self.init(
      id: account.id.rawValue, population: PopulationName(account.population),
      displayName: account.displayName.text)
  }
}

extension LockView {
  init?(_ lock: Lock) {
    switch lock {
    case .none: return nil
    case .automatic(let until): self.init(kind: .automatic, until: until)
    case .administrative(_, _, let reason): self.init(kind: .administrative, reason: reason)
    }
  }
}

extension LatchkeySchema.LockedAccount {
  init?(_ locked: LatchkeyApplication.LockedAccount) {
    let account = locked.account
    guard let lock = LockView(account.lock) else { return nil }
    self.init(
      id: account.id.rawValue, population: PopulationName(account.population),
      displayName: account.displayName.text, lock: lock,
      since: locked.since, attempts: locked.attempts,
      lockedBy: locked.by.map { AccountSummary($0) })
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
