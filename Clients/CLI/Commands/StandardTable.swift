/// The table of this program.
enum StandardTable {
  static let table = CommandTable<Run>(
    nouns: [
      Noun(name: "sign-in", summary: "open a session"),
      Noun(name: "sign-out", summary: "end the session"),
      Noun(name: "step-up", summary: "prove your identity again, for sensitive commands"),
      Noun(name: "whoami", summary: "show who is signed in"),
      Noun(name: "session", summary: "your own sessions, and those of other accounts"),
      Noun(name: "password", summary: "your own password, and the rules for passwords"),
      Noun(name: "second-factor", summary: "authenticator devices"),
      Noun(name: "reset", summary: "forgotten passwords: links by mail"),
      Noun(name: "activation", summary: "invitations"),
      Noun(name: "contact", summary: "the customers"),
      Noun(name: "agent", summary: "the staff of the help desk"),
      Noun(name: "account", summary: "your own account; locks, and required password changes"),
      Noun(name: "role", summary: "roles and their permissions"),
      Noun(name: "explain", summary: "why an agent may do something, or may not"),
      Noun(name: "settings", summary: "policies and other settings of the desk"),
      Noun(name: "mail", summary: "outgoing mail: the server, the outbox, the templates"),
      Noun(name: "audit", summary: "the record of all changes and refusals"),
      Noun(name: "server", summary: "the service itself"),
      Noun(name: "describe", summary: "the methods of the service"),
      Noun(name: "top", summary: "rates and queues of the service"),
      Noun(name: "operator", summary: "tasks for root on this host"),
      Noun(name: "call", summary: "any method, with JSON"),
      Noun(name: "completion", summary: "completion for shells"),
    ],
    groups: [
      Noun(name: "mail server", summary: "the server that takes outgoing mail"),
      Noun(name: "mail outbox", summary: "queued messages and their delivery"),
      Noun(name: "mail template", summary: "the texts of mails"),
    ],
    commands: [
      SignInCommands.all, SessionsCommands.all, RevocationCommands.all, PasswordsCommands.all,
      SecondFactorCommands.all, ContactsCommands.all, ContactChangeCommands.all,
      ContactCredentialCommands.all, ContactImportCommands.all, AgentsCommands.all,
      AgentCredentialCommands.all, AccountsCommands.all, OwnAccountCommands.all,
      RecoveryCommands.all, RolesCommands.all, AccessCommands.all, SettingsCommands.all,
      MailServerCommands.all, MailCommands.all, MailTemplateCommands.all, AuditCommands.all,
      AuditStreamCommands.all, ServerCommands.all, OperatorCommands.all, CallCommands.all,
      DescribeCommands.all, TopCommands.all, CompletionCommands.all,
    ].flatMap { $0 })
}
