public import LatchkeyBase
public import LatchkeyDomain

/// A contact with what its row alone does not say.
public struct ContactView: Sendable {
  /// The contact.
  public let account: Account
  /// Whether another contact has the same primary address: then it identifies no account.
  public let isEmailShared: Bool
  /// When this was read: the status label depends on it.
  public let at: Timestamp
  /// That its address counts as undeliverable, if it does. The contact is told nothing of it.
  public let undeliverable: AddressTrouble?
}

extension StoreReading {
  /// A contact with what its row alone does not say.
  func contactView(_ account: Account, at now: Timestamp) throws(Failure) -> ContactView {
    ContactView(
      account: account, isEmailShared: try self.isPrimaryEmailShared(of: account), at: now,
      undeliverable: try self.undeliverable(account.id))
  }
}
