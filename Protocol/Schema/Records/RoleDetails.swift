/// A role with what it permits.
public struct RoleDetails: Message {
  /// Number of the role.
  public var id: Int64
  /// Its name, unique.
  public var name: String
  /// What its members may do.
  public var permissions: [PermissionName]
  /// Built-in roles can be neither changed nor deleted.
  public var isBuiltIn: Bool
  /// How many agents hold it.
  public var memberCount: Int
  /// Grows with every change.
  public var revision: Int64

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case name = 2
    case permissions = 3
    case isBuiltIn = 4
    case memberCount = 5
    case revision = 6
  }

  /// All fields, in the order of their keys.
  public init(
    id: Int64, name: String, permissions: [PermissionName], isBuiltIn: Bool, memberCount: Int,
    revision: Int64
  ) {
    self.id = id
    self.name = name
    self.permissions = permissions
    self.isBuiltIn = isBuiltIn
    self.memberCount = memberCount
    self.revision = revision
  }
}
