/// One check on the way to a decision about access.
public struct AccessStep: Message {
  /// Which check: `scope`, `session`, `permission`, `target`, `owner`, `other`, `rank`,
  /// `population`, `grant`, `step_up`, `precondition`.
  public var check: String
  /// Whether it was passed.
  public var passed: Bool
  /// The reason that the caller would hear, when it was not.
  public var reason: String?
  /// What was compared, in words.
  public var detail: String

  enum CodingKeys: Int, CodingKey {
    case check = 1
    case passed = 2
    case reason = 3
    case detail = 4
  }

  /// All fields, in the order of their keys.
  public init(check: String, passed: Bool, reason: String? = nil, detail: String) {
    self.check = check
    self.passed = passed
    self.reason = reason
    self.detail = detail
  }
}
