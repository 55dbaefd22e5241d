/// What changes an agent, other than its password.
extension Agents {
  /// Adds an agent, without a password.
  public struct CreateAgent: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

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

    enum CodingKeys: Int, CodingKey {
      case displayName = 1
      case email = 2
      case loginName = 3
      case phone = 4
      case locale = 5
      case roleIDs = 6
      case sendInvitation = 7
    }

    /// `Agents.CreateAgent`, number 703.
    public static var method: Method { .agentsCreateAgent }

    /// All fields, in the order of their keys.
    public init(
      displayName: String, email: String, loginName: String? = nil, phone: String? = nil,
      locale: String? = nil, roleIDs: [Int64], sendInvitation: Bool
    ) {
      self.displayName = displayName
      self.email = email
      self.loginName = loginName
      self.phone = phone
      self.locale = locale
      self.roleIDs = roleIDs
      self.sendInvitation = sendInvitation
    }
  }

  /// Changes what is given; the rest stays. An empty text removes a login name or a phone
  /// number.
  public struct UpdateAgent: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

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

    enum CodingKeys: Int, CodingKey {
      case agent = 1
      case displayName = 2
      case emails = 3
      case loginName = 4
      case phone = 5
      case locale = 6
      case revision = 7
    }

    /// `Agents.UpdateAgent`, number 704.
    public static var method: Method { .agentsUpdateAgent }

    /// All fields, in the order of their keys.
    public init(
      agent: AccountReference, displayName: String? = nil, emails: [String]? = nil,
      loginName: String? = nil, phone: String? = nil, locale: String? = nil, revision: Int64? = nil
    ) {
      self.agent = agent
      self.displayName = displayName
      self.emails = emails
      self.loginName = loginName
      self.phone = phone
      self.locale = locale
      self.revision = revision
    }
  }

  /// Ends sign-in, sessions and links of an agent; nothing is deleted.
  public struct DeactivateAgent: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

    /// Which agent.
    public var agent: AccountReference
    /// For the audit.
    public var reason: String?

    enum CodingKeys: Int, CodingKey {
      case agent = 1
      case reason = 2
    }

    /// `Agents.DeactivateAgent`, number 705.
    public static var method: Method { .agentsDeactivateAgent }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference, reason: String? = nil) {
      self.agent = agent
      self.reason = reason
    }
  }

  /// Lets an agent back in, by a new invitation.
  public struct ReactivateAgent: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

    /// Which agent.
    public var agent: AccountReference

    enum CodingKeys: Int, CodingKey {
      case agent = 1
    }

    /// `Agents.ReactivateAgent`, number 706.
    public static var method: Method { .agentsReactivateAgent }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference) {
      self.agent = agent
    }
  }

  /// Replaces the roles of an agent.
  public struct SetRoles: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

    /// Which agent.
    public var agent: AccountReference
    /// All roles to hold from now on.
    public var roleIDs: [Int64]

    enum CodingKeys: Int, CodingKey {
      case agent = 1
      case roleIDs = 2
    }

    /// `Agents.SetRoles`, number 709.
    public static var method: Method { .agentsSetRoles }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference, roleIDs: [Int64]) {
      self.agent = agent
      self.roleIDs = roleIDs
    }
  }

  /// Hands the Account Administrator over. Only that person can.
  public struct TransferAccountAdministrator: RequestMessage {
    /// What comes back.
    public typealias Response = AgentDetails

    /// Which agent.
    public var agent: AccountReference

    enum CodingKeys: Int, CodingKey {
      case agent = 1
    }

    /// `Agents.TransferAccountAdministrator`, number 712.
    public static var method: Method { .agentsTransferAccountAdministrator }

    /// All fields, in the order of their keys.
    public init(agent: AccountReference) {
      self.agent = agent
    }
  }
}
