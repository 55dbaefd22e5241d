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
}
