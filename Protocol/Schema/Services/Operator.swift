public import LatchkeyBase

/// What only root on the host can do.
public enum Operator {
  /// Creates the Account Administrator. Once.
  public struct Bootstrap: RequestMessage {
    static let declaration = Declaration(
      1401, Self.self, [.mutation, .sensitive], deadline: .hashing, answer: AgentDetails.self,
      audit: .bootstrapped)

    /// The name that people read.
    public var displayName: String
    /// The primary address.
    public var email: String
    /// A second way to name oneself at sign-in.
    public var loginName: String?
    /// The policy applies.
    public var password: Secret
  }
}
