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

  // SignIn
  /// `SignIn.SignIn`
  case signInSignIn = 201
  /// `SignIn.CompletePasswordChange`
  case signInCompletePasswordChange = 203
  /// `SignIn.Reauthenticate`
  case signInReauthenticate = 204
  /// `SignIn.SignOut`
  case signInSignOut = 205

  // Sessions
  /// `Sessions.VerifySession`
  case sessionsVerifySession = 301
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

  // Roles
  /// `Roles.ListRoles`
  case rolesListRoles = 1001
  /// `Roles.GetRole`
  case rolesGetRole = 1002
  /// `Roles.CreateRole`
  case rolesCreateRole = 1003
  /// `Roles.UpdateRole`
  case rolesUpdateRole = 1004
  /// `Roles.DeleteRole`
  case rolesDeleteRole = 1006

  // Mail
  /// `Mail.ListMessages`
  case mailListMessages = 1208
  /// `Mail.RetryMessage`
  case mailRetryMessage = 1209

  // Audit
  /// `Audit.ListEvents`
  case auditListEvents = 1301
  /// `Audit.VerifyChain`
  case auditVerifyChain = 1304

  // Operator
  /// `Operator.Bootstrap`
  case operatorBootstrap = 1401
}
