import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Passwords that one agent sets for another.
@Suite("Passwords set by a colleague")
struct StaffPasswordTests {
  @Test("S2.12 the set password signs in at once without a prompt, and the old one is dead at once")
  func forGood() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      #expect(try await desk.set("Given-W0rds!", of: kim, by: ada) == nil)
      #expect(
        try await desk.reason { try await desk.session(kim.email, kim.password) }
          == .invalidCredentials)
      #expect(try await desk.works(try await desk.session(kim.email, "Given-W0rds!")))
    }
  }

  @Test(
    "S2.13, S2.14, I7 a one-time password gives a ticket, then the own password is all there is")
  func oneTime() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let expiresAt = try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      #expect(expiresAt == desk.clock.now() + .hours(48))
      let ticket = try #require(try await desk.ticket(kim.email, "Given-W0rds!"))
      #expect(ticket.cause == .oneTimePassword)
      #expect(try await desk.works(ticket.token) == false)
      let session = try await desk.completeChange(ticket.token, "Mine-W0rds!")
      #expect(try await desk.works(session.token))
      #expect(
        try await desk.reason { try await desk.session(kim.email, "Given-W0rds!") }
          == .invalidCredentials)
      for _ in 0..<3 {
        #expect(try await desk.works(try await desk.session(kim.email, "Mine-W0rds!")))
      }
    }
  }

  @Test("S2.15, S4.12 neither the one-time password nor a weak one is taken, and the ticket stays")
  func notTheSame() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      let ticket = try #require(try await desk.ticket(kim.email, "Given-W0rds!"))
      let same = try await desk.attempt {
        try await desk.completeChange(ticket.token, "Given-W0rds!")
      }
      #expect(same.refusal == Refusal(violations: [.sameAsTemporary]))
      #expect(!same.changed)
      let weak = try await desk.attempt { try await desk.completeChange(ticket.token, "kim") }
      #expect(weak.reason == .passwordPolicy)
      #expect(!weak.changed)
      _ = try await desk.completeChange(ticket.token, "Mine-W0rds!")
    }
  }

  @Test(
    "D7 a one-time password works for 48 hours, then the account waits for a new one",
    arguments: [(172_799_999, true), (172_800_000, false), (172_800_001, false)]
      as [(Int64, Bool)])
  func oneTimeLifetime(elapsed: Int64, isGood: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      desk.clock.move(by: elapsed)
      let result = try await desk.reason { _ = try await desk.ticket(kim.email, "Given-W0rds!") }
      #expect(result == (isGood ? nil : .invalidCredentials))
      #expect(
        try await desk.account(kim.id).status(at: desk.clock.now())
          == (isGood ? .passwordChangeRequired : .passwordExpired))
    }
  }

  @Test(
    "The ticket is good for 15 minutes",
    arguments: [(899_999, nil), (900_000, .ticketInvalid), (900_001, .ticketInvalid)]
      as [(Int64, Reason?)])
  func ticketLifetime(elapsed: Int64, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      let ticket = try #require(try await desk.ticket(kim.email, "Given-W0rds!"))
      desk.clock.move(by: elapsed)
      #expect(
        try await desk.reason { try await desk.completeChange(ticket.token, "Mine-W0rds!") }
          == reason)
    }
  }

  @Test("A ticket dies with the one-time password that it was given for")
  func ticketAtTheEnd() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      desk.clock.move(by: 172_799_999)
      let ticket = try #require(try await desk.ticket(kim.email, "Given-W0rds!"))
      desk.clock.move(by: 1)
      #expect(
        try await desk.reason { try await desk.completeChange(ticket.token, "Mine-W0rds!") }
          == .ticketInvalid)
    }
  }

  @Test("I5, I6, S4.20 of several one-time passwords only the newest works, and kills the ticket")
  func newestOnly() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.set("First-W0rds!", of: kim, by: ada, oneTime: true)
      let ticket = try #require(try await desk.ticket(kim.email, "First-W0rds!"))
      _ = try await desk.set("Second-W0rds!", of: kim, by: ada, oneTime: true)
      #expect(
        try await desk.reason { try await desk.completeChange(ticket.token, "Mine-W0rds!") }
          == .ticketInvalid)
      for old in [kim.password, "First-W0rds!"] {
        #expect(
          try await desk.reason { try await desk.session(kim.email, old) } == .invalidCredentials)
      }
      #expect(try await desk.ticket(kim.email, "Second-W0rds!") != nil)
    }
  }

  @Test("I2, D14 every session and link from before is dead", arguments: [false, true])
  func endsAll(oneTime: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      _ = try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: oneTime)
      #expect(try await desk.works(kim.session) == false)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!") }
          == .linkInvalid)
    }
  }

  @Test(
    "S2.16, S2.17 the agent is told by mail, and no mail holds the password",
    arguments: [false, true])
  func notice(oneTime: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      _ = try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: oneTime)
      let mails = try await desk.deliver()
      #expect(mails.count == 1)
      #expect(mails[0].recipient.contains(kim.email))
      #expect(mails[0].links == [])
      #expect(!mails[0].text.contains("Given-W0rds!"))
    }
  }

  @Test(
    "I9, F28, D15 what a colleague sets passes the same rules, and nothing changes before",
    arguments: [
      ("Ab1!xyz", [.tooShort]), ("Ab1!wxyz", []), ("ab1!wxyz", [.noUppercase]),
      ("Abc!wxyz", [.noDigit]), ("Ab1wwxyz", [.noSpecial]), ("QX7-MRTV", []),
      ("password123", [.noUppercase, .noSpecial, .commonPassword]),
      ("Password123!", [.commonPassword]),
      ("JaneMiller#1", [.containsName, .containsEmail]), ("MILLER-2026x", [.containsName]),
      ("J4n3-M1ller9", [.containsName, .containsEmail]),
    ] as [(String, [PasswordPolicy.Violation])], [false, true])
  func policy(row: (String, [PasswordPolicy.Violation]), oneTime: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let jane = try await desk.account("jane@example.com", name: "Jane Miller")
      let attempt = try await desk.attempt {
        try await desk.set(row.0, of: jane, by: ada, oneTime: oneTime)
      }
      #expect(attempt.refusal?.violations ?? [] == row.1)
      #expect(attempt.changed == row.1.isEmpty)
    }
  }

  @Test("The audit says that the actor knows the password")
  func auditDetails() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      _ = try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      let record = try #require(try await desk.audit().last?.record)
      #expect(record.actor == .account(ada.id))
      #expect(record.target == kim.id)
      #expect(
        record.details == [
          "actor_knows_password": "true", "require_change": "true", "sessions_ended": "1",
        ])
    }
  }

  @Test("Setting a password lifts the automatic lock: the new password works at once")
  func liftsAutomaticLock() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      for _ in 0..<10 {
        _ = try await desk.reason { try await desk.session(kim.email, "Wrong-W0rds!") }
      }
      _ = try await desk.set("Given-W0rds!", of: kim, by: ada)
      #expect(try await desk.works(try await desk.session(kim.email, "Given-W0rds!")))
    }
  }

  @Test("I9 names that change while the password is hashed make the call try again")
  func namesChange() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      desk.hasher.interlude {
        var changes = AgentChanges()
        changes.displayName = try? DisplayName("Given Words")
        _ = try? await desk.desk.agents.updateAgent(desk.call(ada), kim.selector, changes)
      }
      #expect(
        try await desk.reason { try await desk.set("Given-W0rds!", of: kim, by: ada) }
          == .concurrentChange)
    }
  }

  @Test("What takes the actor's permission away while the password is hashed counts, and once only")
  func permissionGoes() async throws {
    try await TestDesk.run { desk in
      let jo = try await desk.agent("jo@example.com", [.manageAgents, .manageAgentPassword])
      let kim = try await desk.account("kim@example.com")
      desk.hasher.interlude {
        try? await desk.change(jo.id) { $0.setRoles([]) }
      }
      let attempt = try await desk.attempt { try await desk.set("Given-W0rds!", of: kim, by: jo) }
      #expect(attempt.reason == .missingPermission)
      #expect(attempt.entries == ["agent.password.set refused MISSING_PERMISSION"])
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
    }
  }

  @Test(
    "T16 a required change gives a ticket; when the password leaked, sessions end as well",
    arguments: [false, true])
  func requiredChange(isCompromised: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      try await desk.desk.accounts.requirePasswordChange(
        desk.call(ada), kim.selector, isCompromised: isCompromised)
      #expect(try await desk.works(kim.session) == !isCompromised)
      let ticket = try #require(try await desk.ticket(kim.email, kim.password))
      #expect(ticket.cause == .required(isCompromised ? .compromised : .requiredByAdministrator))
      let same = try await desk.refusal {
        try await desk.completeChange(ticket.token, kim.password)
      }
      #expect(same == Refusal(violations: [.sameAsCurrent]))
      let session = try await desk.completeChange(ticket.token, "Mine-W0rds!")
      #expect(try await desk.works(session.token))
    }
  }
}

extension TestDesk {
  /// Sets a colleague's password, and returns when a one-time password ends.
  @discardableResult
  func set(
    _ password: String, of target: Colleague, by actor: Colleague, oneTime: Bool = false
  ) async throws -> Timestamp? {
    try await self.desk.agents.setPassword(
      self.call(actor), of: target.selector, password: Secret(password),
      requireChange: oneTime
    ).expiresAt
  }

  /// Chooses the password that a ticket asks for.
  func completeChange(_ ticket: Secret, _ password: String) async throws -> IssuedSession {
    try await self.desk.signIn.completePasswordChange(
      self.anonymous(), ticket: ticket, password: Secret(password)
    ).session()
  }
}
