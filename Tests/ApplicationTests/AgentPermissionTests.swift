import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// One of the ways by which one agent touches the password of another.
enum StaffWay: String, CaseIterable, Sendable {
  case resetLink
  case setPassword
  case oneTimePassword

  func attempt(_ desk: TestDesk, by actor: Colleague, on target: AccountSelector) async throws {
    switch self {
    case .resetLink:
      _ = try await desk.desk.agents.sendPasswordResetLink(desk.call(actor), to: target)
    case .setPassword, .oneTimePassword:
      _ = try await desk.desk.agents.setPassword(
        desk.call(actor), of: target, password: Secret("Given-W0rds!"),
        requireChange: self == .oneTimePassword)
    }
  }

  var action: String {
    self == .resetLink ? "agent.reset_link.send" : "agent.password.set"
  }
}

/// Who may touch whose password.
@Suite("Passwords of other agents")
struct AgentPermissionTests {
  private static let both: [Permission] = [.manageAgents, .manageAgentPassword]

  @Test(
    "S2.4, S2.5 both permissions are needed, and the refusal names what is missing",
    arguments: StaffWay.allCases,
    [
      ([], [.manageAgents, .manageAgentPassword]),
      ([.manageAgents], [.manageAgentPassword]),
      ([.manageAgentPassword], [.manageAgents]),
      ([.manageAgents, .manageAgentPassword], nil),
    ] as [([Permission], [Permission]?)])
  func bothPermissions(way: StaffWay, row: ([Permission], [Permission]?)) async throws {
    try await TestDesk.run { desk in
      let actor = try await desk.agent("jo@example.com", row.0)
      let target = try await desk.account("kim@example.com")
      let attempt = try await desk.attempt {
        try await way.attempt(desk, by: actor, on: target.selector)
      }
      #expect(attempt.reason == (row.1 == nil ? nil : .missingPermission))
      #expect(attempt.refusal?.missingPermissions == row.1)
      #expect(attempt.changed == (row.1 == nil))
      #expect(
        attempt.entries == [
          row.1 == nil ? "\(way.action) done" : "\(way.action) refused MISSING_PERMISSION"
        ])
    }
  }

  @Test("S2.6 what a role loses or gets counts at the next call of its members")
  func nextCall() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let actor = try await desk.agent("jo@example.com", Self.both)
      let target = try await desk.account("kim@example.com")
      let role = try #require(try await desk.account(actor.id).roles.first)
      try await StaffWay.resetLink.attempt(desk, by: actor, on: target.selector)
      _ = try await desk.desk.roles.updateRole(
        desk.call(ada), role, name: nil, permissions: PermissionSet([.manageAgents]),
        revision: nil)
      #expect(
        try await desk.reason {
          try await StaffWay.resetLink.attempt(desk, by: actor, on: target.selector)
        } == .missingPermission)
      _ = try await desk.desk.roles.updateRole(
        desk.call(ada), role, name: nil, permissions: PermissionSet(Self.both), revision: nil)
      try await StaffWay.resetLink.attempt(desk, by: actor, on: target.selector)
      #expect(try await desk.works(actor.session))
    }
  }

  @Test(
    "S2.7, D8 nobody else touches the Account Administrator's password, whatever the permissions",
    arguments: StaffWay.allCases)
  func accountAdministrator(way: StaffWay) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let actor = try await desk.agent("jo@example.com", [.superAdmin])
      let attempt = try await desk.attempt {
        try await way.attempt(desk, by: actor, on: ada.selector)
      }
      #expect(attempt.reason == .accountAdministratorProtected)
      #expect(attempt.entries == ["\(way.action) refused ACCOUNT_ADMINISTRATOR_PROTECTED"])
      #expect(!attempt.changed)
      #expect(try await desk.works(try await desk.session(ada.email, ada.password)))
    }
  }

  @Test("S2.9 the Account Administrator resets others", arguments: StaffWay.allCases)
  func byAccountAdministrator(way: StaffWay) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let target = try await desk.agent("kim@example.com", [.superAdmin])
      #expect(
        try await desk.reason { try await way.attempt(desk, by: ada, on: target.selector) } == nil)
    }
  }

  @Test(
    "S2.18 oneself is refused: it would go around the current password",
    arguments: StaffWay.allCases, [false, true])
  func oneself(way: StaffWay, isAccountAdministrator: Bool) async throws {
    try await TestDesk.run { desk in
      let actor =
        isAccountAdministrator
        ? try await desk.bootstrap() : try await desk.agent("jo@example.com", [.superAdmin])
      #expect(
        try await desk.reason { try await way.attempt(desk, by: actor, on: actor.selector) }
          == .useChangeOwnPassword)
    }
  }

  @Test(
    "D9, F20 the actor's permissions must cover those of the target",
    arguments: StaffWay.allCases,
    [
      ([.manageAgents, .manageAgentPassword], [.superAdmin], .targetOutranksActor),
      ([.manageAgents, .manageAgentPassword], [.viewAudit], .targetOutranksActor),
      ([.manageAgents, .manageAgentPassword, .viewAudit], [.viewAudit], nil),
      ([.manageAgents, .manageAgentPassword], [.manageAgents], nil),
      ([.superAdmin], [.superAdmin], nil),
    ] as [([Permission], [Permission], Reason?)])
  func rank(way: StaffWay, row: ([Permission], [Permission], Reason?)) async throws {
    try await TestDesk.run { desk in
      let actor = try await desk.agent("jo@example.com", row.0)
      let target = try await desk.agent("kim@example.com", row.1)
      #expect(
        try await desk.reason { try await way.attempt(desk, by: actor, on: target.selector) }
          == row.2)
    }
  }

  @Test("A proof of who sits there is needed first", arguments: StaffWay.allCases)
  func stepUp(way: StaffWay) async throws {
    try await TestDesk.run { desk in
      var actor = try await desk.agent("jo@example.com", [.superAdmin])
      try await desk.signIn(&actor)
      let target = try await desk.account("kim@example.com")
      #expect(
        try await desk.reason { try await way.attempt(desk, by: actor, on: target.selector) }
          == .stepUpRequired)
      try await desk.stepUp(actor)
      #expect(
        try await desk.reason { try await way.attempt(desk, by: actor, on: target.selector) } == nil
      )
    }
  }

  @Test(
    "The proof is good for five minutes",
    arguments: [(299_999, nil), (300_000, .stepUpRequired)] as [(Int64, Reason?)])
  func stepUpLifetime(elapsed: Int64, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let actor = try await desk.agent("jo@example.com", [.superAdmin])
      let target = try await desk.account("kim@example.com")
      desk.clock.move(by: elapsed)
      #expect(
        try await desk.reason {
          try await StaffWay.resetLink.attempt(desk, by: actor, on: target.selector)
        } == reason)
    }
  }

  @Test("A proof from before the clock was set back is no proof")
  func clockBack() async throws {
    try await TestDesk.run { desk in
      let actor = try await desk.agent("jo@example.com", [.superAdmin])
      let target = try await desk.account("kim@example.com")
      desk.clock.move(by: -1)
      #expect(
        try await desk.reason {
          try await StaffWay.resetLink.attempt(desk, by: actor, on: target.selector)
        } == .stepUpRequired)
    }
  }

  @Test("F18 a contact's session opens nothing of the agents'", arguments: StaffWay.allCases)
  func contactSession(way: StaffWay) async throws {
    try await TestDesk.run { desk in
      var contact = try await desk.account("carl@example.com", .contact)
      try await desk.signIn(&contact, .contact)
      let target = try await desk.account("kim@example.com")
      #expect(
        try await desk.reason { try await way.attempt(desk, by: contact, on: target.selector) }
          == .wrongPopulation)
    }
  }

  @Test("F18 the agents' ways do not reach a contact", arguments: StaffWay.allCases)
  func contactTarget(way: StaffWay) async throws {
    try await TestDesk.run { desk in
      let actor = try await desk.agent("jo@example.com", [.superAdmin])
      let contact = try await desk.account("carl@example.com", .contact)
      #expect(
        try await desk.reason { try await way.attempt(desk, by: actor, on: contact.selector) }
          == .wrongPopulation)
    }
  }

  @Test("Whether a target exists is told only to those with the permission")
  func existence() async throws {
    try await TestDesk.run { desk in
      let nobody = AccountSelector.id(AccountID(rawValue: 999))
      let outsider = try await desk.agent("jo@example.com")
      let insider = try await desk.agent("kim@example.com", Self.both)
      #expect(
        try await desk.reason {
          try await StaffWay.resetLink.attempt(desk, by: outsider, on: nobody)
        }
          == .missingPermission)
      let attempt = try await desk.attempt {
        try await StaffWay.resetLink.attempt(desk, by: insider, on: nobody)
      }
      #expect(attempt.reason == .notFound)
      #expect(attempt.entries == ["agent.reset_link.send refused NOT_FOUND"])
    }
  }
}
