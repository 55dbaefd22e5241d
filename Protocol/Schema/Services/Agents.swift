/// Agents, as other agents see and change them.
public enum Agents {
  /// Looks one agent up.
  public struct GetAgent: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

    /// Which agent.
    public var agent: AccountReference

    enum CodingKeys: Int, CodingKey {
      case agent = 1
    }

    /// `Agents.GetAgent`, number 701.
    public static var method: Method { .agentsGetAgent }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference) {
      self.agent = agent
    }
  }

  /// Lists agents by id, page by page.
  public struct ListAgents: RequestMessage {
    /// A page of agents.
    public struct Response: Message {
      /// One page.
      public var agents: [AgentDetails]
      /// What to ask with next. Absent: this was the last page.
      public var nextAfterID: Int64?

      enum CodingKeys: Int, CodingKey {
        case agents = 1
        case nextAfterID = 2
      }

      /// All fields, in the order of their keys.
      public init(agents: [AgentDetails], nextAfterID: Int64? = nil) {
        self.agents = agents
        self.nextAfterID = nextAfterID
      }
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int
    /// The last id of the page before.
    public var afterID: Int64?
    /// Only those with this in a name or an address.
    public var search: String?

    enum CodingKeys: Int, CodingKey {
      case limit = 1
      case afterID = 2
      case search = 3
    }

    /// `Agents.ListAgents`, number 702.
    public static var method: Method { .agentsListAgents }

    /// All fields, in the order of their keys.
    public init(limit: Int, afterID: Int64? = nil, search: String? = nil) {
      self.limit = limit
      self.afterID = afterID
      self.search = search
    }
  }
}
