public import LatchkeyBase

/// A named set of permissions that agents hold.
public struct Role: Hashable, Sendable {
  /// Which role.
  public let id: RoleID
  /// Its name, unique without regard to ASCII case. 1 to 64 visible characters.
  public var name: String
  /// What it allows.
  public var permissions: PermissionSet
  /// Built-in roles can neither be changed nor deleted.
  public let isBuiltIn: Bool
  /// Grows by one with every change.
  public var revision: Int64

  /// A role as the store holds it.
  public init(
    id: RoleID, name: String, permissions: PermissionSet, isBuiltIn: Bool, revision: Int64
  ) {
    self.id = id
    self.name = name
    self.permissions = permissions
    self.isBuiltIn = isBuiltIn
    self.revision = revision
  }

  /// Checks the name of a role.
  /// - Throws: ``FieldError`` when it is empty, longer than 64 characters or has invisible ones.
  public static func checkedName(_ text: String) throws(FieldError) -> String {
    guard text.contains(where: { !$0.isWhitespace }), text.count <= 64, text.utf8.count <= 256,
      text.unicodeScalars.allSatisfy(TextRules.isVisible)
    else {
      throw FieldError(
        field: "name", problem: "The name of a role has 1 to 64 visible characters.")
    }
    return text
  }

  /// The form in which names of roles are compared: ASCII letters small.
  public static func comparable(_ name: String) -> String {
    TextRules.asciiLowercased(name)
  }

  /// The roles that every desk starts with: name and permissions.
  public static let builtIn: [(name: String, permissions: PermissionSet)] = [
    ("Administrator", .everything),
    (
      "Supervisor",
      PermissionSet([
        .viewAgents, .viewContacts, .manageContacts, .manageContactPassword, .unlockAccounts,
        .viewAudit,
      ])
    ),
    ("Agent", PermissionSet([.viewAgents, .viewContacts, .manageContacts])),
  ]
}
