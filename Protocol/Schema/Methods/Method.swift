/// Everything that can be called. The raw value is the number on the wire and is never used again
/// for anything else.
///
/// A case is the method's name with a small first letter and without the dot: `Agents.SetPassword` is
/// ``agentsSetPassword``. Hundreds are services; gaps are methods that are specified and not built.
public enum Method: UInt16, CaseIterable, Sendable {
  // Server
  /// `Server.Ping`
  case serverPing = 101
  /// `Server.GetInfo`
  case serverGetInfo = 102
  /// `Server.GetHealth`
  case serverGetHealth = 103
  /// `Server.Describe`
  case serverDescribe = 104
  /// `Server.WatchHealth`
  case serverWatchHealth = 105

  // SignIn
  /// `SignIn.SignIn`
  case signInSignIn = 201
  /// `SignIn.CompleteSecondFactor`
  case signInCompleteSecondFactor = 202
  /// `SignIn.CompletePasswordChange`
  case signInCompletePasswordChange = 203
  /// `SignIn.Reauthenticate`
  case signInReauthenticate = 204
  /// `SignIn.SignOut`
  case signInSignOut = 205

  // Sessions
  /// `Sessions.VerifySession`
  case sessionsVerifySession = 301
  /// `Sessions.WatchRevocations`
  case sessionsWatchRevocations = 302
  /// `Sessions.ListOwnSessions`
  case sessionsListOwnSessions = 303
  /// `Sessions.RevokeOwnSessions`
  case sessionsRevokeOwnSessions = 304
  /// `Sessions.ListSessions`
  case sessionsListSessions = 305
  /// `Sessions.RevokeSessions`
  case sessionsRevokeSessions = 306

  // Passwords
  /// `Passwords.GetPasswordPolicy`
  case passwordsGetPasswordPolicy = 401
  /// `Passwords.CheckPassword`
  case passwordsCheckPassword = 402
  /// `Passwords.ChangePassword`
  case passwordsChangePassword = 403

  // Recovery
  /// `Recovery.RequestPasswordReset`
  case recoveryRequestPasswordReset = 501
  /// `Recovery.InspectLink`
  case recoveryInspectLink = 502
  /// `Recovery.CompletePasswordReset`
  case recoveryCompletePasswordReset = 503
  /// `Recovery.CompleteActivation`
  case recoveryCompleteActivation = 504
  /// `Recovery.ReportUnexpectedReset`
  case recoveryReportUnexpectedReset = 505
  /// `Recovery.ConfirmEmailChange`
  case recoveryConfirmEmailChange = 506

  // Contacts
  /// `Contacts.ProvisionRequester`
  case contactsProvisionRequester = 601
  /// `Contacts.GetContact`
  case contactsGetContact = 602
  /// `Contacts.ListContacts`
  case contactsListContacts = 603
  /// `Contacts.CreateContact`
  case contactsCreateContact = 604
  /// `Contacts.UpdateContact`
  case contactsUpdateContact = 605
  /// `Contacts.SendActivation`
  case contactsSendActivation = 606
  /// `Contacts.DeactivateContact`
  case contactsDeactivateContact = 607
  /// `Contacts.ReactivateContact`
  case contactsReactivateContact = 608
  /// `Contacts.MergeContacts`
  case contactsMergeContacts = 609
  /// `Contacts.SetPassword`
  case contactsSetPassword = 610
  /// `Contacts.SendPasswordResetLink`
  case contactsSendPasswordResetLink = 611
  /// `Contacts.PreviewTemporaryPassword`
  case contactsPreviewTemporaryPassword = 612
  /// `Contacts.IssueTemporaryPassword`
  case contactsIssueTemporaryPassword = 613
  /// `Contacts.EraseContact`
  case contactsEraseContact = 614
  /// `Contacts.ImportContacts`
  case contactsImportContacts = 615
  /// `Contacts.ConvertToAgent`
  case contactsConvertToAgent = 616

