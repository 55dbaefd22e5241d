import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// How agents come in, go, and come back.
@Suite("Invitations and standing")
struct InvitationTests {
  @Test("F4, D10 who is invited sets a password and is in")
  func activation() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let view = try await desk.create("kim@example.com", by: ada)
      #expect(view.account.status(at: desk.clock.now()) == .pendingActivation)
      let link = try await desk.linkFromMail(to: "kim@example.com")
      #expect(try await desk.inspect(link).purpose == .agentInvitation)
      let session = try await desk.activate(link, "Mine-W0rds!")
      #expect(try await desk.works(session.token))
      #expect(try await desk.works(try await desk.session("kim@example.com", "Mine-W0rds!")))
      #expect(try await desk.reason { try await desk.activate(link, "Other-W0rds!") } == .linkUsed)
    }
  }

  @Test(
    "D3, F3 an invitation works for seven days, to the instant",
    arguments: [
      (604_799_999, nil), (604_800_000, .linkExpired), (604_800_001, .linkExpired),
    ] as [(Int64, Reason?)])
  func lifetime(elapsed: Int64, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.create("kim@example.com", by: ada)
      let link = try await desk.linkFromMail(to: "kim@example.com")
      desk.clock.move(by: elapsed)
      #expect(try await desk.reason { try await desk.activate(link, "Mine-W0rds!") } == reason)
    }
  }

  @Test("F5 an invitation can be sent again, which kills the one before")
  func again() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.create("kim@example.com", by: ada)
      let first = try await desk.linkFromMail(to: "kim@example.com")
      _ = try await desk.desk.agents.sendInvitation(desk.call(ada), to: .id(kim.account.id))
      let second = try await desk.linkFromMail(to: "kim@example.com")
      #expect(
        try await desk.reason { try await desk.activate(first, "Mine-W0rds!") } == .linkSuperseded)
      try await desk.activate(second, "Mine-W0rds!")
      #expect(
        try await desk.reason {
          try await desk.desk.agents.sendInvitation(desk.call(ada), to: .id(kim.account.id))
        } == .alreadyActivated)
    }
  }

  @Test("F5 who never had a password gets an invitation from the forgotten-password page")
  func forgottenWhilePending() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.create("kim@example.com", by: ada, invite: false)
      let link = try await desk.forgottenLink(of: "kim@example.com")
      #expect(try await desk.inspect(link).purpose == .agentInvitation)
      try await desk.activate(link, "Mine-W0rds!")
    }
  }

  @Test("S3.16 a refused first password leaves the invitation alive")
  func refusedPassword() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.create("kimberly@example.com", by: ada)
      let link = try await desk.linkFromMail(to: "kimberly@example.com")
      let attempt = try await desk.attempt { try await desk.activate(link, "Kimberly-Qx7!") }
      #expect(attempt.refusal?.violations == [.containsEmail])
      #expect(!attempt.changed)
      try await desk.activate(link, "Mine-W0rds!")
    }
  }

  @Test(
    "T18 who is deactivated is out, and comes back by an invitation and without the old password")
  func deactivation() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let reset = try await desk.forgottenLink(of: kim.email)
      _ = try await desk.desk.agents.deactivateAgent(desk.call(ada), kim.selector, reason: "Left")
      #expect(try await desk.works(kim.session) == false)
      #expect(
        try await desk.reason { try await desk.completeReset(reset, "Other-W0rds!") }
          == .linkInvalid)
      #expect(
        try await desk.reason { try await desk.session(kim.email, kim.password) }
          == .accountDeactivated)
      for action in ["link", "password"] {
        let reason = try await desk.reason {
          if action == "link" {
            _ = try await desk.desk.agents.sendPasswordResetLink(desk.call(ada), to: kim.selector)
          } else {
            try await desk.set("Given-W0rds!", of: kim, by: ada)
          }
        }
        #expect(reason == .accountDeactivated)
      }
      _ = try await desk.desk.agents.reactivateAgent(desk.call(ada), kim.selector)
      #expect(
        try await desk.reason { try await desk.session(kim.email, kim.password) }
          == .invalidCredentials)
      let link = try await desk.linkFromMail(to: kim.email)
      try await desk.activate(link, "Other-W0rds!")
    }
  }

  @Test("I20 a queued mail whose cause is gone becomes obsolete and carries no link")
  func obsolete() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      _ = try await desk.desk.agents.sendPasswordResetLink(desk.call(ada), to: kim.selector)
      _ = try await desk.desk.passwords.changePassword(
        desk.call(kim), current: Secret(kim.password),
        new: Secret("Other-W0rds!"), endCurrentSession: false)
      let mails = try await desk.deliver()
      #expect(mails.map(\.links) == [[]])
      let outbox = try await desk.outbox()
      #expect(outbox.map(\.state) == [.obsolete, .delivered])
      #expect(try desk.raw.rows("SELECT * FROM token").isEmpty)
    }
  }

  @Test("T17, F17 a new address: both are told, links to the old one are dead")
  func newAddress() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let old = try await desk.forgottenLink(of: kim.email)
      var changes = AgentChanges()
      changes.emails = [try EmailAddress("new@example.com")]
      let view = try await desk.desk.agents.updateAgent(desk.call(ada), kim.selector, changes)
      #expect(view.account.emailVersion == 2)
      #expect(
        try await desk.reason { try await desk.completeReset(old, "Other-W0rds!") } == .linkInvalid)
      let told = try await desk.deliver().filter { $0.links.isEmpty }.map(\.recipient)
      #expect(told.count == 2)
      for address in ["kim@example.com", "new@example.com"] {
        #expect(told.contains { $0.contains(address) })
      }
      let link = try await desk.forgottenLink(of: "new@example.com")
      try await desk.completeReset(link, "Other-W0rds!")
    }
  }

  @Test(
    "F27 names with digits, dots and letters of every script are served",
    arguments: ["R2.D2", "J. R. O'Neil", "Зоя Ким", "مريم", "陳小明", "Ørjan 🦊"])
  func names(name: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.create("some.one9@example.com", by: ada, name: name)
      let link = try await desk.linkFromMail(to: "some.one9@example.com")
      try await desk.activate(link, "Mine-W0rds!")
      let reset = try await desk.forgottenLink(of: "some.one9@example.com")
      try await desk.completeReset(reset, "Other-W0rds!")
    }
  }

  @Test("A second agent with an address or login name that is taken is refused by field")
  func taken() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.account("kim@example.com", loginName: "kimmy")
      let address = try await desk.attempt { try await desk.create("KIM@example.com", by: ada) }
      #expect(address.reason == .addressInUse)
      #expect(address.refusal?.field?.field == "emails[0]")
      #expect(!address.changed)
      let login = try await desk.refusal {
        try await desk.create("other@example.com", by: ada, loginName: "KIMMY")
      }
      #expect(login?.reason == .loginNameInUse)
    }
  }

  @Test("An update of another revision than the one in force is a conflict, and changes nothing")
  func revision() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let seen = try await desk.account(kim.id).revision
      var changes = AgentChanges()
      changes.displayName = try DisplayName("Kim Other")
      changes.revision = seen
      let view = try await desk.desk.agents.updateAgent(desk.call(ada), kim.selector, changes)
      #expect(view.account.revision == seen + 1)
      changes.displayName = try DisplayName("Kim Third")
      let stale = try await desk.attempt {
        try await desk.desk.agents.updateAgent(desk.call(ada), kim.selector, changes)
      }
      #expect(stale.reason == .concurrentChange)
      #expect(!stale.changed)
    }
  }

  @Test("An update that changes nothing writes nothing")
  func noChange() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      var changes = AgentChanges()
      changes.displayName = try DisplayName("Jo Doe")
      changes.phone = .remove
      changes.locale = "en"
      changes.loginName = .remove
      let attempt = try await desk.attempt {
        try await desk.desk.agents.updateAgent(desk.call(ada), kim.selector, changes)
      }
      #expect(attempt.reason == nil)
      #expect(attempt.entries == [])
      #expect(!attempt.changed)
    }
  }

  @Test(
    "I10 changing an address needs as much as sending a link",
    arguments: [
      ([.manageAgents], .missingPermission), ([.manageAgents, .manageAgentPassword], nil),
    ] as [([Permission], Reason?)])
  func addressGuards(permissions: [Permission], reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let jo = try await desk.agent("jo@example.com", permissions)
      let kim = try await desk.account("kim@example.com")
      var changes = AgentChanges()
      changes.emails = [try EmailAddress("new@example.com")]
      #expect(
        try await desk.reason {
          try await desk.desk.agents.updateAgent(desk.call(jo), kim.selector, changes)
        }
          == reason)
    }
  }
}

extension TestDesk {
  /// Creates an agent through the desk.
  @discardableResult
  func create(
    _ email: String, by actor: Colleague, invite: Bool = true, name: String = "Some One",
    loginName: String? = nil, roles: [RoleID] = []
  ) async throws -> AgentView {
    let draft = AgentDraft(
      displayName: try DisplayName(name), email: try EmailAddress(email),
      loginName: try loginName.map { (text) throws in try LoginName(text) }, phone: nil,
      locale: "en", roles: roles)
    return try await self.desk.agents.createAgent(self.call(actor), draft, invite: invite)
  }
}
