/// Who an account is, in the fewest words.
public struct AccountSummary: Message {
  /// Number of the account; never given to another.
  public var id: Int64
  /// Customers or staff: one person may have an account in each.
  public var population: PopulationName
  /// The name that people read.
  public var displayName: String

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case population = 2
    case displayName = 3
  }

  /// All fields, in the order of their keys.
  public init(id: Int64, population: PopulationName, displayName: String) {
    self.id = id
    self.population = population
    self.displayName = displayName
  }
}
