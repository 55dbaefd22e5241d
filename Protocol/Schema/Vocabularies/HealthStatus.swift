/// How the service is.
public struct HealthStatus: Vocabulary {
  /// All is well.
  public static let serving = Self(rawValue: "serving")
  /// It is about to stop: no new calls, please.
  public static let draining = Self(rawValue: "draining")
  /// It answers, but something is wrong.
  public static let degraded = Self(rawValue: "degraded")

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
