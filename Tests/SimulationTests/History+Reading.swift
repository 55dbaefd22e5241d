import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension Model {
  /// A look at something: refused like a change, and recorded only then.
  mutating func look(
    _ session: Int, _ rule: Rule, on target: Int? = nil, role: Int? = nil, findsEnded: Bool = false,
    in population: Population? = nil
  ) -> Expectation {
    if let denial = self.gate(session, rule, on: target, role: role, findsEnded: findsEnded) {
      return denial
    }
    guard let target, let population, self.accounts[target].population != population else {
      return .nothing
    }
    return .refused(.notFound)
  }

  /// A look at what is the own: any session does.
  mutating func lookAtOwn(_ session: Int) -> Expectation {
    self.present(session).map { .denied($0) } ?? .nothing
  }
}

extension History {
  /// One call that changes nothing.
  func read(_ session: Int) -> Action {
    let target = self.person()
    let selector = AccountSelector.id(Self.id(target))
    let role = self.pick(0...self.model.roles.count - 1)
    let call = self.call(session)
    let desk = self.desk
    func look<Value>(
      _ method: Method, _ rule: Rule, on target: Int? = nil, role: Int? = nil,
      findsEnded: Bool = false, in population: Population? = nil,
      _ perform: @escaping @Sendable () async throws -> Value
    ) -> Action {
      Action(method, "looks: \(method)", by: session) {
        $0.look(
          session, rule, on: target, role: role, findsEnded: findsEnded, in: population)
      } _: {
        try await perform()
      }
    }
    switch self.pick(0...18) {
    case 0:
      return look(
        .agentsGetAgent, Rule(any: [.viewAgents, .manageAgents]), on: target, in: .agent
      ) { try await desk.desk.agents.getAgent(call, selector) }
    case 1:
      return look(.agentsListAgents, Rule(any: [.viewAgents, .manageAgents])) {
        try await desk.desk.agents.listAgents(call, after: nil, search: nil, limit: 10)
      }
    case 2:
      return look(
        .contactsGetContact, Rule(all: [.viewContacts]), on: target, findsEnded: true,
        in: .contact
      ) { try await desk.desk.contacts.getContact(call, selector) }
    case 3:
      return look(.contactsListContacts, Rule(all: [.viewContacts])) {
        try await desk.desk.contacts.listContacts(
          call, filter: .all, text: nil, after: nil, limit: 10)
      }
    case 4:
      return look(.rolesListRoles, Rule(any: [.viewAgents, .manageAgents, .manageRoles])) {
        try await desk.desk.roles.listRoles(call)
      }
    case 5:
      return look(
        .rolesGetRole, Rule(any: [.viewAgents, .manageAgents, .manageRoles]), role: role
      ) { try await desk.desk.roles.getRole(call, Self.roleID(role)) }
    case 6:
      return look(.rolesExplainAccess, Rule(all: [.manageRoles])) {
        try await desk.desk.roles.explainAccess(
          call,
          AccessQuestion(
            agent: .id(Self.id(0)), method: .agentsListAgents, principal: .console))
      }
    case 7:
      return look(.settingsGetSettings, Rule(any: [.manageSecurity, .manageEmail])) {
        try await desk.desk.settings.getSettings(call, prefix: "links.")
      }
    case 8:
      return look(.accountsListLocked, Rule(all: [.unlockAccounts])) {
        try await desk.desk.accounts.listLocked(call, after: nil, limit: 10)
      }
    case 9:
      return look(.sessionsListSessions, Rule(all: [.manageSessions]), on: target) {
        try await desk.desk.sessions.listSessions(call, of: selector)
      }
    case 10:
      return look(.auditListEvents, Rule(all: [.viewAudit])) {
        try await desk.desk.audit.listEvents(call, AuditQuery(limit: 10))
      }
    case 11:
      return look(.auditVerifyChain, Rule(all: [.viewAudit])) {
        try await desk.desk.audit.verifyChain(call)
      }
    case 12:
      return look(.mailListMessages, Rule(all: [.manageEmail])) {
        try await desk.desk.mail.listMessages(call, OutboxQuery(limit: 10))
      }
    case 13:
      return Action(
        .contactsPreviewTemporaryPassword, "looks what issuing p\(target) one would do",
        by: session
      ) {
        $0.previewTemporary(session, target)
      } _: {
        try await desk.desk.contacts.previewTemporaryPassword(call, for: selector)
      }
    case 14:
      return Action(.accountsGetOwnAccount, "looks at the own account", by: session) {
        $0.lookAtOwn(session)
      } _: {
        try await desk.desk.accounts.getOwnAccount(call)
      }
    case 15...16:
      return Action(.sessionsListOwnSessions, "looks at the own sessions", by: session) {
        $0.lookAtOwn(session)
      } _: {
        try await desk.desk.sessions.listOwnSessions(call)
      }
    case 17:
      return Action(.passwordsGetPasswordPolicy, "somebody reads the policy") { _ in
        .nothing
      } _: {
        try await desk.desk.passwords.getPasswordPolicy(desk.anonymous(), of: .contact)
      }
    default:
      let token = self.model.tokens.last?.text
      return Action(.passwordsCheckPassword, "somebody tries a candidate") { _ in
        .nothing
      } _: {
        try await desk.desk.passwords.checkPassword(
          desk.anonymous(), population: .agent, candidate: Secret("Sim-Candidate-1!"),
          token: token)
      }
    }
  }
}
