/// What died.
public struct RevocationKind: Vocabulary {
  /// One session.
  public static let session = Self(rawValue: "session")
  /// Everything of one account below an epoch.
  public static let account = Self(rawValue: "account")
  /// Every session there is: the database was restored, the keys were lost, or the watcher fell too
  /// far behind.
  public static let everything = Self(rawValue: "everything")
  /// Nothing: the first message, whose cursor says from where on nothing is missed.
  public static let start = Self(rawValue: "start")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
