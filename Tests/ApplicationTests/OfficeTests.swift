import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// The one Account Administrator, and the doors to that account.
@Suite("The Account Administrator")
struct OfficeTests {
  /// Everything that somebody else could do to an agent's account.
  enum Door: String, CaseIterable, Sendable {
    case resetLink, password, oneTimePassword, email, name, deactivate, reactivate, invite, roles
    case revokeSessions, lock, unlock, requireChange, transfer, delete

    func open(_ desk: TestDesk, by actor: Colleague, on target: Colleague) async throws {
      let call = desk.call(actor)
      var changes = AgentChanges()
      switch self {
      case .resetLink:
        _ = try await desk.desk.agents.sendPasswordResetLink(call, to: target.selector)
      case .password: try await desk.set("Given-W0rds!", of: target, by: actor)
      case .oneTimePassword:
        try await desk.set("Given-W0rds!", of: target, by: actor, oneTime: true)
      case .email:
        changes.emails = [try EmailAddress("thief@example.com")]
        _ = try await desk.desk.agents.updateAgent(call, target.selector, changes)
      case .name:
        changes.displayName = try DisplayName("Somebody Else")
        _ = try await desk.desk.agents.updateAgent(call, target.selector, changes)
      case .deactivate:
        _ = try await desk.desk.agents.deactivateAgent(call, target.selector, reason: "")
      case .reactivate: _ = try await desk.desk.agents.reactivateAgent(call, target.selector)
      case .invite: _ = try await desk.desk.agents.sendInvitation(call, to: target.selector)
      case .roles: _ = try await desk.desk.agents.setRoles(call, of: target.selector, to: [])
      case .delete:
        _ = try await desk.desk.agents.deleteAgent(call, target.selector, isConfirmed: true)
      case .revokeSessions:
        _ = try await desk.desk.sessions.revokeSessions(call, of: target.selector, session: nil)
      case .lock: try await desk.desk.accounts.lock(call, target.selector, reason: "")
      case .unlock: try await desk.desk.accounts.unlock(call, target.selector)
      case .requireChange:
        try await desk.desk.accounts.requirePasswordChange(
          call, target.selector, isCompromised: true)
      case .transfer:
        _ = try await desk.desk.agents.transferAccountAdministrator(call, to: target.selector)
      }
    }
  }

