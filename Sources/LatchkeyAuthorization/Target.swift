public import LatchkeyBase
public import LatchkeyDomain

/// What a call acts upon, with the facts that guards ask for.
public enum Target: Hashable, Sendable {
  /// Nothing in particular, or the subject itself.
  case none
  /// What the call named is not there.
  case missing
  /// One account.
  case account(AccountFacts)
  /// One role.
  case role(RoleFacts)

  /// Facts of an account that guards ask for.
  public struct AccountFacts: Hashable, Sendable {
    /// Which account.
    public var id: AccountID
    /// Contact or agent.
    public var population: Population
    /// What its roles grant together; everything for the Account Administrator.
    public var permissions: PermissionSet
    /// Whether it is the Account Administrator's.
    public var isAccountAdministrator: Bool

    /// Facts of an account.
    public init(
      id: AccountID, population: Population, permissions: PermissionSet,
      isAccountAdministrator: Bool
    ) {
      self.id = id
      self.population = population
      self.permissions = permissions
      self.isAccountAdministrator = isAccountAdministrator
    }
  }

  /// Facts of a role that guards ask for.
  public struct RoleFacts: Hashable, Sendable {
    /// Which role.
    public var id: RoleID
    /// What it grants.
    public var permissions: PermissionSet

    /// Facts of a role.
    public init(id: RoleID, permissions: PermissionSet) {
      self.id = id
      self.permissions = permissions
    }
  }

  /// The account, if the target is one.
  public var accountID: AccountID? {
    if case .account(let facts) = self { facts.id } else { nil }
  }
}
