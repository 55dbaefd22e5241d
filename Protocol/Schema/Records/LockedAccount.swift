public import LatchkeyBase

/// An account that cannot sign in, and why.
public struct LockedAccount: Message {
  /// Number of the account.
  public var id: Int64
  /// Customer or staff.
  public var population: PopulationName
  /// The name that people read.
  public var displayName: String
  /// The lock.
  public var lock: LockView
  /// Since when.
  public var since: Timestamp?
  /// How many wrong passwords led to an automatic lock.
  public var attempts: Int?
  /// Who locked it, where a person did.
  public var lockedBy: AccountSummary?
}
