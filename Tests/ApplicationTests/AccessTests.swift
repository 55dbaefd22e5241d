import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Copies of roles, and explanations of what roles lead to.
@Suite("Roles and access")
struct AccessTests {
  private static func explain(
    _ desk: TestDesk, _ asker: Colleague, _ agent: Colleague, _ method: Method,
    on target: Colleague? = nil
  ) async throws -> AccessReport {
    try await desk.desk.roles.explainAccess(
      desk.call(asker),
      AccessQuestion(
        agent: agent.selector, method: method, target: target?.selector,
        principal: .console))
  }

  @Test("An explanation says what the call then answers, for every kind of colleague")
  func agrees() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let keeper = try await desk.agent("keeper@example.com", [.manageRoles])
      let lead = try await desk.agent("lead@example.com", [.manageAgents])
      let passwords = try await desk.agent(
        "pw@example.com", [.manageAgents, .manageAgentPassword])
      let chief = try await desk.agent("chief@example.com", [.superAdmin])
      let people = [ada, keeper, lead, passwords, chief]
      for actor in people {
        for target in people {
          let report = try await Self.explain(
            desk, keeper, actor, .agentsSendPasswordResetLink, on: target)
          let reason = try await desk.reason {
            try await desk.desk.agents.sendPasswordResetLink(desk.call(actor), to: target.selector)
          }
          #expect(report.reason == reason, "\(actor.email) on \(target.email)")
          #expect(report.steps.last?.reason == reason)
          #expect(report.steps.dropLast().allSatisfy { $0.reason == nil })
        }
      }
    }
  }

  @Test("S2.6 An explanation follows the role at once")
  func followsRole() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com", [.manageAgents])
      let role = try #require(try await desk.account(kim.id).roles.first)
      let before = try await Self.explain(desk, ada, kim, .agentsSetPassword, on: kim)
      #expect(before.reason == .missingPermission)
      #expect(before.missingPermissions == [.manageAgentPassword])
      #expect(before.steps.last?.detail.contains("Manage Agent Password") == true)
      _ = try await desk.desk.roles.updateRole(
        desk.call(ada), role, name: nil,
        permissions: PermissionSet([.manageAgents, .manageAgentPassword]),
        revision: nil)
      let after = try await Self.explain(desk, ada, kim, .agentsSetPassword, on: kim)
      #expect(after.reason == .useChangeOwnPassword)
    }
  }

  @Test("Whoever may not see contacts gets no explanation about one, and the try is audited")
  func contacts() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let keeper = try await desk.agent("keeper@example.com", [.manageRoles])
      let jane = try await desk.account("jane@example.org", .contact)
      let attempt = try await desk.attempt {
        try await Self.explain(desk, keeper, ada, .contactsSetPassword, on: jane)
      }
      #expect(attempt.reason == .missingPermission)
      #expect(attempt.refusal?.missingPermissions == [.viewContacts])
      #expect(attempt.entries == ["role.explain_access refused MISSING_PERMISSION"])
      let report = try await Self.explain(desk, ada, ada, .contactsSetPassword, on: jane)
      #expect(report.reason == nil)
      let wrong = try await Self.explain(desk, ada, ada, .agentsSetPassword, on: jane)
      #expect(wrong.reason == .wrongPopulation)
    }
  }

  @Test("An agent who was put aside has no session, and an explanation needs Manage Roles")
  func deactivated() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com", [.manageAgents])
      let denied = try await desk.attempt {
        try await Self.explain(desk, kim, ada, .rolesListRoles)
      }
      #expect(denied.reason == .missingPermission)
      let before = try await Self.explain(desk, ada, kim, .agentsSetPassword, on: kim)
      #expect(before.missingPermissions == [.manageAgentPassword])
      _ = try await desk.desk.agents.deactivateAgent(desk.call(ada), kim.selector, reason: "Left")
      let report = try await Self.explain(desk, ada, kim, .rolesListRoles)
      #expect(report.reason == .sessionInvalid)
      let nobody = Colleague(id: AccountID(rawValue: 99), email: "", password: "")
      let missing = try await desk.attempt {
        try await Self.explain(desk, ada, nobody, .rolesListRoles)
      }
      #expect(missing.reason == .notFound)
    }
  }

  @Test("An explanation warns where a change of addresses needs more")
  func stricter() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let lead = try await desk.agent("lead@example.com", [.manageAgents])
      let kim = try await desk.agent("kim@example.com")
      let report = try await Self.explain(desk, ada, lead, .agentsUpdateAgent, on: kim)
      #expect(report.reason == nil)
      #expect(report.advice.contains("MISSING_PERMISSION (\"Manage Agent Password\")"))
    }
  }

  @Test("T19 A copy has the permissions of its role, no members, and a name of its own")
  func clone() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let (role, _) = try #require(
        try await desk.desk.roles.listRoles(desk.call(ada)).first {
          $0.role.name == "Administrator"
        })
      let attempt = try await desk.attempt {
        try await desk.desk.roles.cloneRole(desk.call(ada), role.id, name: "Deputies")
      }
      #expect(attempt.entries == ["role.clone done"])
      let copy = try #require(
        try await desk.desk.roles.listRoles(desk.call(ada)).first { $0.role.name == "Deputies" })
      #expect(copy.role.permissions == role.permissions)
      #expect(!copy.role.isBuiltIn)
      #expect(copy.members == 0)
      // The copy of a built-in role can be changed.
      _ = try await desk.desk.roles.updateRole(
        desk.call(ada), copy.role.id, name: nil, permissions: PermissionSet([.viewAudit]),
        revision: nil)
      let taken = try await desk.attempt {
        try await desk.desk.roles.cloneRole(desk.call(ada), role.id, name: "deputies")
      }
      #expect(taken.reason == .roleNameInUse)
      let missing = try await desk.attempt {
        try await desk.desk.roles.cloneRole(desk.call(ada), RoleID(rawValue: 99), name: "X")
      }
      #expect(missing.reason == .notFound)
    }
  }

  @Test("T19 Nobody copies a role with permissions that they lack")
  func cloneOutranked() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let keeper = try await desk.agent("keeper@example.com", [.manageRoles, .viewAgents])
      let strong = try await desk.role("Strong", [.manageAgents])
      let weak = try await desk.role("Weak", [.viewAgents])
      let attempt = try await desk.attempt {
        try await desk.desk.roles.cloneRole(desk.call(keeper), strong, name: "Mine")
      }
      #expect(attempt.reason == .targetOutranksActor)
      #expect(attempt.entries == ["role.clone refused TARGET_OUTRANKS_ACTOR"])
      _ = try await desk.desk.roles.cloneRole(desk.call(keeper), weak, name: "Mine")
      desk.clock.advance(.minutes(5))
      let stale = try await desk.attempt {
        try await desk.desk.roles.cloneRole(desk.call(keeper), weak, name: "Mine too")
      }
      #expect(stale.reason == .stepUpRequired)
    }
  }
}
