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
}
