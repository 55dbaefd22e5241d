import LatchkeyBase

/// Agents, as other agents see and change them.
public enum Agents {
  /// Looks one agent up.
  public struct GetAgent: RequestMessage {
    static let declaration = Declaration(
      701, Self.self, answer: AgentDetails.self, audit: .agentRead)

    /// Which agent.
    public var agent: AccountReference
  }

  /// Lists agents by id, page by page.
  public struct ListAgents: RequestMessage {
    static let declaration = Declaration(702, Self.self, audit: .agentRead)

    /// A page of agents.
    public struct Response: Message {
      /// One page.
      public var agents: [AgentDetails]
      /// What to ask with next. Absent: this was the last page.
      public var nextAfterID: Int64?
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int = 100
    /// The last id of the page before.
    public var afterID: Int64?
    /// Only those with this in a name or an address.
    public var search: String?
  }
}
