import LatchkeyApplication
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

extension Service {
  /// Carries a call out, or repeats the reply of the same call from before.
  func route(_ method: Method, _ exchange: Exchange) async throws -> Reply {
    guard exchange.call.idempotency != nil, method.declaration.isMutation else {
      return try await self.carryOut(method, exchange)
    }
    switch try await self.desk.replay(exchange.call, method) {
    case .reply(let body):
      return Reply(body: body, metadata: Self.replayMark)
    case .firstTime:
      let reply = try await self.carryOut(method, exchange)
      if !method.declaration.isSensitive {
        // The call is done. When its reply cannot be kept, a replay hears REPLY_NOT_RETAINED; a
        // failure here would tell the caller that nothing was done.
        try? await self.desk.keepReply(reply.body, of: exchange.call, method)
      }
      return reply
    }
  }

  /// Beside a reply that was given before.
  private static let replayMark = Metadata([
    Metadata.Entry(name: AnswerMetadata.idempotentReplay, value: .text("true"))
  ])

  /// Where each method leads. Exhaustive: a method without a handler does not compile.
  private func carryOut(_ method: Method, _ exchange: Exchange) async throws -> Reply {
    switch method {
    case .serverPing: try await exchange.answerDirectly(Server.Ping.self, self.ping)
    case .serverGetInfo: try await exchange.answer(Server.GetInfo.self, self.getInfo)
    case .serverGetHealth: try await exchange.answer(Server.GetHealth.self, self.getHealth)
    case .serverDescribe: try await exchange.answer(Server.Describe.self, self.describe)
    case .serverWatchHealth:
      try await exchange.answerStream(Server.WatchHealth.self, self.watchHealth)

    case .signInSignIn: try await exchange.answer(SignIn.SignIn.self, self.signIn)
    case .signInCompleteSecondFactor:
      try await exchange.answer(SignIn.CompleteSecondFactor.self, self.completeSecondFactor)
    case .signInCompletePasswordChange:
      try await exchange.answer(SignIn.CompletePasswordChange.self, self.completePasswordChange)
    case .signInReauthenticate:
      try await exchange.answer(SignIn.Reauthenticate.self, self.reauthenticate)
    case .signInSignOut: try await exchange.answer(SignIn.SignOut.self, self.signOut)

    case .sessionsVerifySession:
      try await exchange.answerDirectly(Sessions.VerifySession.self, self.verifySession)
    case .sessionsWatchRevocations:
      try await exchange.answerStream(Sessions.WatchRevocations.self, self.watchRevocations)
    case .sessionsListOwnSessions:
      try await exchange.answer(Sessions.ListOwnSessions.self, self.listOwnSessions)
    case .sessionsRevokeOwnSessions:
      try await exchange.answer(Sessions.RevokeOwnSessions.self, self.revokeOwnSessions)
    case .sessionsListSessions:
      try await exchange.answer(Sessions.ListSessions.self, self.listSessions)
    case .sessionsRevokeSessions:
      try await exchange.answer(Sessions.RevokeSessions.self, self.revokeSessions)

    case .passwordsGetPasswordPolicy:
      try await exchange.answer(Passwords.GetPasswordPolicy.self, self.getPasswordPolicy)
    case .passwordsCheckPassword:
      try await exchange.answer(Passwords.CheckPassword.self, self.checkPassword)
    case .passwordsChangePassword:
      try await exchange.answer(Passwords.ChangePassword.self, self.changePassword)

    case .recoveryRequestPasswordReset:
      try await exchange.answer(Recovery.RequestPasswordReset.self, self.requestPasswordReset)
    case .recoveryInspectLink:
      try await exchange.answer(Recovery.InspectLink.self, self.inspectLink)
    case .recoveryCompletePasswordReset:
      try await exchange.answer(Recovery.CompletePasswordReset.self, self.completePasswordReset)
    case .recoveryCompleteActivation:
      try await exchange.answer(Recovery.CompleteActivation.self, self.completeActivation)
    case .recoveryReportUnexpectedReset:
      try await exchange.answer(Recovery.ReportUnexpectedReset.self, self.reportUnexpectedReset)
    case .recoveryConfirmEmailChange:
      try await exchange.answer(Recovery.ConfirmEmailChange.self, self.confirmEmailChange)
    case .contactsProvisionRequester:
      try await exchange.answer(Contacts.ProvisionRequester.self, self.provisionRequester)
    case .contactsGetContact:
      try await exchange.answer(Contacts.GetContact.self, self.getContact)
    case .contactsListContacts:
      try await exchange.answer(Contacts.ListContacts.self, self.listContacts)
    case .contactsCreateContact:
      try await exchange.answer(Contacts.CreateContact.self, self.createContact)
    case .contactsUpdateContact:
      try await exchange.answer(Contacts.UpdateContact.self, self.updateContact)
    case .contactsSendActivation:
      try await exchange.answer(Contacts.SendActivation.self, self.sendActivation)
    case .contactsDeactivateContact:
      try await exchange.answer(Contacts.DeactivateContact.self, self.deactivateContact)
    case .contactsReactivateContact:
      try await exchange.answer(Contacts.ReactivateContact.self, self.reactivateContact)
    case .contactsMergeContacts:
      try await exchange.answer(Contacts.MergeContacts.self, self.mergeContacts)
    case .contactsSetPassword:
      try await exchange.answer(Contacts.SetPassword.self, self.setContactPassword)
    case .contactsSendPasswordResetLink:
      try await exchange.answer(Contacts.SendPasswordResetLink.self, self.sendContactResetLink)
    case .contactsPreviewTemporaryPassword:
      try await exchange.answer(
        Contacts.PreviewTemporaryPassword.self, self.previewTemporaryPassword)
    case .contactsIssueTemporaryPassword:
      try await exchange.answer(Contacts.IssueTemporaryPassword.self, self.issueTemporaryPassword)
    case .contactsEraseContact:
      try await exchange.answer(Contacts.EraseContact.self, self.eraseContact)
    case .contactsImportContacts:
      try await exchange.answerBothWays(Contacts.ImportContacts.self, self.importContacts)
    case .contactsConvertToAgent:
      try await exchange.answer(Contacts.ConvertToAgent.self, self.convertToAgent)

    case .agentsGetAgent: try await exchange.answer(Agents.GetAgent.self, self.getAgent)
    case .agentsListAgents: try await exchange.answer(Agents.ListAgents.self, self.listAgents)
    case .agentsCreateAgent: try await exchange.answer(Agents.CreateAgent.self, self.createAgent)
    case .agentsUpdateAgent: try await exchange.answer(Agents.UpdateAgent.self, self.updateAgent)
    case .agentsDeactivateAgent:
      try await exchange.answer(Agents.DeactivateAgent.self, self.deactivateAgent)
    case .agentsReactivateAgent:
      try await exchange.answer(Agents.ReactivateAgent.self, self.reactivateAgent)
    case .agentsDeleteAgent:
      try await exchange.answer(Agents.DeleteAgent.self, self.deleteAgent)
    case .agentsSendInvitation:
      try await exchange.answer(Agents.SendInvitation.self, self.sendInvitation)
    case .agentsSetRoles: try await exchange.answer(Agents.SetRoles.self, self.setRoles)
    case .agentsSendPasswordResetLink:
      try await exchange.answer(Agents.SendPasswordResetLink.self, self.sendPasswordResetLink)
    case .agentsSetPassword: try await exchange.answer(Agents.SetPassword.self, self.setPassword)
    case .agentsTransferAccountAdministrator:
      try await exchange.answer(
        Agents.TransferAccountAdministrator.self, self.transferAccountAdministrator)

    case .accountsListLocked:
      try await exchange.answer(Accounts.ListLocked.self, self.listLocked)
    case .accountsUnlock: try await exchange.answer(Accounts.Unlock.self, self.unlock)
    case .accountsLock: try await exchange.answer(Accounts.Lock.self, self.lock)
    case .accountsRequirePasswordChange:
      try await exchange.answer(Accounts.RequirePasswordChange.self, self.requirePasswordChange)
    case .accountsGetOwnAccount:
      try await exchange.answer(Accounts.GetOwnAccount.self, self.getOwnAccount)
    case .accountsUpdateOwnAccount:
      try await exchange.answer(Accounts.UpdateOwnAccount.self, self.updateOwnAccount)
    case .accountsRequirePasswordChangeOfMany:
      try await exchange.answer(
        Accounts.RequirePasswordChangeOfMany.self, self.requirePasswordChangeOfMany)

    case .secondFactorGetStatus:
      try await exchange.answer(SecondFactor.GetStatus.self, self.getSecondFactorStatus)
    case .secondFactorBeginTOTPEnrollment:
      try await exchange.answer(SecondFactor.BeginTOTPEnrollment.self, self.beginEnrollment)
    case .secondFactorConfirmTOTPEnrollment:
      try await exchange.answer(SecondFactor.ConfirmTOTPEnrollment.self, self.confirmEnrollment)
    case .secondFactorRegenerateRecoveryCodes:
      try await exchange.answer(SecondFactor.RegenerateRecoveryCodes.self, self.renewRecoveryCodes)
    case .secondFactorDisableSecondFactor:
      try await exchange.answer(SecondFactor.DisableSecondFactor.self, self.disableSecondFactor)
    case .secondFactorResetSecondFactor:
      try await exchange.answer(SecondFactor.ResetSecondFactor.self, self.resetSecondFactor)

    case .rolesListRoles: try await exchange.answer(Roles.ListRoles.self, self.listRoles)
    case .rolesGetRole: try await exchange.answer(Roles.GetRole.self, self.getRole)
    case .rolesCreateRole: try await exchange.answer(Roles.CreateRole.self, self.createRole)
    case .rolesUpdateRole: try await exchange.answer(Roles.UpdateRole.self, self.updateRole)
    case .rolesCloneRole: try await exchange.answer(Roles.CloneRole.self, self.cloneRole)
    case .rolesDeleteRole: try await exchange.answer(Roles.DeleteRole.self, self.deleteRole)
    case .rolesExplainAccess:
      try await exchange.answer(Roles.ExplainAccess.self, self.explainAccess)
    case .settingsGetSettings:
      try await exchange.answer(Settings.GetSettings.self, self.getSettings)
    case .settingsUpdateSettings:
      try await exchange.answer(Settings.UpdateSettings.self, self.updateSettings)

    case .mailGetServer: try await exchange.answer(Mail.GetServer.self, self.getMailServer)
    case .mailUpdateServer:
      try await exchange.answer(Mail.UpdateServer.self, self.updateMailServer)
    case .mailTestServer: try await exchange.answer(Mail.TestServer.self, self.testMailServer)
    case .mailListTemplates: try await exchange.answer(Mail.ListTemplates.self, self.listTemplates)
    case .mailPreviewTemplate:
      try await exchange.answer(Mail.PreviewTemplate.self, self.previewTemplate)
    case .mailUpdateTemplate:
      try await exchange.answer(Mail.UpdateTemplate.self, self.updateTemplate)
    case .mailGetMessage: try await exchange.answer(Mail.GetMessage.self, self.getMessage)
    case .mailListMessages: try await exchange.answer(Mail.ListMessages.self, self.listMessages)
    case .mailRetryMessage: try await exchange.answer(Mail.RetryMessage.self, self.retryMessage)
    case .mailCancelMessage: try await exchange.answer(Mail.CancelMessage.self, self.cancelMessage)
    case .mailListUndeliverable:
      try await exchange.answer(Mail.ListUndeliverable.self, self.listUndeliverable)
    case .mailClearUndeliverable:
      try await exchange.answer(Mail.ClearUndeliverable.self, self.clearUndeliverable)

    case .auditListEvents: try await exchange.answer(Audit.ListEvents.self, self.listEvents)
    case .auditTailEvents:
      try await exchange.answerStream(Audit.TailEvents.self, self.tailEvents)
    case .auditExportEvents:
      try await exchange.answerStream(Audit.ExportEvents.self, self.exportEvents)
    case .auditVerifyChain: try await exchange.answer(Audit.VerifyChain.self, self.verifyChain)

    case .operatorBootstrap: try await exchange.answer(Operator.Bootstrap.self, self.bootstrap)
    case .operatorBreakGlass: try await exchange.answer(Operator.BreakGlass.self, self.breakGlass)
    case .operatorBackup: try await exchange.answer(Operator.Backup.self, self.backUp)
    case .operatorDrain: try await exchange.answer(Operator.Drain.self, self.drain)
    case .operatorRotateKeys: try await exchange.answer(Operator.RotateKeys.self, self.rotateKeys)
    case .operatorGetMetrics: try await exchange.answer(Operator.GetMetrics.self, self.getMetrics)
    }
  }
}
