/// One thing that a role may allow.
public enum Permission: UInt8, CaseIterable, Hashable, Sendable {
  /// Everything below, and setting a contact's password. Not what is reserved for the Account
  /// Administrator.
  case superAdmin = 0
  /// Create, change, deactivate and invite agents.
  case manageAgents = 1
  /// With ``manageAgents``: set or reset another agent's password (S2.5).
  case manageAgentPassword = 2
  /// Read agents.
  case viewAgents = 3
  /// Create, change and delete roles.
  case manageRoles = 4
  /// Read contacts.
  case viewContacts = 5
  /// Create, change, merge and deactivate contacts.
  case manageContacts = 6
  /// Reset links and temporary passwords of contacts.
  case manageContactPassword = 7
  /// Lift locks.
  case unlockAccounts = 8
  /// List and end other people's sessions.
  case manageSessions = 9
  /// Reset second factors.
  case manageMFA = 10
  /// Change security settings.
  case manageSecurity = 11
  /// Change mail settings and texts, see the outbox.
  case manageEmail = 12
  /// Read the audit.
  case viewAudit = 13
  /// Take the audit away as a file.
  case exportAudit = 14

  /// The name in roles and texts, as people read it.
  public var label: String {
    switch self {
    case .superAdmin: "Super Admin"
    case .manageAgents: "Manage Agents"
    case .manageAgentPassword: "Manage Agent Password"
    case .viewAgents: "View Agents"
    case .manageRoles: "Manage Roles"
    case .viewContacts: "View Contacts"
    case .manageContacts: "Manage Contacts"
    case .manageContactPassword: "Manage Contact Password"
    case .unlockAccounts: "Unlock Accounts"
    case .manageSessions: "Manage Sessions"
    case .manageMFA: "Manage MFA"
    case .manageSecurity: "Manage Security"
    case .manageEmail: "Manage Email"
    case .viewAudit: "View Audit"
    case .exportAudit: "Export Audit"
    }
  }

  /// The name in requests and files: "manage_agent_password".
  public var name: String {
    switch self {
    case .superAdmin: "super_admin"
    case .manageAgents: "manage_agents"
    case .manageAgentPassword: "manage_agent_password"
    case .viewAgents: "view_agents"
    case .manageRoles: "manage_roles"
    case .viewContacts: "view_contacts"
    case .manageContacts: "manage_contacts"
    case .manageContactPassword: "manage_contact_password"
    case .unlockAccounts: "unlock_accounts"
    case .manageSessions: "manage_sessions"
    case .manageMFA: "manage_mfa"
    case .manageSecurity: "manage_security"
    case .manageEmail: "manage_email"
    case .viewAudit: "view_audit"
    case .exportAudit: "export_audit"
    }
  }
}

/// A set of permissions, as roles hold it.
public struct PermissionSet: OptionSet, Hashable, Sendable {
  /// One bit for each permission, at the place of its raw value.
  public let rawValue: UInt32

  /// The set with these bits. Bits without a permission are dropped, so that a file from a newer
  /// version never grants more than is known here.
  public init(rawValue: UInt32) {
    let known = Permission.allCases.reduce(into: UInt32(0)) { $0 |= 1 << UInt32($1.rawValue) }
    self.rawValue = rawValue & known
  }

  /// The set of these permissions.
  public init(_ permissions: some Sequence<Permission>) {
    self.init(rawValue: permissions.reduce(0) { $0 | 1 << UInt32($1.rawValue) })
  }

  /// Every permission.
  public static let everything = Self(Permission.allCases)

  /// Whether it grants the permission; Super Admin grants all.
  public func grants(_ permission: Permission) -> Bool {
    self.has(.superAdmin) || self.has(permission)
  }

  /// Whether it grants all that the other set grants: the containment rule (D9).
  public func covers(_ other: Self) -> Bool {
    self.has(.superAdmin) || self.isSuperset(of: other)
  }

  /// The permissions in it, in their fixed order.
  public var permissions: [Permission] { Permission.allCases.filter(self.has) }

  private func has(_ permission: Permission) -> Bool {
    self.rawValue & 1 << UInt32(permission.rawValue) != 0
  }
}

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