  @Test(
    "D8, I11, I19 every door to that account is shut for everybody else, and each try is recorded once",
    arguments: Door.allCases)
  func doors(door: Door) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let jo = try await desk.agent("jo@example.com", [.superAdmin])
      let attempt = try await desk.attempt { try await door.open(desk, by: jo, on: ada) }
      #expect(attempt.reason == .accountAdministratorProtected)
      #expect(attempt.entries.count == 1)
      #expect(attempt.entries.first?.hasSuffix("refused ACCOUNT_ADMINISTRATOR_PROTECTED") == true)
      #expect(!attempt.changed)
      #expect(try await desk.works(ada.session))
    }
  }

  @Test("I10, D8, D9 deleting a role is no side door to the roles of those who hold it")
  func roleDeletion() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let jo = try await desk.agent("jo@example.com", [.manageRoles, .viewAgents])
      let viewers = try await desk.role("Viewers", [.viewAgents])
      let others = try await desk.role("Others", [])
      let super_ = try await desk.role("All", [.superAdmin])
      let target = try await desk.account("kim@example.com", roles: [viewers, super_])
      let above = try await desk.attempt {
        try await desk.desk.roles.deleteRole(desk.call(jo), viewers, reassignTo: others)
      }
      #expect(above.reason == .targetOutranksActor)
      #expect(above.entries == ["role.delete refused TARGET_OUTRANKS_ACTOR"])
      #expect(!above.changed)
      try await desk.change(target.id) { $0.setRoles([viewers]) }
      try await desk.change(ada.id) { $0.setRoles([viewers]) }
      let owner = try await desk.attempt {
        try await desk.desk.roles.deleteRole(desk.call(jo), viewers, reassignTo: others)
      }
      #expect(owner.reason == .accountAdministratorProtected)
      #expect(!owner.changed)
      try await desk.change(ada.id) { $0.setRoles([]) }
      #expect(try await desk.desk.roles.deleteRole(desk.call(jo), viewers, reassignTo: others) == 1)
      #expect(try await desk.account(target.id).roles == [others])
    }
  }

  @Test("I10, D9 emptying a role is no side door either")
  func roleShrinking() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let jo = try await desk.agent("jo@example.com", [.manageRoles, .viewAgents, .viewAudit])
      let viewers = try await desk.role("Viewers", [.viewAgents])
      let super_ = try await desk.role("All", [.superAdmin])
      let target = try await desk.account("kim@example.com", roles: [viewers, super_])
      let emptied = try await desk.attempt {
        try await desk.desk.roles.updateRole(
          desk.call(jo), viewers, name: nil, permissions: [], revision: nil)
      }
      #expect(emptied.reason == .targetOutranksActor)
      #expect(emptied.entries == ["role.update refused TARGET_OUTRANKS_ACTOR"])
      #expect(!emptied.changed)
      _ = try await desk.desk.roles.updateRole(
        desk.call(jo), viewers, name: nil, permissions: PermissionSet([.viewAgents, .viewAudit]),
        revision: nil)
      try await desk.change(target.id) { $0.setRoles([viewers]) }
      _ = try await desk.desk.roles.updateRole(
        desk.call(jo), viewers, name: nil, permissions: [], revision: nil)
    }
  }

  @Test(
    "T19 the office is handed over to an agent who can sign in; the giver loses what only it gave")
  func transfer() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      let attempt = try await desk.attempt {
        try await desk.desk.agents.transferAccountAdministrator(desk.call(ada), to: kim.selector)
      }
      #expect(attempt.entries == ["account_administrator.transfer done"])
      // I2: what opened the account before opens no account of an Account Administrator.
      #expect(try await desk.works(kim.session) == false)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!") }
          == .linkInvalid)
      #expect(try await desk.works(ada.session))
      try await desk.signIn(&kim)
      try await desk.stepUp(kim)
      #expect(try await desk.holders() == [kim.id])
      #expect(
        try await desk.reason {
          try await desk.desk.agents.transferAccountAdministrator(desk.call(ada), to: kim.selector)
        } == .accountAdministratorProtected)
      _ = try await desk.desk.agents.transferAccountAdministrator(desk.call(kim), to: ada.selector)
      #expect(try await desk.holders() == [ada.id])
    }
  }

  @Test(
    "I11 nobody gets the office who could not use it",
    arguments: [
      "pending", "deactivated", "locked", "oneTime", "mustChange", "contact", "self", "given",
    ])
  func unfit(state: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account(
        "kim@example.com", state == "contact" ? .contact : .agent,
        password: state == "pending" ? nil : "Plain-W0rds!")
      let now = desk.clock.now()
      switch state {
      case "deactivated":
        try await desk.change(kim.id) { $0.deactivate(by: nil, at: now, reason: "") }
      case "locked": try await desk.change(kim.id) { $0.lock(by: nil, at: now, reason: "") }
      case "oneTime": try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      case "given": try await desk.set("Given-W0rds!", of: kim, by: ada)
      case "mustChange":
        try await desk.change(kim.id) { _ = $0.requirePasswordChange(.requiredByAdministrator) }
      default: break
      }
      let attempt = try await desk.attempt {
        try await desk.desk.agents.transferAccountAdministrator(
          desk.call(ada), to: state == "self" ? ada.selector : kim.selector)
      }
      #expect(attempt.reason != nil)
      #expect(!attempt.changed)
      #expect(try await desk.holders() == [ada.id])
    }
  }

  @Test("I11 of many transfers at once exactly one wins")
  func twoAtOnce() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var targets: [Colleague] = []
      for number in 0..<8 { targets.append(try await desk.account("kim\(number)@example.com")) }
      let reasons = try await withThrowingTaskGroup(of: Reason?.self) { group in
        for target in targets {
          group.addTask {
            try await desk.reason {
              try await desk.desk.agents.transferAccountAdministrator(
                desk.call(ada), to: target.selector)
            }
          }
        }
        return try await group.reduce(into: [Reason?]()) { $0.append($1) }
      }
      #expect(reasons.filter { $0 == nil }.count == 1)
      #expect(reasons.filter { $0 == .accountAdministratorProtected }.count == 7)
      #expect(try await desk.holders().count == 1)
    }
  }

  @Test("The desk is bootstrapped once, also by two operators at once, and only by the operator")
  func bootstrap() async throws {
    try await TestDesk.run { desk in
      #expect(
        try await desk.reason { try await desk.bootstrapCall(desk.anonymous(), "x@example.com") }
          == .scopeMissing)
      let reasons = try await withThrowingTaskGroup(of: Reason?.self) { group in
        for number in 0..<6 {
          group.addTask {
            try await desk.reason {
              try await desk.bootstrapCall(desk.operatorCall, "ada\(number)@example.com")
            }
          }
        }
        return try await group.reduce(into: [Reason?]()) { $0.append($1) }
      }
      #expect(reasons.filter { $0 == nil }.count == 1)
      #expect(reasons.filter { $0 == .alreadyBootstrapped }.count == 5)
      #expect(try await desk.holders().count == 1)
      #expect(
        try await desk.audit().filter {
          $0.record.action == .bootstrapped && $0.record.outcome == .done
        }.count == 1)
    }
  }

  @Test("The first password passes the rules too")
  func bootstrapPolicy() async throws {
    try await TestDesk.run { desk in
      let attempt = try await desk.attempt {
        try await desk.bootstrap(email: "adaline@example.com", password: "Adaline-99!")
      }
      #expect(attempt.refusal?.violations == [.containsEmail])
      #expect(!attempt.changed)
    }
  }

  @Test("Nobody gives a permission that he lacks, nor changes the own roles")
  func grants() async throws {
    try await TestDesk.run { desk in
      let jo = try await desk.agent("jo@example.com", [.manageAgents, .manageRoles])
      let big = try await desk.role("Big", [.viewAudit])
      let kim = try await desk.account("kim@example.com")
      let call = desk.call(jo)
      #expect(
        try await desk.reason {
          try await desk.desk.agents.setRoles(call, of: kim.selector, to: [big])
        }
          == .cannotGrantUnheldPermission)
      #expect(
        try await desk.reason { try await desk.desk.agents.setRoles(call, of: jo.selector, to: []) }
          == .cannotChangeOwnRoles)
      #expect(
        try await desk.reason { try await desk.create("new@example.com", by: jo, roles: [big]) }
          == .cannotGrantUnheldPermission)
      #expect(
        try await desk.reason {
          try await desk.desk.roles.createRole(
            call, name: "Mine", permissions: PermissionSet([.superAdmin]))
        } == .cannotGrantUnheldPermission)
      #expect(
        try await desk.reason {
          try await desk.desk.roles.updateRole(
            call, big, name: nil, permissions: PermissionSet([.manageAgents]), revision: nil)
        } == .targetOutranksActor)
    }
  }
}

extension TestDesk {
  /// Who holds the office, by the rows themselves.
  func holders() async throws -> [AccountID] {
    try self.raw.rows("SELECT id FROM account WHERE is_account_administrator = 1 AND standing = 1")
      .compactMap { Int64($0[0]).map(AccountID.init) }
  }

  /// A bootstrap as a service would send it.
  func bootstrapCall(_ call: Call, _ email: String) async throws -> AgentView {
    try await self.desk.operator.bootstrap(
      call, displayName: try DisplayName("Root"), email: try EmailAddress(email), loginName: nil,
      password: Secret("Gr0und-Truth!"))
  }
}
