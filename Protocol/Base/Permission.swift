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

  /// The name in roles and texts, as people read it: "Manage Agent Password".
  public var label: String { self.row.label }

  /// The name in requests and files: "manage_agent_password".
  public var name: String { self.row.name }

  /// All that is said of each permission.
  private var row: (name: String, label: String) {
    switch self {
    case .superAdmin: ("super_admin", "Super Admin")
    case .manageAgents: ("manage_agents", "Manage Agents")
    case .manageAgentPassword: ("manage_agent_password", "Manage Agent Password")
    case .viewAgents: ("view_agents", "View Agents")
    case .manageRoles: ("manage_roles", "Manage Roles")
    case .viewContacts: ("view_contacts", "View Contacts")
    case .manageContacts: ("manage_contacts", "Manage Contacts")
    case .manageContactPassword: ("manage_contact_password", "Manage Contact Password")
    case .unlockAccounts: ("unlock_accounts", "Unlock Accounts")
    case .manageSessions: ("manage_sessions", "Manage Sessions")
    case .manageMFA: ("manage_mfa", "Manage MFA")
    case .manageSecurity: ("manage_security", "Manage Security")
    case .manageEmail: ("manage_email", "Manage Email")
    case .viewAudit: ("view_audit", "View Audit")
    case .exportAudit: ("export_audit", "Export Audit")
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
