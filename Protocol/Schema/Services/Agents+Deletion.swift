import LatchkeyBase

/// Agents who leave.
extension Agents {
  /// Makes a contact of an agent. Roles, sessions, links and the password are gone.
  public struct DeleteAgent: RequestMessage {
    static let declaration = Declaration(
      707, Self.self, [.mutation], answer: ContactDetails.self, audit: .agentDeleted)

    /// Which agent.
    public var agent: AccountReference
    /// Must be true: it cannot be undone.
    public var confirmed: Bool
  }
}
