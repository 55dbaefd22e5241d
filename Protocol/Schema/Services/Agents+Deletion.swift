/// Agents who leave.
extension Agents {
  /// Makes a contact of an agent. Roles, sessions, links and the password are gone.
  public struct DeleteAgent: RequestMessage {
    /// What comes back.
    public typealias Response = ContactDetails

    /// Which agent.
    public var agent: AccountReference
    /// Must be true: it cannot be undone.
    public var confirmed: Bool

    enum CodingKeys: Int, CodingKey {
      case agent = 1
      case confirmed = 2
    }

    /// `Agents.DeleteAgent`, number 707.
    public static var method: Method { .agentsDeleteAgent }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference, confirmed: Bool) {
      self.agent = agent
      self.confirmed = confirmed
    }
  }
}
