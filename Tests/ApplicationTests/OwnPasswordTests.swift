import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// What people do about their own passwords.
@Suite("The own password")
struct OwnPasswordTests {
  @Test("S2.1, S2.3 an agent without any permission changes the own password by the current one")
  func change() async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.agent("jo@example.com")
      let ended = try await desk.desk.passwords.changePassword(
        desk.call(agent), current: Secret(agent.password),
        new: Secret("Other-W0rds!"), endCurrentSession: false)
      #expect(ended == 0)
      #expect(try await desk.works(agent.session))
      #expect(
        try await desk.reason { try await desk.session(agent.email, agent.password) }
          == .invalidCredentials)
      #expect(try await desk.works(try await desk.session(agent.email, "Other-W0rds!")))
    }
  }

  @Test("S2.1 without the right current password nothing changes, and the try counts")
  func wrongCurrent() async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.agent("jo@example.com")
      let attempt = try await desk.attempt {
        try await desk.desk.passwords.changePassword(
          desk.call(agent), current: Secret("Wrong-W0rds!"),
          new: Secret("Other-W0rds!"), endCurrentSession: false)
      }
      #expect(attempt.reason == .invalidCredentials)
      #expect(attempt.entries == ["password.change refused INVALID_CREDENTIALS"])
      #expect(!attempt.changed)
      let throttle = try await desk.store.read { try $0.throttle(.ownPassword(agent.id)) }
      #expect(throttle?.attempts == 1)
    }
  }

  @Test("Whatever strangers try, somebody who is signed in can prove who they are")
  func strangers() async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.agent("jo@example.com")
      for _ in 0..<12 {
        _ = try await desk.reason { try await desk.session(agent.email, "Wrong-W0rds!") }
      }
      #expect(
        try await desk.reason { try await desk.session(agent.email, agent.password) }
          == .tooManyAttempts)
      try await desk.stepUp(agent)
      // The own tries have a limit of their own, and lock nobody.
      for _ in 0..<10 {
        let reason = try await desk.reason {
          _ = try await desk.desk.signIn.reauthenticate(
            desk.call(agent), password: Secret("Wrong-W0rds!"))
        }
        #expect(reason == .invalidCredentials)
      }
      #expect(try await desk.reason { try await desk.stepUp(agent) } == .tooManyAttempts)
      #expect(try await desk.works(agent.session))
    }
  }

  @Test("S2.2, S2.3, S3.1 an agent without any permission resets a forgotten password by mail")
  func forgotten() async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.account("jo@example.com")
      let link = try await desk.forgottenLink(of: agent.email)
      try await desk.completeReset(link, "Other-W0rds!")
      #expect(try await desk.works(try await desk.session(agent.email, "Other-W0rds!")))
    }
  }

  @Test("S2.8 the Account Administrator's own change and own forgotten password work")
  func accountAdministrator() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.desk.passwords.changePassword(
        desk.call(ada), current: Secret(ada.password),
        new: Secret("Other-W0rds!"), endCurrentSession: false)
      let link = try await desk.forgottenLink(of: ada.email)
      try await desk.completeReset(link, "Third-W0rds!")
      #expect(try await desk.works(try await desk.session(ada.email, "Third-W0rds!")))
      #expect(try await desk.account(ada.id).isAccountAdministrator)
    }
  }

  @Test(
    "D14 an own change ends every other session, and the current one where that is wished",
    arguments: [false, true])
  func otherSessions(endCurrentSession: Bool) async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.agent("jo@example.com")
      let other = try await desk.session(agent.email, agent.password)
      let third = try await desk.session(agent.email, agent.password)
      let ended = try await desk.desk.passwords.changePassword(
        desk.call(agent), current: Secret(agent.password),
        new: Secret("Other-W0rds!"), endCurrentSession: endCurrentSession)
      #expect(ended == (endCurrentSession ? 3 : 2))
      #expect(try await desk.works(other) == false)
      #expect(try await desk.works(third) == false)
      #expect(try await desk.works(agent.session) == !endCurrentSession)
    }
  }

  @Test("I2, F14 an own change kills the link and the ticket that are out")
  func killsLinks() async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.agent("jo@example.com")
      let link = try await desk.forgottenLink(of: agent.email)
      _ = try await desk.desk.passwords.changePassword(
        desk.call(agent), current: Secret(agent.password),
        new: Secret("Other-W0rds!"), endCurrentSession: false)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Third-W0rds!") }
          == .linkInvalid)
    }
  }

  @Test("The new password is not the one in force, and every broken rule is named")
  func policy() async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.agent("jo@example.com")
      let same = try await desk.refusal {
        try await desk.desk.passwords.changePassword(
          desk.call(agent), current: Secret(agent.password),
          new: Secret(agent.password), endCurrentSession: false)
      }
      #expect(same == Refusal(violations: [.sameAsCurrent]))
      let weak = try await desk.refusal {
        try await desk.desk.passwords.changePassword(
          desk.call(agent), current: Secret(agent.password),
          new: Secret("abc"), endCurrentSession: false)
      }
      #expect(
        weak?.violations == [.tooShort, .noUppercase, .noDigit, .noSpecial])
      #expect(try await desk.works(agent.session))
    }
  }

  @Test(
    "Of two changes from one current password at once only one is made",
    arguments: [
      ("while the password is checked", nil, "Third-W0rds!"),
      ("while the new one is hashed", .concurrentChange, "Other-W0rds!"),
    ] as [(String, Reason?, String)])
  func twoAtOnce(moment: String, reason: Reason?, winner: String) async throws {
    // One check after the other: the second waits for the first, and gives up.
    var settings = DeskSettings()
    settings.attemptPatience = Lifetime(milliseconds: 1)
    try await TestDesk.run(settings: settings) { desk in
      let agent = try await desk.agent("jo@example.com")
      if moment == "while the new one is hashed" { desk.hasher.interlude {} }
      desk.hasher.interlude {
        _ = try? await desk.desk.passwords.changePassword(
          desk.call(agent), current: Secret(agent.password),
          new: Secret("Other-W0rds!"), endCurrentSession: false)
      }
      #expect(
        try await desk.reason {
          try await desk.desk.passwords.changePassword(
            desk.call(agent), current: Secret(agent.password),
            new: Secret("Third-W0rds!"), endCurrentSession: false)
        } == reason)
      #expect(try await desk.works(try await desk.session(agent.email, winner)))
    }
  }

  @Test("F17 who changes the own password is told by mail, without any password")
  func notice() async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.agent("jo@example.com")
      _ = try await desk.desk.passwords.changePassword(
        desk.call(agent), current: Secret(agent.password),
        new: Secret("Other-W0rds!"), endCurrentSession: false)
      let mails = try await desk.deliver()
      #expect(mails.count == 1)
      #expect(mails.first?.recipient.contains(agent.email) == true)
      #expect(mails.first?.text.contains("Other-W0rds!") == false)
      #expect(mails.first?.links == [])
    }
  }
}
