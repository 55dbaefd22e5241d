import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// One entry for each change and each denial, chained so that nothing can be taken out unnoticed.
@Suite("Audit")
struct AuditTests {
  /// Every use case, done once.
  enum UseCase: String, CaseIterable, Sendable {
    case signIn, signInForTicket, stepUp, changePassword, signOut, requestReset, inspect
    case completeReset, report, completeActivation, completeChange, createAgent, updateAgent
    case deactivate, reactivate, invite, setRoles, sendLink, setPassword, transfer, lock, unlock
    case requireChange, createRole, updateRole, deleteRole, revokeOwn, revokeOthers, retryMail
    case readAgent, listAgents, listRoles, listOwnSessions, listSessions, listLocked, listMails
    case listAudit, verifySession, verifyAudit, checkPassword, policy

    /// What it adds to the audit.
    var entries: [String] {
      switch self {
      case .signIn, .signInForTicket: ["sign_in done"]
      case .stepUp: ["step_up done"]
      case .changePassword: ["password.change done"]
      case .signOut: ["sign_out done"]
      case .requestReset: ["reset.requested done"]
      case .completeReset: ["reset.completed done"]
      case .report: ["reset.reported done"]
      case .completeActivation: ["activation.completed done"]
      case .completeChange: ["password.change_completed done"]
      case .createAgent: ["agent.create done"]
      case .updateAgent: ["agent.update done"]
      case .deactivate: ["agent.deactivate done"]
      case .reactivate: ["agent.reactivate done"]
      case .invite: ["agent.invite done"]
      case .setRoles: ["agent.roles.set done"]
      case .sendLink: ["agent.reset_link.send done"]
      case .setPassword: ["agent.password.set done"]
      case .transfer: ["account_administrator.transfer done"]
      case .lock: ["account.lock done"]
      case .unlock: ["account.unlock done"]
      case .requireChange: ["account.require_password_change done"]
      case .createRole: ["role.create done"]
      case .updateRole: ["role.update done"]
      case .deleteRole: ["role.delete done"]
      case .revokeOwn, .revokeOthers: ["session.revoke done"]
      case .retryMail: ["mail.retry done"]
      case .inspect, .readAgent, .listAgents, .listRoles, .listOwnSessions, .listSessions,
        .listLocked, .listMails, .listAudit, .verifySession, .verifyAudit, .checkPassword, .policy:
        []
      }
    }
  }

  /// People and things that every use case finds.
  struct Scene: Sendable {
    let ada: Colleague
    let kim: Colleague
    let role: RoleID
    var token = Secret("")

    init(_ desk: TestDesk, _ useCase: UseCase) async throws {
      self.ada = try await desk.bootstrap()
      self.kim =
        useCase == .completeActivation || useCase == .invite
        ? try await desk.account("kim@example.com", password: nil)
        : try await desk.agent("kim@example.com")
      self.role = try await desk.role("Viewers", [.viewAgents])
      switch useCase {
      case .inspect, .completeReset, .report, .completeActivation:
        self.token = try await desk.forgottenLink(of: self.kim.email)
      case .completeChange, .signInForTicket:
        try await desk.set("Given-W0rds!", of: self.kim, by: self.ada, oneTime: true)
        if useCase == .completeChange,
          let ticket = try await desk.ticket(self.kim.email, "Given-W0rds!")
        {
          self.token = ticket.token
        }
      case .reactivate:
        _ = try await desk.desk.agents.deactivateAgent(
          desk.call(self.ada), self.kim.selector, reason: "")
      case .unlock:
        try await desk.desk.accounts.lock(desk.call(self.ada), self.kim.selector, reason: "")
      case .retryMail:
        _ = try await desk.desk.agents.sendPasswordResetLink(
          desk.call(self.ada), to: self.kim.selector)
        let now = desk.clock.now()
        try await desk.store.write { transaction in
          for mail in try transaction.leaseMails(
            at: now, until: now + .minutes(1), limit: 9, bulkLimit: 9)
          {
            _ = try transaction.settleMail(
              mail.id, attempt: mail.attempts, state: .failed, nextAttemptAt: now,
              deliveredAt: nil, lastError: "No room.")
          }
        }
      default: break
      }
      desk.clock.move(by: 1)
    }

