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
    case .serverDescribe:
      Declaration(
        Server.Describe.self, name: "Server.Describe", isSensitive: false, isMutation: false)
    case .serverWatchHealth:
      Declaration(
        endless: Server.WatchHealth.self, name: "Server.WatchHealth", isSensitive: false,
        isMutation: false)
    case .signInSignIn:
      Declaration(
        SignIn.SignIn.self, name: "SignIn.SignIn",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .signInCompleteSecondFactor:
      Declaration(
        SignIn.CompleteSecondFactor.self, name: "SignIn.CompleteSecondFactor",
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
    case .sessionsWatchRevocations:
      Declaration(
        endless: Sessions.WatchRevocations.self, name: "Sessions.WatchRevocations",
        isSensitive: false, isMutation: false)
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
    case .recoveryConfirmEmailChange:
      Declaration(
        Recovery.ConfirmEmailChange.self, name: "Recovery.ConfirmEmailChange", isSensitive: true,
        isMutation: true)
    case .contactsProvisionRequester:
      Declaration(
        Contacts.ProvisionRequester.self, name: "Contacts.ProvisionRequester", isSensitive: false,
        isMutation: true)
    case .contactsGetContact:
      Declaration(
        Contacts.GetContact.self, name: "Contacts.GetContact", isSensitive: false, isMutation: false
      )
    case .contactsListContacts:
      Declaration(
        Contacts.ListContacts.self, name: "Contacts.ListContacts", isSensitive: false,
        isMutation: false)
    case .contactsCreateContact:
      Declaration(
        Contacts.CreateContact.self, name: "Contacts.CreateContact", isSensitive: false,
        isMutation: true)
    case .contactsUpdateContact:
      Declaration(
        Contacts.UpdateContact.self, name: "Contacts.UpdateContact", isSensitive: false,
        isMutation: true)
    case .contactsSendActivation:
      Declaration(
        Contacts.SendActivation.self, name: "Contacts.SendActivation", isSensitive: true,
        isMutation: true)
    case .contactsDeactivateContact:
      Declaration(
        Contacts.DeactivateContact.self, name: "Contacts.DeactivateContact", isSensitive: false,
        isMutation: true)
    case .contactsReactivateContact:
      Declaration(
        Contacts.ReactivateContact.self, name: "Contacts.ReactivateContact", isSensitive: false,
        isMutation: true)
    case .contactsMergeContacts:
      Declaration(
        Contacts.MergeContacts.self, name: "Contacts.MergeContacts", isSensitive: false,
        isMutation: true)
    case .contactsSetPassword:
      Declaration(
        Contacts.SetPassword.self, name: "Contacts.SetPassword",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .contactsSendPasswordResetLink:
      Declaration(
        Contacts.SendPasswordResetLink.self, name: "Contacts.SendPasswordResetLink",
        isSensitive: true, isMutation: true)
    case .contactsPreviewTemporaryPassword:
      Declaration(
        Contacts.PreviewTemporaryPassword.self, name: "Contacts.PreviewTemporaryPassword",
        isSensitive: false, isMutation: false)
    case .contactsIssueTemporaryPassword:
      Declaration(
        Contacts.IssueTemporaryPassword.self, name: "Contacts.IssueTemporaryPassword",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .contactsEraseContact:
      Declaration(
        Contacts.EraseContact.self, name: "Contacts.EraseContact", isSensitive: false,
        isMutation: true)
    case .contactsImportContacts:
      Declaration(
        bothWays: Contacts.ImportContacts.self, name: "Contacts.ImportContacts", isSensitive: true,
        isMutation: true)
    case .contactsConvertToAgent:
      Declaration(
        Contacts.ConvertToAgent.self, name: "Contacts.ConvertToAgent", isSensitive: false,
        isMutation: true)
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
    case .agentsDeleteAgent:
      Declaration(
        Agents.DeleteAgent.self, name: "Agents.DeleteAgent", isSensitive: false, isMutation: true)
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
    case .accountsGetOwnAccount:
      Declaration(
        Accounts.GetOwnAccount.self, name: "Accounts.GetOwnAccount", isSensitive: false,
        isMutation: false)
    case .accountsUpdateOwnAccount:
      Declaration(
        Accounts.UpdateOwnAccount.self, name: "Accounts.UpdateOwnAccount", isSensitive: false,
        isMutation: true)
    case .accountsRequirePasswordChangeOfMany:
      Declaration(
        Accounts.RequirePasswordChangeOfMany.self, name: "Accounts.RequirePasswordChangeOfMany",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: false,
        isMutation: true)
    case .secondFactorGetStatus:
      Declaration(
        SecondFactor.GetStatus.self, name: "SecondFactor.GetStatus", isSensitive: false,
        isMutation: false)
    case .secondFactorBeginTOTPEnrollment:
      Declaration(
        SecondFactor.BeginTOTPEnrollment.self, name: "SecondFactor.BeginTOTPEnrollment",
        isSensitive: true, isMutation: true)
    case .secondFactorConfirmTOTPEnrollment:
      Declaration(
        SecondFactor.ConfirmTOTPEnrollment.self, name: "SecondFactor.ConfirmTOTPEnrollment",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .secondFactorRegenerateRecoveryCodes:
      Declaration(
        SecondFactor.RegenerateRecoveryCodes.self, name: "SecondFactor.RegenerateRecoveryCodes",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .secondFactorDisableSecondFactor:
      Declaration(
        SecondFactor.DisableSecondFactor.self, name: "SecondFactor.DisableSecondFactor",
        isSensitive: false, isMutation: true)
    case .secondFactorResetSecondFactor:
      Declaration(
        SecondFactor.ResetSecondFactor.self, name: "SecondFactor.ResetSecondFactor",
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
    case .rolesCloneRole:
      Declaration(
        Roles.CloneRole.self, name: "Roles.CloneRole", isSensitive: false, isMutation: true)
    case .rolesDeleteRole:
      Declaration(
        Roles.DeleteRole.self, name: "Roles.DeleteRole", isSensitive: false, isMutation: true)
    case .rolesExplainAccess:
      Declaration(
        Roles.ExplainAccess.self, name: "Roles.ExplainAccess", isSensitive: false, isMutation: false
      )
    case .settingsGetSettings:
      Declaration(
        Settings.GetSettings.self, name: "Settings.GetSettings", isSensitive: false,
        isMutation: false)
    case .settingsUpdateSettings:
      Declaration(
        Settings.UpdateSettings.self, name: "Settings.UpdateSettings", isSensitive: false,
        isMutation: true)
    case .mailGetServer:
      Declaration(
        Mail.GetServer.self, name: "Mail.GetServer",
        isSensitive: false, isMutation: false)
    case .mailUpdateServer:
      Declaration(
        Mail.UpdateServer.self, name: "Mail.UpdateServer",
        isSensitive: false, isMutation: true)
    case .mailTestServer:
      Declaration(
        Mail.TestServer.self, name: "Mail.TestServer",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForMailServers,
        isSensitive: false, isMutation: true)
    case .mailListTemplates:
      Declaration(
        Mail.ListTemplates.self, name: "Mail.ListTemplates",
        isSensitive: false, isMutation: false)
    case .mailPreviewTemplate:
      Declaration(
        Mail.PreviewTemplate.self, name: "Mail.PreviewTemplate",
        isSensitive: false, isMutation: false)
    case .mailUpdateTemplate:
      Declaration(
        Mail.UpdateTemplate.self, name: "Mail.UpdateTemplate",
        isSensitive: false, isMutation: true)
    case .mailGetMessage:
      Declaration(
        Mail.GetMessage.self, name: "Mail.GetMessage",
        isSensitive: false, isMutation: false)
    case .mailListMessages:
      Declaration(
        Mail.ListMessages.self, name: "Mail.ListMessages", isSensitive: false, isMutation: false)
    case .mailRetryMessage:
      Declaration(
        Mail.RetryMessage.self, name: "Mail.RetryMessage", isSensitive: false, isMutation: true)
    case .mailCancelMessage:
      Declaration(
        Mail.CancelMessage.self, name: "Mail.CancelMessage",
        isSensitive: false, isMutation: true)
    case .mailListUndeliverable:
      Declaration(
        Mail.ListUndeliverable.self, name: "Mail.ListUndeliverable",
        isSensitive: false, isMutation: false)
    case .mailClearUndeliverable:
      Declaration(
        Mail.ClearUndeliverable.self, name: "Mail.ClearUndeliverable",
        isSensitive: false, isMutation: true)
    case .auditListEvents:
      Declaration(
        Audit.ListEvents.self, name: "Audit.ListEvents", isSensitive: false, isMutation: false)
    case .auditTailEvents:
      Declaration(
        endless: Audit.TailEvents.self, name: "Audit.TailEvents", isSensitive: false,
        isMutation: false)
    case .auditExportEvents:
      Declaration(
        stream: Audit.ExportEvents.self, name: "Audit.ExportEvents", isSensitive: false,
        isMutation: false)
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
    case .operatorBreakGlass:
      Declaration(
        Operator.BreakGlass.self, name: "Operator.BreakGlass",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: true,
        isMutation: true)
    case .operatorBackup:
      Declaration(
        Operator.Backup.self, name: "Operator.Backup",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: false,
        isMutation: true)
    case .operatorDrain:
      Declaration(
        Operator.Drain.self, name: "Operator.Drain", isSensitive: false, isMutation: true)
    case .operatorRotateKeys:
      Declaration(
        Operator.RotateKeys.self, name: "Operator.RotateKeys",
        deadlineMillisecondsMax: Declaration.deadlineMillisecondsForHashing, isSensitive: false,
        isMutation: true)
    case .operatorGetMetrics:
      Declaration(
        Operator.GetMetrics.self, name: "Operator.GetMetrics", isSensitive: false,
        isMutation: false)
    }
  }
}
