import LatchkeyBase

/// Roles: named sets of permissions.
public enum Roles {
  /// Lists all roles.
  public struct ListRoles: RequestMessage {
    static let declaration = Declaration(1001, Self.self, audit: .roleRead)

    /// All roles.
    public struct Response: Message {
      /// All roles, by id.
      public var roles: [RoleDetails]
    }
  }

  /// Looks one role up.
  public struct GetRole: RequestMessage {
    static let declaration = Declaration(
      1002, Self.self, answer: RoleDetails.self, audit: .roleRead)

    /// Number of the role.
    public var id: Int64
  }

  /// Adds a role.
  public struct CreateRole: RequestMessage {
    static let declaration = Declaration(
      1003, Self.self, [.mutation], answer: RoleDetails.self, audit: .roleCreated)

    /// Its name; must not be in use.
    public var name: String
    /// Only what the actor has.
    public var permissions: [PermissionName]
  }

  /// Changes what is given; takes effect with the next call of every member.
  public struct UpdateRole: RequestMessage {
    static let declaration = Declaration(
      1004, Self.self, [.mutation], answer: RoleDetails.self, audit: .roleUpdated)

    /// Number of the role.
    public var id: Int64
    /// A new name.
    public var name: String?
    /// All permissions from now on.
    public var permissions: [PermissionName]?
    /// The revision that the caller saw.
    public var revision: Int64?
  }

  /// Deletes a role. While it has members, another role must take them.
  public struct DeleteRole: RequestMessage {
    static let declaration = Declaration(1006, Self.self, [.mutation], audit: .roleDeleted)

    /// The role is gone.
    public struct Response: Message {
      /// How many agents changed over.
      public var reassigned: Int
    }

    /// Number of the role.
    public var id: Int64
    /// The role that its members get instead.
    public var reassignToID: Int64?
  }
}
