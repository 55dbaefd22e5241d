import LatchkeyApplication

/// The handlers of every service, one type a service. Each method of the schema leads to the function of the
/// same name here; the router (`Service+Routing.swift`) is the list.
struct Handlers {
  let serverHandlers: ServerHandlers
  let signInHandlers: SignInHandlers
  let sessionsHandlers: SessionsHandlers
  let passwordsHandlers: PasswordsHandlers
  let recoveryHandlers: RecoveryHandlers
  let contactsHandlers: ContactsHandlers
  let agentsHandlers: AgentsHandlers
  let accountsHandlers: AccountsHandlers
  let secondFactorHandlers: SecondFactorHandlers
  let rolesHandlers: RolesHandlers
  let settingsHandlers: SettingsHandlers
  let mailHandlers: MailHandlers
  let auditHandlers: AuditHandlers
  let operatorHandlers: OperatorHandlers

  init(
    desk: Desk, principals: Principals, facts: ServiceFacts, health: HealthBoard,
    host: HostActions, names: any DomainNames
  ) {
    let read = RequestReader(names: names)
    self.serverHandlers = ServerHandlers(desk: desk, facts: facts, health: health)
    self.signInHandlers = SignInHandlers(desk: desk)
    self.sessionsHandlers = SessionsHandlers(desk: desk, read: read)
    self.passwordsHandlers = PasswordsHandlers(desk: desk)
    self.recoveryHandlers = RecoveryHandlers(desk: desk, read: read)
    self.contactsHandlers = ContactsHandlers(desk: desk, read: read)
    self.agentsHandlers = AgentsHandlers(desk: desk, read: read)
    self.accountsHandlers = AccountsHandlers(desk: desk, read: read)
    self.secondFactorHandlers = SecondFactorHandlers(desk: desk, read: read)
    self.rolesHandlers = RolesHandlers(desk: desk, read: read, principals: principals)
    self.settingsHandlers = SettingsHandlers(desk: desk)
    self.mailHandlers = MailHandlers(desk: desk, read: read)
    self.auditHandlers = AuditHandlers(desk: desk)
    self.operatorHandlers = OperatorHandlers(
      desk: desk, read: read, facts: facts, health: health, host: host)
  }
}
