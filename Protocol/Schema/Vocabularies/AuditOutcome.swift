/// What came of an attempt.
public struct AuditOutcome: Vocabulary {
  /// It was done.
  public static let done = Self(rawValue: "done")
  /// It was refused, and nothing changed.
  public static let refused = Self(rawValue: "refused")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
