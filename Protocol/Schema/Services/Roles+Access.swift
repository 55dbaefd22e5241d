import LatchkeyBase

/// Copies of roles, and what roles lead to.
extension Roles {
  /// Makes a copy of a role under another name. Copies of built-in roles can be changed.
  public struct CloneRole: RequestMessage {
    static let declaration = Declaration(
      1005, Self.self, [.mutation], answer: RoleDetails.self, audit: .roleCloned)

    /// Number of the role.
    public var id: Int64
    /// The name of the copy.
    public var name: String
  }

  /// Says whether an agent may call a method on a target, and which check decides.
  public struct ExplainAccess: RequestMessage {
    static let declaration = Declaration(1007, Self.self, audit: .accessExplained)

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
  }
}
