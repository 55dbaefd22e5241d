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

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case population = 2
    case displayName = 3
    case lock = 4
  }

  /// All fields, in the order of their keys.
  public init(id: Int64, population: PopulationName, displayName: String, lock: LockView) {
    self.id = id
    self.population = population
    self.displayName = displayName
    self.lock = lock
  }
}
