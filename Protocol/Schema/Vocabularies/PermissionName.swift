/// What a role may permit.
public struct PermissionName: Vocabulary {
  /// Implies every other, but not what is reserved for the Account Administrator.
  public static let superAdmin = Self(rawValue: "super_admin")
  /// Add, change, invite and deactivate agents.
  public static let manageAgents = Self(rawValue: "manage_agents")
  /// With `manage_agents`: reset and set the passwords of other agents.
  public static let manageAgentPassword = Self(rawValue: "manage_agent_password")
  /// See agents and roles.
  public static let viewAgents = Self(rawValue: "view_agents")
  /// Add, change and delete roles.
  public static let manageRoles = Self(rawValue: "manage_roles")
  /// See contacts.
  public static let viewContacts = Self(rawValue: "view_contacts")
  /// Add and change contacts.
  public static let manageContacts = Self(rawValue: "manage_contacts")
  /// Send links and issue temporary passwords to contacts.
  public static let manageContactPassword = Self(rawValue: "manage_contact_password")
  /// See and lift locks.
  public static let unlockAccounts = Self(rawValue: "unlock_accounts")
  /// See and end sessions of others.
  public static let manageSessions = Self(rawValue: "manage_sessions")
  /// Reset second factors.
  public static let manageMfa = Self(rawValue: "manage_mfa")
  /// Change the security settings.
  public static let manageSecurity = Self(rawValue: "manage_security")
  /// Change the mail settings; see and retry messages.
  public static let manageEmail = Self(rawValue: "manage_email")
  /// Read the audit.
  public static let viewAudit = Self(rawValue: "view_audit")
  /// Export the audit.
  public static let exportAudit = Self(rawValue: "export_audit")

  /// Every word of this version.
  public static let known: [Self] = [
    .superAdmin, .manageAgents, .manageAgentPassword, .viewAgents, .manageRoles, .viewContacts,
    .manageContacts, .manageContactPassword, .unlockAccounts, .manageSessions, .manageMfa,
    .manageSecurity, .manageEmail, .viewAudit, .exportAudit,
  ]

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// What people call it.
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
    case .manageMfa: "Manage MFA"
    case .manageSecurity: "Manage Security"
    case .manageEmail: "Manage Email"
    case .viewAudit: "View Audit"
    case .exportAudit: "Export Audit"
    default: self.rawValue
    }
  }
}
