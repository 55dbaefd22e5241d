import LatchkeyBase
import LatchkeySchema

/// Roles and permissions as lines for people.
enum RoleText {
  static func table(_ roles: [RoleDetails]) -> [String] {
    Layout.table(
      ["ID", "NAME", "MEMBERS", "PERMISSIONS"],
      roles.map { role in
        [
          "\(role.id)", role.name, "\(role.memberCount)", Self.permissions(role.permissions),
        ]
      })
  }

  static func card(_ role: RoleDetails) -> [String] {
    Layout.card(
      "\(role.name) · role \(role.id)",
      [
        ("permits", Self.permissions(role.permissions)), ("members", "\(role.memberCount)"),
        ("built in", role.isBuiltIn ? "yes" : nil), ("revision", "\(role.revision)"),
      ])
  }

  /// The labels of permissions. Super Admin implies all others, and stands alone.
  static func permissions(_ permissions: [PermissionName]) -> String {
    if permissions.contains(where: { $0.permission == .superAdmin }) {
      return "everything (Super Admin)"
    }
    return permissions.isEmpty ? "nothing" : permissions.map(\.label).joined(separator: ", ")
  }
}