    func play(_ useCase: UseCase, _ desk: TestDesk) async throws {
      let cases = desk.desk
      let call = desk.call(self.ada)
      let own = desk.call(self.kim)
      let new = Secret("Brand-N3w-Words!")
      var changes = AgentChanges()
      switch useCase {
      case .signIn: _ = try await desk.session(self.kim.email, self.kim.password)
      case .signInForTicket: _ = try await desk.ticket(self.kim.email, "Given-W0rds!")
      case .stepUp: try await desk.stepUp(self.kim)
      case .changePassword:
        _ = try await cases.passwords.changePassword(
          own, current: Secret(self.kim.password), new: new, endCurrentSession: false)
      case .signOut: try await cases.signIn.signOut(own)
      case .requestReset:
        try await cases.recovery.requestPasswordReset(
          desk.anonymous(), population: .agent, address: try EmailAddress(self.kim.email))
      case .inspect: try await desk.inspect(self.token)
      case .completeReset: try await desk.completeReset(self.token, "Brand-N3w-Words!")
      case .report:
        try await cases.recovery.reportUnexpectedReset(
          desk.anonymous(), token: self.token, population: .agent)
      case .completeActivation: try await desk.activate(self.token, "Brand-N3w-Words!")
      case .completeChange: _ = try await desk.completeChange(self.token, "Brand-N3w-Words!")
      case .createAgent: try await desk.create("new@example.com", by: self.ada)
      case .updateAgent:
        changes.displayName = try DisplayName("Kim Other")
        _ = try await cases.agents.updateAgent(call, self.kim.selector, changes)
      case .deactivate:
        _ = try await cases.agents.deactivateAgent(call, self.kim.selector, reason: "")
      case .reactivate: _ = try await cases.agents.reactivateAgent(call, self.kim.selector)
      case .invite: _ = try await cases.agents.sendInvitation(call, to: self.kim.selector)
      case .setRoles:
        _ = try await cases.agents.setRoles(call, of: self.kim.selector, to: [self.role])
      case .sendLink: _ = try await cases.agents.sendPasswordResetLink(call, to: self.kim.selector)
      case .setPassword: try await desk.set("Given-W0rds!", of: self.kim, by: self.ada)
      case .transfer:
        _ = try await cases.agents.transferAccountAdministrator(call, to: self.kim.selector)
      case .lock: try await cases.accounts.lock(call, self.kim.selector, reason: "")
      case .unlock: try await cases.accounts.unlock(call, self.kim.selector)
      case .requireChange:
        try await cases.accounts.requirePasswordChange(call, self.kim.selector, isCompromised: true)
      case .createRole: _ = try await cases.roles.createRole(call, name: "New", permissions: [])
      case .updateRole:
        _ = try await cases.roles.updateRole(
          call, self.role, name: "Newer", permissions: nil, revision: nil)
      case .deleteRole: _ = try await cases.roles.deleteRole(call, self.role, reassignTo: nil)
      case .revokeOwn:
        _ = try await cases.sessions.revokeOwnSessions(own, session: nil, includingCurrent: true)
      case .revokeOthers:
        _ = try await cases.sessions.revokeSessions(call, of: self.kim.selector, session: nil)
      case .retryMail:
        _ = try await cases.mail.retryMessage(call, MailID(rawValue: 1))
      case .readAgent: _ = try await cases.agents.getAgent(call, self.kim.selector)
      case .listAgents:
        _ = try await cases.agents.listAgents(call, after: nil, search: nil, limit: 10)
      case .listRoles: _ = try await cases.roles.listRoles(call)
      case .listOwnSessions: _ = try await cases.sessions.listOwnSessions(own)
      case .listSessions: _ = try await cases.sessions.listSessions(call, of: self.kim.selector)
      case .listLocked: _ = try await cases.accounts.listLocked(call, after: nil, limit: 10)
      case .listMails: _ = try await cases.mail.listMessages(call, OutboxQuery(limit: 10))
      case .listAudit: _ = try await cases.audit.listEvents(call, AuditQuery(limit: 10))
      case .verifySession:
        _ = try await cases.sessions.verifySession(
          desk.verifierCall, token: self.kim.session ?? new)
      case .verifyAudit: _ = try await cases.audit.verifyChain(call)
      case .checkPassword:
        _ = try await cases.passwords.checkPassword(
          desk.anonymous(), population: .agent, candidate: new, token: nil)
      case .policy: _ = try await cases.passwords.getPasswordPolicy(desk.anonymous(), of: .agent)
      }
    }
  }

