public import LatchkeyBase
public import LatchkeyDomain

/// An agent with the names of its roles.
public struct AgentView: Sendable {
  /// The agent.
  public let account: Account
  /// Its roles, ascending by id.
  public let roles: [Role]
  /// When this was read: the status label depends on it.
  public let at: Timestamp
  /// That its address counts as undeliverable, if it does.
  public let undeliverable: AddressTrouble?
}

extension StoreReading {
  /// An agent with its roles.
  func agentView(_ account: Account, at now: Timestamp) throws(Failure) -> AgentView {
    var roles: [Role] = []
    for id in account.roles {
      if let role = try self.role(id) { roles.append(role) }
    }
    return AgentView(
      account: account, roles: roles, at: now, undeliverable: try self.undeliverable(account.id))
  }

  /// An agent as it is stored now, with its roles.
  func storedAgentView(_ id: AccountID, at now: Timestamp) throws(Failure) -> AgentView {
    guard let stored = try self.account(id) else { throw .store(.changedMeanwhile) }
    return try self.agentView(stored, at: now)
  }

  /// That an account's address counts as undeliverable, if it does.
  func undeliverable(_ account: AccountID) throws(Failure) -> AddressTrouble? {
    guard let trouble = try self.addressTrouble(of: account), trouble.markedAt != nil else {
      return nil
    }
    return trouble
  }
}
