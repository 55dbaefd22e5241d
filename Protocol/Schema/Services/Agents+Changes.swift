import LatchkeyBase

/// What changes an agent, other than its password.
extension Agents {
  /// Adds an agent, without a password.
  public struct CreateAgent: RequestMessage {
    static let declaration = Declaration(
      703, Self.self, [.mutation], answer: AgentDetails.self, audit: .agentCreated)

    /// The name that people read.
    public var displayName: String
    /// The primary address; must not be in use.
    public var email: String
    /// A second way to name oneself at sign-in.
    public var loginName: String?
    /// Telephone number.
    public var phone: String?
    /// Language of mails, as a BCP 47 tag.
    public var locale: String?
    /// Roles to hold; only those whose permissions the actor has.
    public var roleIDs: [Int64]
    /// An activation link is mailed.
    public var sendInvitation: Bool
  }

  /// Changes what is given; the rest stays. An empty text removes a login name or a phone
  /// number.
  public struct UpdateAgent: RequestMessage {
    static let declaration = Declaration(
      704, Self.self, [.mutation], answer: AgentDetails.self, audit: .agentUpdated)

    /// Which agent.
    public var agent: AccountReference
    /// The name that people read.
    public var displayName: String?
    /// All addresses, the primary one first.
    public var emails: [String]?
    /// Login name.
    public var loginName: String?
    /// Telephone number.
    public var phone: String?
    /// Language of mails.
    public var locale: String?
    /// The revision that the caller saw; another one in force refuses the call with
    /// `CONCURRENT_CHANGE`.
    public var revision: Int64?
  }

  /// Ends sign-in, sessions and links of an agent; nothing is deleted.
  public struct DeactivateAgent: RequestMessage {
    static let declaration = Declaration(
      705, Self.self, [.mutation], answer: AgentDetails.self, audit: .agentDeactivated)

    /// Which agent.
    public var agent: AccountReference
    /// For the audit.
    public var reason: String?
  }

  /// Lets an agent back in, by a new invitation.
  public struct ReactivateAgent: RequestMessage {
    static let declaration = Declaration(
      706, Self.self, [.mutation], answer: AgentDetails.self, audit: .agentReactivated)

    /// Which agent.
    public var agent: AccountReference
  }

  /// Replaces the roles of an agent.
  public struct SetRoles: RequestMessage {
    static let declaration = Declaration(
      709, Self.self, [.mutation], answer: AgentDetails.self, audit: .agentRolesSet)

    /// Which agent.
    public var agent: AccountReference
    /// All roles to hold from now on.
    public var roleIDs: [Int64]
  }

  /// Hands the Account Administrator over. Only that person can.
  public struct TransferAccountAdministrator: RequestMessage {
    static let declaration = Declaration(
      712, Self.self, [.mutation], answer: AgentDetails.self,
      audit: .accountAdministratorTransferred)

    /// Which agent.
    public var agent: AccountReference
  }
}
