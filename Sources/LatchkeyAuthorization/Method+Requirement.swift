internal import LatchkeyBase
internal import LatchkeyDomain
public import LatchkeySchema

/// What a request asks beyond its method, where that changes who may send it.
public enum Aspect: String, CaseIterable, Hashable, Sendable {
  /// Nothing beyond.
  case plain
  /// It changes where links go, or where a contact's password lives. That yields the account as
  /// surely as a reset link does, and so needs as much.
  case changesAddress = "changes address"
  /// It shows a ticket instead of a session.
  case byTicket = "by ticket"
  /// It changes nothing but what is mailed.
  case notificationsOnly = "notifications only"
  /// It names a mail server of its own, which a stored password would be sent to.
  case namesServer = "names a server"
}

extension Method {
  /// Who may call this. One exhaustive switch: a method without a rule does not compile.
  public func requirement(_ aspect: Aspect = .plain) -> Requirement {
    switch self {
    case .serverPing, .serverGetInfo, .serverGetHealth, .serverDescribe, .serverWatchHealth:
      .anyPrincipal

    case .signInSignIn, .signInCompleteSecondFactor, .signInCompletePasswordChange:
      .public
    case .signInReauthenticate, .signInSignOut:
      .ownSession

    case .sessionsVerifySession, .sessionsWatchRevocations:
      .service(.verify)
    case .sessionsListOwnSessions, .sessionsRevokeOwnSessions:
      .ownSession
    case .sessionsListSessions:
      .agent(.manageSessions)
    case .sessionsRevokeSessions:
      .agent(.manageSessions, guards: [.owner, .rank])

    case .passwordsGetPasswordPolicy, .passwordsCheckPassword:
      .public
    case .passwordsChangePassword:
      .ownSession

    case .recoveryRequestPasswordReset, .recoveryInspectLink, .recoveryCompletePasswordReset,
      .recoveryCompleteActivation, .recoveryReportUnexpectedReset, .recoveryConfirmEmailChange:
      .public

    case .contactsProvisionRequester:
      .service(.provision)
    case .contactsGetContact, .contactsListContacts:
      .agent(.viewContacts, orService: .directoryRead)
    case .contactsCreateContact, .contactsImportContacts:
      .agent(.manageContacts)
    case .contactsUpdateContact:
      switch aspect {
      case .changesAddress:
        // It moves where links go: as much as sending one.
        .agent(
          .manageContacts, .manageContactPassword, guards: [.contact], stepUpBySetting: true)
      case .plain, .byTicket, .notificationsOnly, .namesServer:
        .agent(.manageContacts, guards: [.contact])
      }
    case .contactsSendActivation, .contactsDeactivateContact:
      .agent(.manageContacts, guards: [.contact])
    case .contactsReactivateContact:
      // It takes the password away, so that an activation may be sent or shown: as much as a reset
      // link.
      .agent(.manageContacts, .manageContactPassword, guards: [.contact], stepUpBySetting: true)
    case .contactsMergeContacts:
      // The addresses of one go to the other: as much as sending a link to both.
      .agent(.manageContacts, .manageContactPassword, guards: [.contact], stepUp: true)
    case .contactsSetPassword:
      .agent(.superAdmin, guards: [.contact], stepUpBySetting: true)
    case .contactsPreviewTemporaryPassword:
      .agent(.manageContactPassword, guards: [.contact])
    case .contactsSendPasswordResetLink, .contactsIssueTemporaryPassword:
      .agent(.manageContactPassword, guards: [.contact], stepUpBySetting: true)
    case .contactsEraseContact:
      .agent(.superAdmin, guards: [.contact], stepUp: true)
    case .contactsConvertToAgent:
      .agent(.manageContacts, .manageAgents, guards: [.contact, .grant], stepUp: true)

    case .agentsGetAgent, .agentsListAgents:
      .agentWithAny(.viewAgents, .manageAgents)
    case .agentsCreateAgent:
      // It gives roles and mails a credential: as much as SetRoles and a reset link together.
      .agent(.manageAgents, guards: [.grant], stepUp: true)
    case .agentsUpdateAgent:
      switch aspect {
      case .plain, .byTicket, .notificationsOnly, .namesServer:
        .agent(.manageAgents, guards: [.owner, .rank, .agent])
      case .changesAddress:
        .agent(
          .manageAgents, .manageAgentPassword, guards: [.owner, .rank, .agent], stepUp: true)
      }
    case .agentsDeactivateAgent:
      .agent(.manageAgents, guards: [.owner, .other(.cannotTargetSelf), .rank, .agent])
    case .agentsReactivateAgent:
      // It takes the password away and mails a link to choose another: as much as a reset link
      // .
      .agent(
        .manageAgents, .manageAgentPassword,
        guards: [.owner, .other(.cannotTargetSelf), .rank, .agent], stepUp: true)
    case .agentsDeleteAgent:
      .agent(
        .manageAgents, guards: [.owner, .other(.cannotTargetSelf), .rank, .agent], stepUp: true)
    case .agentsSendInvitation:
      .agent(.manageAgents, guards: [.owner, .other(.cannotTargetSelf), .rank, .agent])
    case .agentsSetRoles:
      .agent(
        .manageAgents, guards: [.owner, .other(.cannotChangeOwnRoles), .rank, .agent, .grant],
        stepUp: true)
    case .agentsSendPasswordResetLink, .agentsSetPassword:
      .agent(
        .manageAgents, .manageAgentPassword,
        guards: [.owner, .other(.useChangeOwnPassword), .rank, .agent], stepUp: true)
    case .agentsTransferAccountAdministrator:
      .accountAdministrator(guards: [.other(.cannotTargetSelf), .agent])

    case .accountsListLocked:
      .agent(.unlockAccounts)
    case .accountsUnlock:
      .agent(.unlockAccounts, guards: [.owner, .other(.cannotTargetSelf), .rank])
    case .accountsLock, .accountsRequirePasswordChange:
      .agent(.superAdmin, guards: [.owner, .other(.cannotTargetSelf), .rank])
    case .accountsGetOwnAccount:
      .ownSession
    case .accountsUpdateOwnAccount:
      switch aspect {
      case .changesAddress: .ownSession(stepUp: true)
      case .plain, .byTicket, .notificationsOnly, .namesServer: .ownSession
      }
    case .accountsRequirePasswordChangeOfMany:
      .agent(.superAdmin, stepUp: true)

    case .secondFactorGetStatus:
      .ownSession
    case .secondFactorBeginTOTPEnrollment, .secondFactorConfirmTOTPEnrollment:
      switch aspect {
      case .byTicket: .public
      case .plain, .changesAddress, .notificationsOnly, .namesServer: .ownSession(stepUp: true)
      }
    case .secondFactorRegenerateRecoveryCodes, .secondFactorDisableSecondFactor:
      .ownSession(stepUp: true)
    case .secondFactorResetSecondFactor:
      .agent(.manageMFA, guards: [.owner, .other(.cannotTargetSelf), .rank], stepUp: true)

    case .rolesListRoles, .rolesGetRole:
      .agentWithAny(.viewAgents, .manageAgents, .manageRoles)
    case .rolesCloneRole:
      .agent(.manageRoles, guards: [.rank, .grant], stepUp: true)
    case .rolesExplainAccess:
      .agent(.manageRoles)
    case .rolesCreateRole:
      .agent(.manageRoles, guards: [.grant], stepUp: true)
    case .rolesUpdateRole, .rolesDeleteRole:
      .agent(.manageRoles, guards: [.rank, .grant], stepUp: true)

    case .settingsGetSettings:
      .agentWithAny(.manageSecurity, .manageEmail)
    case .settingsUpdateSettings:
      switch aspect {
      case .notificationsOnly: .agentWithAny(.manageSecurity, .manageEmail, stepUp: true)
      case .plain, .changesAddress, .byTicket, .namesServer: .agent(.manageSecurity, stepUp: true)
      }

    case .mailUpdateServer, .mailUpdateTemplate:
      // Every link goes through the one and stands in the other.
      .agent(.manageEmail, stepUp: true)
    case .mailTestServer:
      .agent(.manageEmail, stepUp: aspect == .namesServer)
    case .mailGetServer, .mailListTemplates, .mailPreviewTemplate, .mailGetMessage,
      .mailListMessages, .mailRetryMessage, .mailCancelMessage, .mailListUndeliverable,
      .mailClearUndeliverable:
      .agent(.manageEmail)

    case .auditListEvents, .auditVerifyChain:
      .agent(.viewAudit, orService: .auditRead)

    case .auditTailEvents:
      .service(.auditRead)
    case .auditExportEvents:
      .agent(.exportAudit, stepUp: true)

    case .operatorBootstrap, .operatorBreakGlass, .operatorBackup, .operatorDrain,
      .operatorRotateKeys, .operatorGetMetrics:
      .hostOperator
    }
  }
}
