/// Who an account is, in the fewest words.
public struct AccountSummary: Message {
  /// Number of the account; never given to another.
  public var id: Int64
  /// Customers or staff: one person may have an account in each.
  public var population: PopulationName
  /// The name that people read.
  public var displayName: String
}
