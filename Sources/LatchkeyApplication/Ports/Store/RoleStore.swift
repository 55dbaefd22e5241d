public import LatchkeyBase
public import LatchkeyDomain

/// Reads roles and the agents who hold them.
public protocol RoleReading {
  /// One role.
  func role(_ id: RoleID) throws(Failure) -> Role?
  /// Every role by ascending id, with the number of agents who hold it.
  func roles() throws(Failure) -> [(role: Role, members: Int)]
  /// The agents who hold a role, by ascending id.
  func members(of role: RoleID) throws(Failure) -> [AccountID]
}

/// Changes roles. Which agent holds which one is part of the account.
public protocol RoleWriting: RoleReading {
  /// Adds a role and returns its id.
  func insertRole(
    name: String, permissions: PermissionSet, isBuiltIn: Bool
  ) throws(Failure) -> RoleID
  /// Stores a role as it is now. Its revision must be the stored one, and grows by one.
  ///
  /// - Throws: ``StoreError/changedMeanwhile`` when the stored revision is another.
  func update(_ role: Role) throws(Failure)
  /// Removes a role that no agent holds.
  func deleteRole(_ id: RoleID) throws(Failure)
}
