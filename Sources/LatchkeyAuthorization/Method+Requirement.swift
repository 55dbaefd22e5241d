internal import LatchkeyDomain
public import LatchkeySchema

/// What a request asks beyond its method, where that changes who may send it.
public enum Aspect: String, CaseIterable, Hashable, Sendable {
  /// Nothing beyond.
  case plain
  /// It changes where links go. That yields the account as surely as a reset link does, and so
  /// needs as much (I10).
  case changesAddress = "changes address"
}

extension Method {
  /// Who may call this. One exhaustive switch: a method without a rule does not compile.
  public func requirement(_ aspect: Aspect = .plain) -> Requirement {
    switch self {
    case .serverPing, .serverGetInfo, .serverGetHealth:
      .anyPrincipal

    case .signInSignIn, .signInCompletePasswordChange:
      .public
    case .signInReauthenticate, .signInSignOut:
      .ownSession

    case .sessionsVerifySession:
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
      .recoveryCompleteActivation, .recoveryReportUnexpectedReset:
      .public

    case .agentsGetAgent, .agentsListAgents:
      .agentWithAny(.viewAgents, .manageAgents)
    case .agentsCreateAgent:
      // It gives roles and mails a credential: as much as SetRoles and a reset link together.
      .agent(.manageAgents, guards: [.grant], stepUp: true)
    case .agentsUpdateAgent:
      switch aspect {
      case .plain:
        .agent(.manageAgents, guards: [.owner, .rank, .agent])
      case .changesAddress:
        .agent(
          .manageAgents, .manageAgentPassword, guards: [.owner, .rank, .agent], stepUp: true)
      }
    case .agentsDeactivateAgent, .agentsReactivateAgent:
      .agent(.manageAgents, guards: [.owner, .other(.cannotTargetSelf), .rank, .agent])
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

    case .rolesListRoles, .rolesGetRole:
      .agentWithAny(.viewAgents, .manageAgents, .manageRoles)
    case .rolesCreateRole:
      .agent(.manageRoles, guards: [.grant], stepUp: true)
    case .rolesUpdateRole, .rolesDeleteRole:
      .agent(.manageRoles, guards: [.rank, .grant], stepUp: true)

    case .mailListMessages, .mailRetryMessage:
      .agent(.manageEmail)

    case .auditListEvents, .auditVerifyChain:
      .agent(.viewAudit, orService: .auditRead)

    case .operatorBootstrap:
      .hostOperator
    }
  }
}
