/// Who locked an account.
public struct LockKind: Vocabulary {
  /// Too many wrong passwords; ends by itself.
  public static let automatic = Self(rawValue: "automatic")
  /// An administrator; stays.
  public static let administrative = Self(rawValue: "administrative")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
