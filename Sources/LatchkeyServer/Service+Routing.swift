import LatchkeyApplication
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

extension Service {
  /// Carries a call out, or repeats the reply of the same call from before.
  func route(_ method: Method, _ context: RequestContext) async throws -> Reply {
    switch try await self.desk.replays.replay(context.call, method) {
    case .reply(let body):
      return Reply(body: body, metadata: Self.replayMark)
    case .firstTime:
      let reply = try await self.carryOut(method, context)
      await self.desk.replays.keep(reply.body, of: context.call, method)
      return reply
    }
  }

  /// Metadata of a reply that was given before.
  private static let replayMark = Metadata([
    Metadata.Entry(name: AnswerMetadata.idempotentReplay, value: .text("true"))
  ])

  /// Where each method leads. Exhaustive: a method without a handler does not compile.
  private func carryOut(_ method: Method, _ context: RequestContext) async throws -> Reply {
    switch method {
    case .serverPing:
      try await context.answerDirectly(Server.Ping.self, self.handlers.serverHandlers.ping)
    case .serverGetInfo:
      try await context.answer(Server.GetInfo.self, self.handlers.serverHandlers.getInfo)
    case .serverGetHealth:
      try await context.answer(Server.GetHealth.self, self.handlers.serverHandlers.getHealth)
    case .serverDescribe:
      try await context.answer(Server.Describe.self, self.handlers.serverHandlers.describe)
    case .serverWatchHealth:
      try await context.answerStream(
        Server.WatchHealth.self, self.handlers.serverHandlers.watchHealth)

    case .signInSignIn:
      try await context.answer(SignIn.SignIn.self, self.handlers.signInHandlers.signIn)
    case .signInCompleteSecondFactor:
      try await context.answer(
        SignIn.CompleteSecondFactor.self, self.handlers.signInHandlers.completeSecondFactor)
    case .signInCompletePasswordChange:
      try await context.answer(
        SignIn.CompletePasswordChange.self, self.handlers.signInHandlers.completePasswordChange)
    case .signInReauthenticate:
      try await context.answer(
        SignIn.Reauthenticate.self, self.handlers.signInHandlers.reauthenticate)
    case .signInSignOut:
      try await context.answer(SignIn.SignOut.self, self.handlers.signInHandlers.signOut)

    case .sessionsVerifySession:
      try await context.answerDirectly(
        Sessions.VerifySession.self, self.handlers.sessionsHandlers.verifySession)
    case .sessionsWatchRevocations:
      try await context.answerStream(
        Sessions.WatchRevocations.self, self.handlers.sessionsHandlers.watchRevocations)
    case .sessionsListOwnSessions:
      try await context.answer(
        Sessions.ListOwnSessions.self, self.handlers.sessionsHandlers.listOwnSessions)
    case .sessionsRevokeOwnSessions:
      try await context.answer(
        Sessions.RevokeOwnSessions.self, self.handlers.sessionsHandlers.revokeOwnSessions)
    case .sessionsListSessions:
      try await context.answer(
        Sessions.ListSessions.self, self.handlers.sessionsHandlers.listSessions)
    case .sessionsRevokeSessions:
      try await context.answer(
        Sessions.RevokeSessions.self, self.handlers.sessionsHandlers.revokeSessions)

    case .passwordsGetPasswordPolicy:
      try await context.answer(
        Passwords.GetPasswordPolicy.self, self.handlers.passwordsHandlers.getPasswordPolicy)
    case .passwordsCheckPassword:
      try await context.answer(
        Passwords.CheckPassword.self, self.handlers.passwordsHandlers.checkPassword)
    case .passwordsChangePassword:
      try await context.answer(
        Passwords.ChangePassword.self, self.handlers.passwordsHandlers.changePassword)

    case .recoveryRequestPasswordReset:
      try await context.answer(
        Recovery.RequestPasswordReset.self, self.handlers.recoveryHandlers.requestPasswordReset)
    case .recoveryInspectLink:
      try await context.answer(
        Recovery.InspectLink.self, self.handlers.recoveryHandlers.inspectLink)
    case .recoveryCompletePasswordReset:
      try await context.answer(
        Recovery.CompletePasswordReset.self, self.handlers.recoveryHandlers.completePasswordReset)
    case .recoveryCompleteActivation:
      try await context.answer(
        Recovery.CompleteActivation.self, self.handlers.recoveryHandlers.completeActivation)
    case .recoveryReportUnexpectedReset:
      try await context.answer(
        Recovery.ReportUnexpectedReset.self, self.handlers.recoveryHandlers.reportUnexpectedReset)
    case .recoveryConfirmEmailChange:
      try await context.answer(
        Recovery.ConfirmEmailChange.self, self.handlers.recoveryHandlers.confirmEmailChange)
    case .contactsProvisionRequester:
      try await context.answer(
        Contacts.ProvisionRequester.self, self.handlers.contactsHandlers.provisionRequester)
    case .contactsGetContact:
      try await context.answer(Contacts.GetContact.self, self.handlers.contactsHandlers.getContact)
    case .contactsListContacts:
      try await context.answer(
        Contacts.ListContacts.self, self.handlers.contactsHandlers.listContacts)
    case .contactsCreateContact:
      try await context.answer(
        Contacts.CreateContact.self, self.handlers.contactsHandlers.createContact)
    case .contactsUpdateContact:
      try await context.answer(
        Contacts.UpdateContact.self, self.handlers.contactsHandlers.updateContact)
    case .contactsSendActivation:
      try await context.answer(
        Contacts.SendActivation.self, self.handlers.contactsHandlers.sendActivation)
    case .contactsDeactivateContact:
      try await context.answer(
        Contacts.DeactivateContact.self, self.handlers.contactsHandlers.deactivateContact)
    case .contactsReactivateContact:
      try await context.answer(
        Contacts.ReactivateContact.self, self.handlers.contactsHandlers.reactivateContact)
    case .contactsMergeContacts:
      try await context.answer(
        Contacts.MergeContacts.self, self.handlers.contactsHandlers.mergeContacts)
    case .contactsSetPassword:
      try await context.answer(
        Contacts.SetPassword.self, self.handlers.contactsHandlers.setPassword)
    case .contactsSendPasswordResetLink:
      try await context.answer(
        Contacts.SendPasswordResetLink.self, self.handlers.contactsHandlers.sendPasswordResetLink)
    case .contactsPreviewTemporaryPassword:
      try await context.answer(
        Contacts.PreviewTemporaryPassword.self,
        self.handlers.contactsHandlers.previewTemporaryPassword)
    case .contactsIssueTemporaryPassword:
      try await context.answer(
        Contacts.IssueTemporaryPassword.self, self.handlers.contactsHandlers.issueTemporaryPassword)
    case .contactsEraseContact:
      try await context.answer(
        Contacts.EraseContact.self, self.handlers.contactsHandlers.eraseContact)
    case .contactsImportContacts:
      try await context.answerBothWays(
        Contacts.ImportContacts.self, self.handlers.contactsHandlers.importContacts)
    case .contactsConvertToAgent:
      try await context.answer(
        Contacts.ConvertToAgent.self, self.handlers.contactsHandlers.convertToAgent)

    case .agentsGetAgent:
      try await context.answer(Agents.GetAgent.self, self.handlers.agentsHandlers.getAgent)
    case .agentsListAgents:
      try await context.answer(Agents.ListAgents.self, self.handlers.agentsHandlers.listAgents)
    case .agentsCreateAgent:
      try await context.answer(Agents.CreateAgent.self, self.handlers.agentsHandlers.createAgent)
    case .agentsUpdateAgent:
      try await context.answer(Agents.UpdateAgent.self, self.handlers.agentsHandlers.updateAgent)
    case .agentsDeactivateAgent:
      try await context.answer(
        Agents.DeactivateAgent.self, self.handlers.agentsHandlers.deactivateAgent)
    case .agentsReactivateAgent:
      try await context.answer(
        Agents.ReactivateAgent.self, self.handlers.agentsHandlers.reactivateAgent)
    case .agentsDeleteAgent:
      try await context.answer(Agents.DeleteAgent.self, self.handlers.agentsHandlers.deleteAgent)
    case .agentsSendInvitation:
      try await context.answer(
        Agents.SendInvitation.self, self.handlers.agentsHandlers.sendInvitation)
    case .agentsSetRoles:
      try await context.answer(Agents.SetRoles.self, self.handlers.agentsHandlers.setRoles)
    case .agentsSendPasswordResetLink:
      try await context.answer(
        Agents.SendPasswordResetLink.self, self.handlers.agentsHandlers.sendPasswordResetLink)
    case .agentsSetPassword:
      try await context.answer(Agents.SetPassword.self, self.handlers.agentsHandlers.setPassword)
    case .agentsTransferAccountAdministrator:
      try await context.answer(
        Agents.TransferAccountAdministrator.self,
        self.handlers.agentsHandlers.transferAccountAdministrator)

    case .accountsListLocked:
      try await context.answer(Accounts.ListLocked.self, self.handlers.accountsHandlers.listLocked)
    case .accountsUnlock:
      try await context.answer(Accounts.Unlock.self, self.handlers.accountsHandlers.unlock)
    case .accountsLock:
      try await context.answer(Accounts.Lock.self, self.handlers.accountsHandlers.lock)
    case .accountsRequirePasswordChange:
      try await context.answer(
        Accounts.RequirePasswordChange.self, self.handlers.accountsHandlers.requirePasswordChange)
    case .accountsGetOwnAccount:
      try await context.answer(
        Accounts.GetOwnAccount.self, self.handlers.accountsHandlers.getOwnAccount)
    case .accountsUpdateOwnAccount:
      try await context.answer(
        Accounts.UpdateOwnAccount.self, self.handlers.accountsHandlers.updateOwnAccount)
    case .accountsRequirePasswordChangeOfMany:
      try await context.answer(
        Accounts.RequirePasswordChangeOfMany.self,
        self.handlers.accountsHandlers.requirePasswordChangeOfMany)

    case .secondFactorGetStatus:
      try await context.answer(
        SecondFactor.GetStatus.self, self.handlers.secondFactorHandlers.getStatus)
    case .secondFactorBeginTOTPEnrollment:
      try await context.answer(
        SecondFactor.BeginTOTPEnrollment.self,
        self.handlers.secondFactorHandlers.beginTOTPEnrollment)
    case .secondFactorConfirmTOTPEnrollment:
      try await context.answer(
        SecondFactor.ConfirmTOTPEnrollment.self,
        self.handlers.secondFactorHandlers.confirmTOTPEnrollment)
    case .secondFactorRegenerateRecoveryCodes:
      try await context.answer(
        SecondFactor.RegenerateRecoveryCodes.self,
        self.handlers.secondFactorHandlers.regenerateRecoveryCodes)
    case .secondFactorDisableSecondFactor:
      try await context.answer(
        SecondFactor.DisableSecondFactor.self,
        self.handlers.secondFactorHandlers.disableSecondFactor)
    case .secondFactorResetSecondFactor:
      try await context.answer(
        SecondFactor.ResetSecondFactor.self, self.handlers.secondFactorHandlers.resetSecondFactor)

    case .rolesListRoles:
      try await context.answer(Roles.ListRoles.self, self.handlers.rolesHandlers.listRoles)
    case .rolesGetRole:
      try await context.answer(Roles.GetRole.self, self.handlers.rolesHandlers.getRole)
    case .rolesCreateRole:
      try await context.answer(Roles.CreateRole.self, self.handlers.rolesHandlers.createRole)
    case .rolesUpdateRole:
      try await context.answer(Roles.UpdateRole.self, self.handlers.rolesHandlers.updateRole)
    case .rolesCloneRole:
      try await context.answer(Roles.CloneRole.self, self.handlers.rolesHandlers.cloneRole)
    case .rolesDeleteRole:
      try await context.answer(Roles.DeleteRole.self, self.handlers.rolesHandlers.deleteRole)
    case .rolesExplainAccess:
      try await context.answer(Roles.ExplainAccess.self, self.handlers.rolesHandlers.explainAccess)
    case .settingsGetSettings:
      try await context.answer(
        Settings.GetSettings.self, self.handlers.settingsHandlers.getSettings)
    case .settingsUpdateSettings:
      try await context.answer(
        Settings.UpdateSettings.self, self.handlers.settingsHandlers.updateSettings)

    case .mailGetServer:
      try await context.answer(Mail.GetServer.self, self.handlers.mailHandlers.getServer)
    case .mailUpdateServer:
      try await context.answer(Mail.UpdateServer.self, self.handlers.mailHandlers.updateServer)
    case .mailTestServer:
      try await context.answer(Mail.TestServer.self, self.handlers.mailHandlers.testServer)
    case .mailListTemplates:
      try await context.answer(Mail.ListTemplates.self, self.handlers.mailHandlers.listTemplates)
    case .mailPreviewTemplate:
      try await context.answer(
        Mail.PreviewTemplate.self, self.handlers.mailHandlers.previewTemplate)
    case .mailUpdateTemplate:
      try await context.answer(Mail.UpdateTemplate.self, self.handlers.mailHandlers.updateTemplate)
    case .mailGetMessage:
      try await context.answer(Mail.GetMessage.self, self.handlers.mailHandlers.getMessage)
    case .mailListMessages:
      try await context.answer(Mail.ListMessages.self, self.handlers.mailHandlers.listMessages)
    case .mailRetryMessage:
      try await context.answer(Mail.RetryMessage.self, self.handlers.mailHandlers.retryMessage)
    case .mailCancelMessage:
      try await context.answer(Mail.CancelMessage.self, self.handlers.mailHandlers.cancelMessage)
    case .mailListUndeliverable:
      try await context.answer(
        Mail.ListUndeliverable.self, self.handlers.mailHandlers.listUndeliverable)
    case .mailClearUndeliverable:
      try await context.answer(
        Mail.ClearUndeliverable.self, self.handlers.mailHandlers.clearUndeliverable)

    case .auditListEvents:
      try await context.answer(Audit.ListEvents.self, self.handlers.auditHandlers.listEvents)
    case .auditTailEvents:
      try await context.answerStream(Audit.TailEvents.self, self.handlers.auditHandlers.tailEvents)
    case .auditExportEvents:
      try await context.answerStream(
        Audit.ExportEvents.self, self.handlers.auditHandlers.exportEvents)
    case .auditVerifyChain:
      try await context.answer(Audit.VerifyChain.self, self.handlers.auditHandlers.verifyChain)

    case .operatorBootstrap:
      try await context.answer(Operator.Bootstrap.self, self.handlers.operatorHandlers.bootstrap)
    case .operatorBreakGlass:
      try await context.answer(Operator.BreakGlass.self, self.handlers.operatorHandlers.breakGlass)
    case .operatorBackup:
      try await context.answer(Operator.Backup.self, self.handlers.operatorHandlers.backup)
    case .operatorDrain:
      try await context.answer(Operator.Drain.self, self.handlers.operatorHandlers.drain)
    case .operatorRotateKeys:
      try await context.answer(Operator.RotateKeys.self, self.handlers.operatorHandlers.rotateKeys)
    case .operatorGetMetrics:
      try await context.answer(Operator.GetMetrics.self, self.handlers.operatorHandlers.getMetrics)
    }
  }
}