  @Test("I15 exactly one entry for each change, none for a look", arguments: UseCase.allCases)
  func oneEntry(useCase: UseCase) async throws {
    try await TestDesk.run { desk in
      let scene = try await Scene(desk, useCase)
      let attempt = try await desk.attempt { try await scene.play(useCase, desk) }
      #expect(attempt.refusal == nil)
      #expect(attempt.entries == useCase.entries)
      #expect(attempt.changed == !useCase.entries.isEmpty)
      let verdict = try await desk.desk.audit.verifyChain(Call(principal: .collector))
      #expect(verdict.firstBad == nil)
    }
  }

  @Test(
    "I15, I19 a service without the scope: one entry, nothing else",
    arguments: UseCase.allCases)
  func withoutScope(useCase: UseCase) async throws {
    try await TestDesk.run { desk in
      let scene = try await Scene(desk, useCase)
      let stranger = ServicePrincipal(name: "stranger", scopes: [.provision])
      desk.relay(through: stranger)
      let attempt = try await desk.attempt { try await scene.play(useCase, desk) }
      #expect(attempt.reason == .scopeMissing)
      #expect(attempt.entries.count == 1)
      #expect(attempt.entries.first?.hasSuffix("refused SCOPE_MISSING") == true)
      #expect(!attempt.changed)
    }
  }

  @Test(
    "A refusal behind the gate changes nothing and adds no entry",
    arguments: ["policy", "conflict", "link"])
  func preconditions(kind: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let attempt = try await desk.attempt {
        switch kind {
        case "policy": try await desk.set("weak", of: kim, by: ada)
        case "conflict": try await desk.create("kim@example.com", by: ada)
        default: try await desk.completeReset(Secret("none"), "Other-W0rds!")
        }
      }
      #expect(attempt.reason != nil)
      #expect(attempt.entries == [])
      #expect(!attempt.changed)
    }
  }

  @Test(
    "The chain finds what was changed by hand, by its first bad sequence",
    arguments: [
      ("UPDATE audit SET reason = '' WHERE sequence = 3", 3),
      ("UPDATE audit SET at = at + 1 WHERE sequence = 1", 1),
      ("UPDATE audit SET outcome = 3 - outcome WHERE sequence = 4", 4),
      ("UPDATE audit SET target = NULL WHERE sequence = 5", 5),
      ("UPDATE audit SET link = zeroblob(32) WHERE sequence = 2", 2),
      ("DELETE FROM audit WHERE sequence = 4", 4),
      ("DELETE FROM audit WHERE sequence = 1", 1),
      ("DELETE FROM audit WHERE sequence > 4", 5),
      ("DELETE FROM audit WHERE sequence = 6", 6),
      ("DELETE FROM audit", 1),
    ] as [(String, Int64)])
  func tampered(sql: String, firstBad: Int64) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.desk.agents.sendPasswordResetLink(desk.call(ada), to: kim.selector)
      try await desk.desk.accounts.lock(desk.call(ada), kim.selector, reason: "")
      try await desk.desk.accounts.unlock(desk.call(ada), kim.selector)
      #expect(try await desk.audit().count == 6)
      let collector = Call(principal: .collector)
      let whole = try await desk.desk.audit.verifyChain(collector)
      #expect(whole.entries == 6)
      #expect(whole.firstBad == nil)
      await desk.close()
      try desk.raw.run(
        "DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks; \(sql)")
      try desk.start()
      #expect(try await desk.desk.audit.verifyChain(collector).firstBad == firstBad)
      // Going on does not make it whole again.
      _ = try await desk.reason { try await desk.session("nobody@example.com", "x") }
      #expect(try await desk.desk.audit.verifyChain(collector).firstBad != nil)
    }
  }

  @Test("Entries that are added while the chain is looked at do not disturb")
  func growing() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          group.addTask {
            _ = try await desk.reason { try await desk.session("no\(number)@example.com", "x") }
          }
          group.addTask {
            // One walk at a time: a second one is told to come back.
            let verdict: ChainVerdict
            do {
              verdict = try await desk.desk.audit.verifyChain(Call(principal: .collector))
            } catch let failure as Failure where failure.refusal?.reason == .overloaded {
              return
            }
            #expect(verdict.firstBad == nil)
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
