/// How the service is, at a moment.
public struct HealthView: Message {
  /// In a word.
  public var status: HealthStatus
  /// What is wrong, for operators.
  public var detail: String?
}
