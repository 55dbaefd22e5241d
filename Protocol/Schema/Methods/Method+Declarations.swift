extension Method {
  /// What this method is called, takes and gives. The one place that says so.
  public var declaration: Declaration {
    switch self {
    case .serverPing:
      Declaration(Server.Ping.self, name: "Server.Ping", isSensitive: false, isMutation: false)
    case .serverGetInfo:
      Declaration(
        Server.GetInfo.self, name: "Server.GetInfo", isSensitive: false, isMutation: false)
    case .serverGetHealth:
      Declaration(
        Server.GetHealth.self, name: "Server.GetHealth", isSensitive: false, isMutation: false)
    case .signInSignIn:
      Declaration(
        SignIn.SignIn.self, name: "SignIn.SignIn",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .signInCompletePasswordChange:
      Declaration(
        SignIn.CompletePasswordChange.self, name: "SignIn.CompletePasswordChange",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .signInReauthenticate:
      Declaration(
        SignIn.Reauthenticate.self, name: "SignIn.Reauthenticate",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .signInSignOut:
      Declaration(SignIn.SignOut.self, name: "SignIn.SignOut", isSensitive: false, isMutation: true)
    case .sessionsVerifySession:
      Declaration(
        Sessions.VerifySession.self, name: "Sessions.VerifySession", isSensitive: true,
        isMutation: false)
    case .sessionsListOwnSessions:
      Declaration(
        Sessions.ListOwnSessions.self, name: "Sessions.ListOwnSessions", isSensitive: false,
        isMutation: false)
    case .sessionsRevokeOwnSessions:
      Declaration(
        Sessions.RevokeOwnSessions.self, name: "Sessions.RevokeOwnSessions", isSensitive: false,
        isMutation: true)
    case .sessionsListSessions:
      Declaration(
        Sessions.ListSessions.self, name: "Sessions.ListSessions", isSensitive: false,
        isMutation: false)
    case .sessionsRevokeSessions:
      Declaration(
        Sessions.RevokeSessions.self, name: "Sessions.RevokeSessions", isSensitive: false,
        isMutation: true)
    case .passwordsGetPasswordPolicy:
      Declaration(
        Passwords.GetPasswordPolicy.self, name: "Passwords.GetPasswordPolicy", isSensitive: false,
        isMutation: false)
    case .passwordsCheckPassword:
      Declaration(
        Passwords.CheckPassword.self, name: "Passwords.CheckPassword",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: false)
    case .passwordsChangePassword:
      Declaration(
        Passwords.ChangePassword.self, name: "Passwords.ChangePassword",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .recoveryRequestPasswordReset:
      Declaration(
        Recovery.RequestPasswordReset.self, name: "Recovery.RequestPasswordReset",
        isSensitive: false, isMutation: true)
    case .recoveryInspectLink:
      Declaration(
        Recovery.InspectLink.self, name: "Recovery.InspectLink", isSensitive: true,
        isMutation: false)
    case .recoveryCompletePasswordReset:
      Declaration(
        Recovery.CompletePasswordReset.self, name: "Recovery.CompletePasswordReset",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .recoveryCompleteActivation:
      Declaration(
        Recovery.CompleteActivation.self, name: "Recovery.CompleteActivation",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .recoveryReportUnexpectedReset:
      Declaration(
        Recovery.ReportUnexpectedReset.self, name: "Recovery.ReportUnexpectedReset",
        isSensitive: true, isMutation: true)
    case .agentsGetAgent:
      Declaration(
        Agents.GetAgent.self, name: "Agents.GetAgent", isSensitive: false, isMutation: false)
    case .agentsListAgents:
      Declaration(
        Agents.ListAgents.self, name: "Agents.ListAgents", isSensitive: false, isMutation: false)
    case .agentsCreateAgent:
      Declaration(
        Agents.CreateAgent.self, name: "Agents.CreateAgent", isSensitive: false, isMutation: true)
    case .agentsUpdateAgent:
      Declaration(
        Agents.UpdateAgent.self, name: "Agents.UpdateAgent", isSensitive: false, isMutation: true)
    case .agentsDeactivateAgent:
      Declaration(
        Agents.DeactivateAgent.self, name: "Agents.DeactivateAgent", isSensitive: false,
        isMutation: true)
    case .agentsReactivateAgent:
      Declaration(
        Agents.ReactivateAgent.self, name: "Agents.ReactivateAgent", isSensitive: false,
        isMutation: true)
    case .agentsSendInvitation:
      Declaration(
        Agents.SendInvitation.self, name: "Agents.SendInvitation", isSensitive: false,
        isMutation: true)
    case .agentsSetRoles:
      Declaration(
        Agents.SetRoles.self, name: "Agents.SetRoles", isSensitive: false, isMutation: true)
    case .agentsSendPasswordResetLink:
      Declaration(
        Agents.SendPasswordResetLink.self, name: "Agents.SendPasswordResetLink", isSensitive: false,
        isMutation: true)
    case .agentsSetPassword:
      Declaration(
        Agents.SetPassword.self, name: "Agents.SetPassword",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .agentsTransferAccountAdministrator:
      Declaration(
        Agents.TransferAccountAdministrator.self, name: "Agents.TransferAccountAdministrator",
        isSensitive: false, isMutation: true)
    case .accountsListLocked:
      Declaration(
        Accounts.ListLocked.self, name: "Accounts.ListLocked", isSensitive: false, isMutation: false
      )
    case .accountsUnlock:
      Declaration(
        Accounts.Unlock.self, name: "Accounts.Unlock", isSensitive: false, isMutation: true)
    case .accountsLock:
      Declaration(Accounts.Lock.self, name: "Accounts.Lock", isSensitive: false, isMutation: true)
    case .accountsRequirePasswordChange:
      Declaration(
        Accounts.RequirePasswordChange.self, name: "Accounts.RequirePasswordChange",
        isSensitive: false, isMutation: true)
    case .rolesListRoles:
      Declaration(
        Roles.ListRoles.self, name: "Roles.ListRoles", isSensitive: false, isMutation: false)
    case .rolesGetRole:
      Declaration(Roles.GetRole.self, name: "Roles.GetRole", isSensitive: false, isMutation: false)
    case .rolesCreateRole:
      Declaration(
        Roles.CreateRole.self, name: "Roles.CreateRole", isSensitive: false, isMutation: true)
    case .rolesUpdateRole:
      Declaration(
        Roles.UpdateRole.self, name: "Roles.UpdateRole", isSensitive: false, isMutation: true)
    case .rolesDeleteRole:
      Declaration(
        Roles.DeleteRole.self, name: "Roles.DeleteRole", isSensitive: false, isMutation: true)
    case .mailListMessages:
      Declaration(
        Mail.ListMessages.self, name: "Mail.ListMessages", isSensitive: false, isMutation: false)
    case .mailRetryMessage:
      Declaration(
        Mail.RetryMessage.self, name: "Mail.RetryMessage", isSensitive: false, isMutation: true)
    case .auditListEvents:
      Declaration(
        Audit.ListEvents.self, name: "Audit.ListEvents", isSensitive: false, isMutation: false)
    case .auditVerifyChain:
      Declaration(
        Audit.VerifyChain.self, name: "Audit.VerifyChain",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: false,
        isMutation: false)
    case .operatorBootstrap:
      Declaration(
        Operator.Bootstrap.self, name: "Operator.Bootstrap",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    }
  }
}
