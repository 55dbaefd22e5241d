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

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case population = 2
    case displayName = 3
    case lock = 4
    case since = 5
    case attempts = 6
    case lockedBy = 7
  }

  /// All fields, in the order of their keys.
  public init(
    id: Int64, population: PopulationName, displayName: String, lock: LockView,
    since: Timestamp? = nil, attempts: Int? = nil, lockedBy: AccountSummary? = nil
  ) {
    self.id = id
    self.population = population
    self.displayName = displayName
    self.lock = lock
    self.since = since
    self.attempts = attempts
    self.lockedBy = lockedBy
  }
}
