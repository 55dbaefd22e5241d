/// Copies of roles, and what roles lead to.
extension Roles {
  /// Makes a copy of a role under another name. Copies of built-in roles can be changed.
  public struct CloneRole: RequestMessage {
    /// What comes back.
    public typealias Response = RoleDetails

    /// Number of the role.
    public var id: Int64
    /// The name of the copy.
    public var name: String

    enum CodingKeys: Int, CodingKey {
      case id = 1
      case name = 2
    }

    /// `Roles.CloneRole`, number 1005.
    public static var method: Method { .rolesCloneRole }

    /// All fields, in the order of their keys.
    public init(id: Int64, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// Says whether an agent may call a method on a target, and which check decides.
  public struct ExplainAccess: RequestMessage {
    /// The decision and how it came about.
    public struct Response: Message {
      /// Whether the call would be carried out, apart from what only the request itself can show.
      public var isAllowed: Bool
      /// The reason that the caller would hear.
      public var reason: String?
      /// The permissions that are missing.
      public var missingPermissions: [PermissionName]
      /// Every check in its order, up to the one that decides.
      public var steps: [AccessStep]
      /// What to do next, in a sentence.
      public var advice: String

      enum CodingKeys: Int, CodingKey {
        case isAllowed = 1
        case reason = 2
        case missingPermissions = 3
        case steps = 4
        case advice = 5
      }

      /// All fields, in the order of their keys.
      public init(
        isAllowed: Bool, reason: String? = nil, missingPermissions: [PermissionName],
        steps: [AccessStep], advice: String
      ) {
        self.isAllowed = isAllowed
        self.reason = reason
        self.missingPermissions = missingPermissions
        self.steps = steps
        self.advice = advice
      }
    }

    /// Who would call.
    public var agent: AccountReference
    /// What would be called, for instance `Agents.SetPassword`.
    public var method: String
    /// On whom.
    public var target: AccountReference?
    /// Whose address or name it is. Needed unless the target is named by number.
    public var targetPopulation: PopulationName?
    /// Or on which role.
    public var targetRoleID: Int64?
    /// Through which service, by its name. Absent: the one that asks.
    public var principal: String?

    enum CodingKeys: Int, CodingKey {
      case agent = 1
      case method = 2
      case target = 3
      case targetPopulation = 4
      case targetRoleID = 5
      case principal = 6
    }

    /// `Roles.ExplainAccess`, number 1007.
    public static var method: Method { .rolesExplainAccess }

    /// All fields, in the order of their keys.
    public init(
      agent: AccountReference, method: String, target: AccountReference? = nil,
      targetPopulation: PopulationName? = nil, targetRoleID: Int64? = nil, principal: String? = nil
    ) {
      self.agent = agent
      self.method = method
      self.target = target
      self.targetPopulation = targetPopulation
      self.targetRoleID = targetRoleID
      self.principal = principal
    }
  }
}
