import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Links by which a person sets a password without the old one.
@Suite("Reset links")
struct ResetLinkTests {
  @Test("S2.10 a colleague's link goes to the agent's own mailbox, and the agent sets a password")
  func staffLink() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let link = try await desk.staffLink(from: ada, to: kim)
      let mails = try desk.received()
      #expect(mails.map(\.recipient.description).allSatisfy { $0.contains(kim.email) })
      #expect(mails.count == 1)
      try await desk.completeReset(link, "Other-W0rds!")
      #expect(try await desk.works(try await desk.session(kim.email, "Other-W0rds!")))
      #expect(
        try await desk.reason { try await desk.session(kim.email, kim.password) }
          == .invalidCredentials)
    }
  }

  @Test(
    "S2.11, D3, S3.6 a colleague's link works for 48 hours and the own for 60 minutes, to the instant",
    arguments: [
      (true, 172_799_999, nil), (true, 172_800_000, .linkExpired),
      (true, 172_800_001, .linkExpired), (false, 3_599_999, nil), (false, 3_600_000, .linkExpired),
      (false, 3_600_001, .linkExpired),
    ] as [(Bool, Int64, Reason?)])
  func lifetime(fromStaff: Bool, elapsed: Int64, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let link =
        fromStaff
        ? try await desk.staffLink(from: ada, to: kim)
        : try await desk.forgottenLink(of: kim.email)
      desk.clock.move(by: elapsed)
      #expect(try await desk.reason { try await desk.inspect(link) } == reason)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!") } == reason)
    }
  }

  @Test(
    "D3, S3.6 a contact's own link works for 60 minutes",
    arguments: [(3_599_999, nil), (3_600_000, .linkExpired)] as [(Int64, Reason?)])
  func contactLifetime(elapsed: Int64, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let carl = try await desk.account("carl@example.com", .contact)
      let link = try await desk.forgottenLink(of: carl.email, .contact)
      desk.clock.move(by: elapsed)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!", .contact) }
          == reason)
    }
  }

  @Test("D13 the life of a link begins when its mail is handed over, however long it waited")
  func lifeBegins() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: .agent, address: try EmailAddress(kim.email))
      #expect(try desk.raw.rows("SELECT * FROM token").isEmpty)
      desk.clock.advance(.hours(20))
      let link = try await desk.linkFromMail(to: kim.email)
      desk.clock.move(by: 3_599_999)
      #expect(try await desk.reason { try await desk.inspect(link) } == nil)
      desk.clock.move(by: 1)
      #expect(try await desk.reason { try await desk.inspect(link) } == .linkExpired)
    }
  }

  @Test(
    "F22 a link that is over is refused though nothing ever cleaned up, and after it did")
  func withoutCleaner() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      desk.clock.advance(.days(9))
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!") } == .linkExpired
      )
      _ = try await desk.desk.server.cleanUp()
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!") } == .linkInvalid
      )
    }
  }

  @Test("S3.7 an expired link stays dead when the clock is right again, and a new one works")
  func newOne() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      let old = try await desk.forgottenLink(of: kim.email)
      desk.clock.advance(.hours(1))
      let new = try await desk.forgottenLink(of: kim.email)
      #expect(
        try await desk.reason { try await desk.completeReset(old, "Other-W0rds!") }
          == .linkSuperseded)
      desk.clock.advance(Lifetime(milliseconds: 0))
      try await desk.completeReset(new, "Other-W0rds!")
      #expect(
        try await desk.reason { try await desk.completeReset(old, "Third-W0rds!") }
          == .linkSuperseded)
    }
  }

  @Test("F14 of several links of one kind only the newest works, and one use ends all")
  func newestOnly() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let first = try await desk.forgottenLink(of: kim.email)
      let second = try await desk.staffLink(from: ada, to: kim)
      let third = try await desk.forgottenLink(of: kim.email)
      let fourth = try await desk.staffLink(from: ada, to: kim)
      for dead in [first, second] {
        #expect(try await desk.reason { try await desk.inspect(dead) } == .linkSuperseded)
        #expect(
          try await desk.reason { try await desk.completeReset(dead, "Other-W0rds!") }
            == .linkSuperseded)
      }
      try await desk.completeReset(third, "Other-W0rds!")
      #expect(
        try await desk.reason { try await desk.completeReset(fourth, "Third-W0rds!") }
          == .linkInvalid)
    }
  }

  @Test("F6 looking at a link any number of times leaves it alive")
  func inspecting() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com", name: "Kim Doe")
      let link = try await desk.forgottenLink(of: kim.email)
      let before = try desk.storedState()
      for _ in 0..<5 {
        let facts = try await desk.inspect(link)
        #expect(facts.maskedName == "K••• D•••")
        #expect(facts.purpose == .agentReset)
        #expect(facts.policy == .portal)
      }
      #expect(try desk.storedState() == before)
      try await desk.completeReset(link, "Other-W0rds!")
    }
  }

  @Test("F12, S1.11 sending a link leaves the password and the sessions alone")
  func passwordStays() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      _ = try await desk.staffLink(from: ada, to: kim)
      #expect(try await desk.works(kim.session))
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
    }
  }

  @Test("S3.16, F13 a refused password leaves the link alive and names every broken rule")
  func refusedPassword() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com", name: "Kimberly Doe")
      let link = try await desk.forgottenLink(of: kim.email)
      for (password, violations) in [
        ("short", [.tooShort, .noUppercase, .noDigit, .noSpecial]),
        ("Password123!", [.commonPassword]), ("Kimberly#77x", [.containsName]),
        (kim.password, [.sameAsCurrent]),
      ] as [(String, [PasswordPolicy.Violation])] {
        let attempt = try await desk.attempt { try await desk.completeReset(link, password) }
        #expect(attempt.refusal?.violations == violations, "\(password)")
        #expect(!attempt.changed)
      }
      try await desk.completeReset(link, "Other-W0rds!")
    }
  }

  @Test("I1 a used link is dead, across a restart too (I17)")
  func usedOnce() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      try await desk.restart()
      try await desk.completeReset(link, "Other-W0rds!")
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Third-W0rds!") } == .linkUsed)
      try await desk.restart()
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Third-W0rds!") } == .linkUsed)
    }
  }

  @Test("I1, F23 of 64 completions of one link at once exactly one wins")
  func race() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      let results = try await withThrowingTaskGroup(of: (Int, Reason?).self) { group in
        for number in 0..<64 {
          group.addTask {
            (
              number,
              try await desk.reason { try await desk.completeReset(link, "Race-W0rds!\(number)") }
            )
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let winners = results.filter { $0.1 == nil }
      #expect(winners.count == 1)
      #expect(
        results.filter { $0.1 != nil }.allSatisfy { $0.1 == .linkUsed || $0.1 == .linkInvalid })
      let winner = try #require(winners.first)
      #expect(try await desk.works(try await desk.session(kim.email, "Race-W0rds!\(winner.0)")))
      let done = try await desk.audit().filter { $0.record.action == .resetCompleted }
      #expect(done.count == 1)
    }
  }

  @Test("D10 a completed reset gives no session, and D14 ends every session there was")
  func noSession() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      try await desk.completeReset(link, "Other-W0rds!")
      #expect(try await desk.works(kim.session) == false)
      #expect(try desk.raw.rows("SELECT * FROM session").isEmpty)
    }
  }

  @Test(
    "D11, F15 a completed reset lifts the automatic lock: the new password works at once")
  func liftsAutomaticLock() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com", loginName: "kimmy")
      for _ in 0..<10 {
        _ = try await desk.reason { try await desk.session(kim.email, "Wrong-W0rds!") }
      }
      #expect(try await desk.account(kim.id).status(at: desk.clock.now()) == .locked)
      let link = try await desk.forgottenLink(of: kim.email)
      try await desk.completeReset(link, "Other-W0rds!")
      #expect(try await desk.account(kim.id).status(at: desk.clock.now()) == .active)
      #expect(try await desk.works(try await desk.session(kim.email, "Other-W0rds!")))
      #expect(try await desk.works(try await desk.session("kimmy", "Other-W0rds!")))
    }
  }

  @Test("D11 a completed reset never lifts a lock that a person closed")
  func keepsAdministrativeLock() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      try await desk.desk.accounts.lock(desk.call(ada), kim.selector, reason: "On leave")
      let link = try await desk.forgottenLink(of: kim.email)
      try await desk.completeReset(link, "Other-W0rds!")
      #expect(
        try await desk.reason { try await desk.session(kim.email, "Other-W0rds!") }
          == .accountLocked)
    }
  }

  @Test("T7 who reports a link as unexpected withdraws it, and the audit has a security event")
  func report() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      let attempt = try await desk.attempt {
        try await desk.desk.recovery.reportUnexpectedReset(
          desk.anonymous(), token: link, population: .agent)
      }
      #expect(attempt.entries == ["reset.reported done"])
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!") } == .linkInvalid
      )
      #expect(
        try await desk.reason {
          try await desk.desk.recovery.reportUnexpectedReset(
            desk.anonymous(), token: link, population: .agent)
        } == .linkInvalid)
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
    }
  }

  @Test("F24 looks at and uses of links are counted for each sibling service")
  func throttled() async throws {
    try await TestDesk.run { desk in
      let foreign = Secret("lkar_" + String(repeating: "A", count: 43))
      #expect(TokenText.read(foreign) != nil)
      try await desk.bootstrap()
      for _ in 0..<DeskSettings().linkThrottle.limit {
        #expect(try await desk.reason { try await desk.inspect(foreign) } == .linkInvalid)
      }
      #expect(try await desk.reason { try await desk.inspect(foreign) } == .tooManyRequests)
      #expect(
        try await desk.reason { try await desk.completeReset(foreign, "Other-W0rds!") }
          == .tooManyRequests)
      desk.clock.advance(.minutes(1))
      #expect(try await desk.reason { try await desk.inspect(foreign) } == .linkInvalid)
    }
  }

  @Test("I13, I18 a stranger who asks for a link does not replace the one that staff sent")
  func stranger() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let staff = try await desk.staffLink(from: ada, to: kim)
      let own = try await desk.forgottenLink(of: kim.email)
      desk.clock.advance(.minutes(61))
      #expect(
        try await desk.reason { try await desk.completeReset(own, "Other-W0rds!") } == .linkExpired)
      try await desk.completeReset(staff, "Other-W0rds!")
    }
  }

  @Test("A flood of requests or refusals through one service fills neither outbox nor audit")
  func flood() async throws {
    var settings = DeskSettings()
    settings.requestThrottle.limit = 5
    settings.refusalThrottle.limit = 2
    try await TestDesk.run(settings: settings) { desk in
      let kim = try await desk.agent("kim@example.com")
      let forget: @Sendable (String) async throws -> Void = { address in
        try await desk.desk.recovery.requestPasswordReset(
          desk.anonymous(), population: .agent, address: try EmailAddress(address))
      }
      for number in 0..<5 { try await forget("a\(number)@example.com") }
      // The sixth within the minute is refused before anything is looked up; two are recorded.
      for expected in [1, 1, 0, 0] {
        let further = try await desk.attempt { try await forget(kim.email) }
        #expect(further.reason == .tooManyRequests)
        #expect(further.entries.count == expected)
        #expect(!further.changed)
      }
      desk.clock.advance(.minutes(1))
      try await forget(kim.email)
      // Wrong guesses beyond an identifier's limit: two are recorded in a minute, then none.
      desk.clock.advance(.minutes(20))
      for _ in 0..<10 { _ = try await desk.reason { try await desk.session("c@example.com", "x") } }
      for expected in [1, 1, 0, 0] {
        let attempt = try await desk.attempt { try await desk.session("c@example.com", "x") }
        #expect(attempt.reason == .tooManyAttempts)
        #expect(attempt.entries.count == expected)
      }
    }
  }

  @Test("Checks of candidates never keep anybody from using a link")
  func candidates() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      let check: @Sendable () async throws -> Void = {
        _ = try await desk.desk.passwords.checkPassword(
          desk.anonymous(), population: .agent, candidate: Secret("x"), token: nil)
      }
      for _ in 0..<DeskSettings().candidateThrottle.limit { try await check() }
      #expect(try await desk.reason { try await check() } == .tooManyRequests)
      try await desk.completeReset(link, "Other-W0rds!")
    }
  }

  @Test("Who holds a link cannot find out the password in force by trying")
  func oracle() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      // A guess that breaks a rule is not compared, so that it can be repeated.
      let before = desk.hasher.evaluations
      #expect(try await desk.reason { try await desk.completeReset(link, "x") } == .passwordPolicy)
      #expect(desk.hasher.evaluations == before)
      // The password in force is refused and leaves the link; any other one uses it up.
      #expect(
        try await desk.reason { try await desk.completeReset(link, kim.password) }
          == .passwordPolicy)
      try await desk.completeReset(link, "Other-W0rds!")
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Third-W0rds!") } == .linkUsed)
    }
  }

  @Test("Mail that is not configured: the staff hears of it, the anonymous do not")
  func noMail() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      #expect(
        try await desk.reason {
          try await desk.desk.agents.sendPasswordResetLink(desk.call(ada), to: kim.selector)
        }
          == .mailServerNotConfigured)
      #expect(
        try await desk.reason {
          try await desk.desk.recovery.requestPasswordReset(
            desk.anonymous(), population: .agent, address: try EmailAddress(kim.email))
        } == nil)
      #expect(try await desk.outbox().isEmpty)
    }
  }
}

extension TestDesk {
  /// Looks at a link.
  @discardableResult
  func inspect(_ link: Secret, _ population: Population = .agent) async throws -> LinkFacts {
    try await self.desk.recovery.inspectLink(self.anonymous(), token: link, population: population)
  }
}
