import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Testing

/// The people of one help desk, as the suites of this folder use them.
enum Desk {
  /// A person at the desk, or in front of it.
  struct Actor: Sendable, CustomTestStringConvertible {
    let name: String
    let population: Population
    let permissions: PermissionSet
    let isAccountAdministrator: Bool
    let id: AccountID

    var testDescription: String { self.name }

    init(
      _ name: String, _ number: Int64, _ permissions: PermissionSet,
      population: Population = .agent, isAccountAdministrator: Bool = false
    ) {
      self.name = name
      self.id = AccountID(rawValue: number)
      self.permissions = permissions
      self.population = population
      self.isAccountAdministrator = isAccountAdministrator
    }

    /// The person behind a session.
    func signedIn(proved: Bool) -> PresentedSubject {
      .person(
        Person(
          account: self.id, population: self.population, permissions: self.permissions,
          isAccountAdministrator: self.isAccountAdministrator,
          session: SessionID(rawValue: self.id.rawValue), isProofFresh: proved))
    }

    /// The person as somebody's target.
    var target: Target {
      .account(
        Target.AccountFacts(
          id: self.id, population: self.population, permissions: self.permissions,
          isAccountAdministrator: self.isAccountAdministrator))
    }
  }

  static let contact = Actor("Contact", 1, [], population: .contact)
  static let newcomer = Actor("Agent without a role", 2, [])
  static let agent = Actor("Agent", 3, Role.builtIn[2].permissions)
  static let teamLead = Actor("Team Lead", 4, PermissionSet([.manageAgents]))
  static let passwordDesk = Actor(
    "Password Desk", 5, PermissionSet([.manageAgents, .manageAgentPassword]))
  static let supervisor = Actor("Supervisor", 6, Role.builtIn[1].permissions)
  static let roleKeeper = Actor("Role Keeper", 7, PermissionSet([.viewAgents, .manageRoles]))
  static let superAdmin = Actor("Super Admin", 8, .everything)
  static let accountAdministrator = Actor(
    "Account Administrator", 9, .everything, isAccountAdministrator: true)

  /// Everybody, from the least to the most.
  static let everybody = [
    contact, newcomer, agent, teamLead, passwordDesk, supervisor, roleKeeper, superAdmin,
    accountAdministrator,
  ]

  /// The console of agents, which may present their sessions.
  static let console = ServicePrincipal(name: "console", scopes: [.endUser, .agentRelay])
  /// A service of the host's operator.
  static let host = ServicePrincipal(name: "root", scopes: [.operate])

  /// A service with these scopes.
  static func service(_ scopes: Scope...) -> ServicePrincipal {
    ServicePrincipal(name: "sibling", scopes: Set(scopes))
  }

  /// A role with these permissions.
  static func role(_ permissions: Permission...) -> Target {
    .role(Target.RoleFacts(id: RoleID(rawValue: 1), permissions: PermissionSet(permissions)))
  }
}

/// Why a call is refused, or nil when it is allowed.
func denial(
  _ method: Method, aspect: Aspect = .plain, through principal: ServicePrincipal = Desk.console,
  by presented: PresentedSubject, on target: Target = .none, granting: PermissionSet = []
) -> Denial? {
  do throws(Denial) {
    let callerCheck = try CallerCheck(
      method, aspect: aspect, principal: principal, presented: presented)
    let grant = try callerCheck.grant(on: target, granting: granting)
    precondition(grant.method == method && grant.target == target && grant.principal == principal)
    return nil
  } catch {
    return error
  }
}

/// What a method acts upon. One exhaustive switch: a new method has to say it here too.
enum TargetKind {
  case nothing
  case account
  case contact
  case role
}

extension Method {
  var targetKind: TargetKind {
    switch self {
    case .serverPing, .serverGetInfo, .serverGetHealth, .serverDescribe, .serverWatchHealth,
      .operatorGetMetrics, .signInSignIn,
      .signInCompletePasswordChange, .signInReauthenticate, .signInSignOut, .sessionsVerifySession,
      .sessionsListOwnSessions, .sessionsRevokeOwnSessions, .passwordsGetPasswordPolicy,
      .passwordsCheckPassword, .passwordsChangePassword, .recoveryRequestPasswordReset,
      .recoveryInspectLink, .recoveryCompletePasswordReset, .recoveryCompleteActivation,
      .recoveryReportUnexpectedReset, .agentsListAgents, .agentsCreateAgent, .accountsListLocked,
      .rolesListRoles, .rolesCreateRole, .mailListMessages, .mailRetryMessage, .auditListEvents,
      .mailGetServer, .mailUpdateServer, .mailTestServer, .mailListTemplates,
      .mailPreviewTemplate, .mailUpdateTemplate, .mailGetMessage, .mailCancelMessage,
      .mailListUndeliverable, .mailClearUndeliverable,
      .auditVerifyChain, .operatorBootstrap, .signInCompleteSecondFactor, .sessionsWatchRevocations,
      .recoveryConfirmEmailChange, .contactsProvisionRequester, .contactsListContacts,
      .contactsCreateContact, .contactsImportContacts, .accountsGetOwnAccount,
      .accountsUpdateOwnAccount, .accountsRequirePasswordChangeOfMany, .secondFactorGetStatus,
      .secondFactorBeginTOTPEnrollment, .secondFactorConfirmTOTPEnrollment,
      .secondFactorRegenerateRecoveryCodes, .secondFactorDisableSecondFactor,
      .rolesExplainAccess, .settingsGetSettings, .settingsUpdateSettings, .auditTailEvents,
      .auditExportEvents, .operatorBreakGlass, .operatorBackup, .operatorDrain,
      .operatorRotateKeys:
      .nothing
    case .sessionsListSessions, .sessionsRevokeSessions, .agentsGetAgent, .agentsUpdateAgent,
      .agentsDeactivateAgent, .agentsReactivateAgent, .agentsSendInvitation, .agentsSetRoles,
      .agentsSendPasswordResetLink, .agentsSetPassword, .agentsTransferAccountAdministrator,
      .agentsDeleteAgent, .accountsUnlock, .accountsLock, .accountsRequirePasswordChange,
      .secondFactorResetSecondFactor:
      .account
    case .contactsGetContact, .contactsUpdateContact, .contactsSendActivation,
      .contactsDeactivateContact, .contactsReactivateContact, .contactsMergeContacts,
      .contactsSetPassword, .contactsSendPasswordResetLink, .contactsPreviewTemporaryPassword,
      .contactsIssueTemporaryPassword, .contactsEraseContact, .contactsConvertToAgent:
      .contact
    case .rolesGetRole, .rolesUpdateRole, .rolesCloneRole, .rolesDeleteRole:
      .role
    }
  }

  /// The aspects that change who may send it.
  var aspects: [Aspect] {
    Aspect.allCases.filter { $0 == .plain || self.requirement($0) != self.requirement(.plain) }
  }

  /// Whether the call may give somebody permissions.
  var grants: Bool { self.requirement().guards.contains(.grant) }
}
