/// What kinds of rows a transaction has changed, for those who act on it once it is committed.
public struct StoreChanges: OptionSet, Hashable, Sendable {
  /// One bit for each kind.
  public let rawValue: UInt8

  /// A set from its bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// What sessions stand on may be another: sessions, accounts, roles, the store's epoch.
  public static let standings = StoreChanges(rawValue: 1)
  /// Mail was queued, or queued again, and is due now.
  public static let mailQueued = StoreChanges(rawValue: 2)
}
