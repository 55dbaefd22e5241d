/// Roles: named sets of permissions.
public enum Roles {
  /// Lists all roles.
  public struct ListRoles: EmptyMessage, RequestMessage {
    /// All roles.
    public struct Response: Message {
      /// All roles, by id.
      public var roles: [RoleDetails]

      enum CodingKeys: Int, CodingKey {
        case roles = 1
      }

      /// All fields, in the order of their keys.
      public init(roles: [RoleDetails]) {
        self.roles = roles
      }
    }

    /// `Roles.ListRoles`, number 1001.
    public static var method: Method { .rolesListRoles }

    /// Nothing to say.
    public init() {}
  }

  /// Looks one role up.
  public struct GetRole: RequestMessage {
    /// What comes back.
    public typealias Response = RoleDetails

    /// Number of the role.
    public var id: Int64

    enum CodingKeys: Int, CodingKey {
      case id = 1
    }

    /// `Roles.GetRole`, number 1002.
    public static var method: Method { .rolesGetRole }

    /// All fields, in the order of their keys.
    public init(id: Int64) {
      self.id = id
    }
  }

  /// Adds a role.
  public struct CreateRole: RequestMessage {
    /// What comes back.
    public typealias Response = RoleDetails

    /// Its name; must not be in use.
    public var name: String
    /// Only what the actor has.
    public var permissions: [PermissionName]

    enum CodingKeys: Int, CodingKey {
      case name = 1
      case permissions = 2
    }

    /// `Roles.CreateRole`, number 1003.
    public static var method: Method { .rolesCreateRole }

    /// All fields, in the order of their keys.
    public init(name: String, permissions: [PermissionName]) {
      self.name = name
      self.permissions = permissions
    }
  }

  /// Changes what is given; takes effect with the next call of every member.
  public struct UpdateRole: RequestMessage {
    /// What comes back.
    public typealias Response = RoleDetails

    /// Number of the role.
    public var id: Int64
    /// A new name.
    public var name: String?
    /// All permissions from now on.
    public var permissions: [PermissionName]?
    /// The revision that the caller saw.
    public var revision: Int64?

    enum CodingKeys: Int, CodingKey {
      case id = 1
      case name = 2
      case permissions = 3
      case revision = 4
    }

    /// `Roles.UpdateRole`, number 1004.
    public static var method: Method { .rolesUpdateRole }

    /// All fields, in the order of their keys.
    public init(
      id: Int64, name: String? = nil, permissions: [PermissionName]? = nil, revision: Int64? = nil
    ) {
      self.id = id
      self.name = name
      self.permissions = permissions
      self.revision = revision
    }
  }

  /// Deletes a role. While it has members, another role must take them.
  public struct DeleteRole: RequestMessage {
    /// The role is gone.
    public struct Response: Message {
      /// How many agents changed over.
      public var reassigned: Int

      enum CodingKeys: Int, CodingKey {
        case reassigned = 1
      }

      /// All fields, in the order of their keys.
      public init(reassigned: Int) {
        self.reassigned = reassigned
      }
    }

    /// Number of the role.
    public var id: Int64
    /// The role that its members get instead.
    public var reassignToID: Int64?

    enum CodingKeys: Int, CodingKey {
      case id = 1
      case reassignToID = 2
    }

    /// `Roles.DeleteRole`, number 1006.
    public static var method: Method { .rolesDeleteRole }

    /// All fields, in the order of their keys.
    public init(id: Int64, reassignToID: Int64? = nil) {
      self.id = id
      self.reassignToID = reassignToID
    }
  }
}
