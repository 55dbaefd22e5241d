/// How the service is, at a moment.
public struct HealthView: Message {
  /// In a word.
  public var status: HealthStatus
  /// What is wrong, for operators.
  public var detail: String?

  enum CodingKeys: Int, CodingKey {
    case status = 1
    case detail = 2
  }

  /// All fields, in the order of their keys.
  public init(
    status: HealthStatus, detail: String? = nil
  ) {
    self.status = status
    self.detail = detail
  }
}
