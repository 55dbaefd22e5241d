import LatchkeyDomain
import LatchkeySchema

extension Method {
  /// How the audit names calls of this method; nil where none reaches the gate.
  var auditAction: AuditAction? {
    switch self {
    case .serverPing, .serverGetInfo, .serverGetHealth, .serverDescribe, .serverWatchHealth:
      return nil
    case .signInSignIn: return .signIn
    case .signInCompleteSecondFactor: return .secondFactorShown
    case .signInCompletePasswordChange: return .passwordChangeCompleted
    case .signInReauthenticate: return .stepUp
    case .signInSignOut: return .signOut
    case .sessionsVerifySession: return .verifySession
    case .sessionsWatchRevocations: return .revocationsWatched
    case .sessionsListOwnSessions: return .sessionsListed
    case .sessionsRevokeOwnSessions: return .sessionsRevoked
    case .sessionsListSessions: return .sessionsListed
    case .sessionsRevokeSessions: return .sessionsRevoked
    case .passwordsGetPasswordPolicy: return .passwordChecked
    case .passwordsCheckPassword: return .passwordChecked
    case .passwordsChangePassword: return .passwordChange
    case .recoveryRequestPasswordReset: return .resetRequested
    case .recoveryInspectLink: return .linkInspected
    case .recoveryCompletePasswordReset: return .resetCompleted
    case .recoveryCompleteActivation: return .activationCompleted
    case .recoveryReportUnexpectedReset: return .resetReported
    case .recoveryConfirmEmailChange: return .emailChangeConfirmed
    case .contactsProvisionRequester: return .contactProvisioned
    case .contactsGetContact: return .contactRead
    case .contactsListContacts: return .contactRead
    case .contactsCreateContact: return .contactCreated
    case .contactsUpdateContact: return .contactUpdated
    case .contactsSendActivation: return .contactInvited
    case .contactsDeactivateContact: return .contactDeactivated
    case .contactsReactivateContact: return .contactReactivated
    case .contactsMergeContacts: return .contactMerged
    case .contactsSetPassword: return .contactPasswordSet
    case .contactsSendPasswordResetLink: return .contactResetLinkSent
    case .contactsPreviewTemporaryPassword: return .temporaryPasswordPreviewed
    case .contactsIssueTemporaryPassword: return .temporaryPasswordIssued
    case .contactsEraseContact: return .contactErased
    case .contactsImportContacts: return .contactImported
    case .contactsConvertToAgent: return .contactConverted
    case .agentsGetAgent: return .agentRead
    case .agentsListAgents: return .agentRead
    case .agentsCreateAgent: return .agentCreated
    case .agentsUpdateAgent: return .agentUpdated
    case .agentsDeactivateAgent: return .agentDeactivated
    case .agentsReactivateAgent: return .agentReactivated
    case .agentsDeleteAgent: return .agentDeleted
    case .agentsSendInvitation: return .agentInvited
    case .agentsSetRoles: return .agentRolesSet
    case .agentsSendPasswordResetLink: return .agentResetLinkSent
    case .agentsSetPassword: return .agentPasswordSet
    case .agentsTransferAccountAdministrator: return .accountAdministratorTransferred
    case .accountsListLocked: return .lockedListed
    case .accountsUnlock: return .accountUnlocked
    case .accountsLock: return .accountLocked
    case .accountsRequirePasswordChange: return .passwordChangeRequired
    case .accountsGetOwnAccount: return .ownAccountRead
    case .accountsUpdateOwnAccount: return .ownAccountUpdated
    case .accountsRequirePasswordChangeOfMany: return .passwordChangeOfManyRequired
    case .secondFactorGetStatus: return .secondFactorRead
    case .secondFactorBeginTOTPEnrollment: return .enrollmentBegun
    case .secondFactorConfirmTOTPEnrollment: return .secondFactorEnrolled
    case .secondFactorRegenerateRecoveryCodes: return .recoveryCodesRenewed
    case .secondFactorDisableSecondFactor: return .secondFactorDisabled
    case .secondFactorResetSecondFactor: return .secondFactorReset
    case .rolesListRoles: return .roleRead
    case .rolesGetRole: return .roleRead
    case .rolesCreateRole: return .roleCreated
    case .rolesUpdateRole: return .roleUpdated
    case .rolesCloneRole: return .roleCloned
    case .rolesDeleteRole: return .roleDeleted
    case .rolesExplainAccess: return .accessExplained
    case .settingsGetSettings: return .settingsRead
    case .settingsUpdateSettings: return .settingsUpdated
    case .mailGetServer: return .mailServerRead
    case .mailUpdateServer: return .mailServerUpdated
    case .mailTestServer: return .mailServerTested
    case .mailListTemplates: return .mailTemplateRead
    case .mailPreviewTemplate: return .mailTemplateRead
    case .mailUpdateTemplate: return .mailTemplateUpdated
    case .mailGetMessage: return .mailRead
    case .mailListMessages: return .mailRead
    case .mailRetryMessage: return .mailRetried
    case .mailCancelMessage: return .mailCancelled
    case .mailListUndeliverable: return .addressTroubleRead
    case .mailClearUndeliverable: return .addressTroubleCleared
    case .auditListEvents: return .auditRead
    case .auditTailEvents: return .auditTailed
    case .auditExportEvents: return .auditExported
    case .auditVerifyChain: return .auditRead
    case .operatorBootstrap: return .bootstrapped
    case .operatorBreakGlass: return .breakGlassUsed
    case .operatorBackup: return .backedUp
    case .operatorDrain: return .drained
    case .operatorRotateKeys: return .keysRotated
    case .operatorGetMetrics: return .metricsRead
    }
  }
}