  // Agents
  /// `Agents.GetAgent`
  case agentsGetAgent = 701
  /// `Agents.ListAgents`
  case agentsListAgents = 702
  /// `Agents.CreateAgent`
  case agentsCreateAgent = 703
  /// `Agents.UpdateAgent`
  case agentsUpdateAgent = 704
  /// `Agents.DeactivateAgent`
  case agentsDeactivateAgent = 705
  /// `Agents.ReactivateAgent`
  case agentsReactivateAgent = 706
  /// `Agents.DeleteAgent`
  case agentsDeleteAgent = 707
  /// `Agents.SendInvitation`
  case agentsSendInvitation = 708
  /// `Agents.SetRoles`
  case agentsSetRoles = 709
  /// `Agents.SendPasswordResetLink`
  case agentsSendPasswordResetLink = 710
  /// `Agents.SetPassword`
  case agentsSetPassword = 711
  /// `Agents.TransferAccountAdministrator`
  case agentsTransferAccountAdministrator = 712

  // Accounts
  /// `Accounts.ListLocked`
  case accountsListLocked = 801
  /// `Accounts.Unlock`
  case accountsUnlock = 802
  /// `Accounts.Lock`
  case accountsLock = 803
  /// `Accounts.RequirePasswordChange`
  case accountsRequirePasswordChange = 804
  /// `Accounts.GetOwnAccount`
  case accountsGetOwnAccount = 805
  /// `Accounts.UpdateOwnAccount`
  case accountsUpdateOwnAccount = 806
  /// `Accounts.RequirePasswordChangeOfMany`
  case accountsRequirePasswordChangeOfMany = 807

  // SecondFactor
  /// `SecondFactor.GetStatus`
  case secondFactorGetStatus = 901
  /// `SecondFactor.BeginTOTPEnrollment`
  case secondFactorBeginTOTPEnrollment = 902
  /// `SecondFactor.ConfirmTOTPEnrollment`
  case secondFactorConfirmTOTPEnrollment = 903
  /// `SecondFactor.RegenerateRecoveryCodes`
  case secondFactorRegenerateRecoveryCodes = 904
  /// `SecondFactor.DisableSecondFactor`
  case secondFactorDisableSecondFactor = 905
  /// `SecondFactor.ResetSecondFactor`
  case secondFactorResetSecondFactor = 906

  // Roles
  /// `Roles.ListRoles`
  case rolesListRoles = 1001
  /// `Roles.GetRole`
  case rolesGetRole = 1002
  /// `Roles.CreateRole`
  case rolesCreateRole = 1003
  /// `Roles.UpdateRole`
  case rolesUpdateRole = 1004
  /// `Roles.CloneRole`
  case rolesCloneRole = 1005
  /// `Roles.DeleteRole`
  case rolesDeleteRole = 1006
  /// `Roles.ExplainAccess`
  case rolesExplainAccess = 1007

  // Settings
  /// `Settings.GetSettings`
  case settingsGetSettings = 1101
  /// `Settings.UpdateSettings`
  case settingsUpdateSettings = 1102

  // Mail
  /// `Mail.GetServer`
  case mailGetServer = 1201
  /// `Mail.UpdateServer`
  case mailUpdateServer = 1202
  /// `Mail.TestServer`
  case mailTestServer = 1203
  /// `Mail.ListTemplates`
  case mailListTemplates = 1204
  /// `Mail.PreviewTemplate`
  case mailPreviewTemplate = 1205
  /// `Mail.UpdateTemplate`
  case mailUpdateTemplate = 1206
  /// `Mail.GetMessage`
  case mailGetMessage = 1207
  /// `Mail.ListMessages`
  case mailListMessages = 1208
  /// `Mail.RetryMessage`
  case mailRetryMessage = 1209
  /// `Mail.CancelMessage`
  case mailCancelMessage = 1210
  /// `Mail.ListUndeliverable`
  case mailListUndeliverable = 1211
  /// `Mail.ClearUndeliverable`
  case mailClearUndeliverable = 1212

  // Audit
  /// `Audit.ListEvents`
  case auditListEvents = 1301
  /// `Audit.TailEvents`
  case auditTailEvents = 1302
  /// `Audit.ExportEvents`
  case auditExportEvents = 1303
  /// `Audit.VerifyChain`
  case auditVerifyChain = 1304

  // Operator
  /// `Operator.Bootstrap`
  case operatorBootstrap = 1401
  /// `Operator.BreakGlass`
  case operatorBreakGlass = 1402
  /// `Operator.Backup`
  case operatorBackup = 1403
  /// `Operator.Drain`
  case operatorDrain = 1404
  /// `Operator.RotateKeys`
  case operatorRotateKeys = 1405
  /// `Operator.GetMetrics`
  case operatorGetMetrics = 1406
}
