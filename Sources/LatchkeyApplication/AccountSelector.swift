internal import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain

/// How a call names an account.
public enum AccountSelector: Hashable, Sendable {
  /// By its number.
  case id(AccountID)
  /// By one of its addresses.
  case email(EmailAddress, Population)
  /// By its login name.
  case loginName(LoginName, Population)
  /// By its telephone number.
  case phone(PhoneNumber, Population)
}

extension StoreReading {
  /// The account that a call names. An address or a number that several have names no
  /// account.
  func account(_ selector: AccountSelector) throws(Failure) -> Account? {
    switch selector {
    case .id(let id):
      return try self.account(id)
    case .email(let address, let population):
      let found = try self.accounts(
        in: population, withAnyEmail: address.canonical, limit: 2)
      return found.count == 1 ? found[0] : nil
    case .loginName(let name, let population):
      return try self.account(in: population, withLoginName: name.canonical)
    case .phone(let number, let population):
      let found = try self.accounts(in: population, withPhone: number.canonical, limit: 2)
      return found.count == 1 ? found[0] : nil
    }
  }

  /// The account that a person signs in to by this identifier. A shared address or number
  /// identifies no account.
  func account(_ identifier: SignInIdentifier, in population: Population) throws(Failure)
    -> Account?
  {
    switch identifier {
    case .email(let address): try self.account(.email(address, population))
    case .loginName(let name): try self.account(.loginName(name, population))
    case .phone(let number): try self.account(.phone(number, population))
    }
  }

  /// What an account's roles grant together; everything for the Account Administrator.
  func effectivePermissions(of account: Account) throws(Failure) -> PermissionSet {
    if account.isAccountAdministrator { return .everything }
    return try self.permissions(of: account.roles)
  }

  /// What these roles grant together.
  func permissions(of roles: [RoleID]) throws(Failure) -> PermissionSet {
    var permissions = PermissionSet()
    for id in roles { permissions.formUnion(try self.role(id)?.permissions ?? []) }
    return permissions
  }

  /// The account that a grant allows to act upon, as it stands in this transaction.
  func targetAccount(of grant: borrowing Grant) throws(Failure) -> Account {
    guard let id = grant.target.accountID, let account = try self.account(id) else {
      preconditionFailure("A grant on an account is used in the transaction that gave it.")
    }
    return account
  }

  /// The account of the person that a grant was given to.
  func actorAccount(of grant: borrowing Grant) throws(Failure) -> Account {
    guard let id = grant.subject.person?.account, let account = try self.account(id) else {
      preconditionFailure("A grant to a person is used in the transaction that gave it.")
    }
    return account
  }
}
