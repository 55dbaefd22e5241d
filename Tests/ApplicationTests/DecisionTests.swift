import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Decisions and failures that no other suite is about.
@Suite("Decisions")
struct DecisionTests {
  @Test(
    "D15, I9 each population has its own policy, and every way to a password asks it",
    arguments: ["own", "reset", "activation", "ticket", "colleague"])
  func policies(way: String) async throws {
    var settings = DeskSettings()
    settings.agentPolicy = .nist
    try await TestDesk.run(settings: settings) { desk in
      let ada = try await desk.bootstrap(password: "a rather long sentence")
      let isPending = way == "activation"
      var kim = try await desk.account(
        "kim@example.com", password: isPending ? nil : "Plain-W0rds!")
      if !isPending { try await desk.signIn(&kim) }
      var token = Secret("")
      if way == "reset" || way == "activation" {
        token = try await desk.forgottenLink(of: kim.email)
      } else if way == "ticket" {
        try await desk.set("given as a sentence", of: kim, by: ada, oneTime: true)
        token = try #require(try await desk.ticket(kim.email, "given as a sentence")).token
      }
      for (password, isTaken) in [("Short-W0rds!", false), ("fifteen letters", true)] {
        let refusal = try await desk.refusal {
          switch way {
          case "own":
            _ = try await desk.desk.passwords.changePassword(
              desk.call(kim), current: Secret(kim.password),
              new: Secret(password), endCurrentSession: false)
          case "reset": try await desk.completeReset(token, password)
          case "activation": try await desk.activate(token, password)
          case "ticket": _ = try await desk.completeChange(token, password)
          default: try await desk.set(password, of: kim, by: ada)
          }
        }
        #expect(refusal?.violations == (isTaken ? nil : [.tooShort]))
      }
      #expect(
        try await desk.desk.passwords.getPasswordPolicy(desk.anonymous(), of: .contact) == .portal)
    }
  }

  @Test(
    "D19, S3.14 four letters in a row of a name are too many, leet or not",
    arguments: [
      ("Mi-Lars-77", [] as [PasswordPolicy.Violation]), ("Xx-Mill-77!", [.containsName]),
      ("Xx-m1LL-77!", [.containsName]), ("Xx-j4ne-77!", [.containsName]),
      ("Xx-Boss-77!", [.containsLoginName]), ("Xx-desk-77!", [.containsEmail]),
    ])
  func names(password: String, violations: [PasswordPolicy.Violation]) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let jane = try await desk.account(
        "desk@example.com", name: "Jane Miller", loginName: "bossy")
      let refusal = try await desk.refusal { try await desk.set(password, of: jane, by: ada) }
      #expect(refusal?.violations ?? [] == violations)
    }
  }

  @Test("S3.15 a candidate is checked against the person's own words by a link, which stays alive")
  func checking() async throws {
    try await TestDesk.run { desk in
      let jane = try await desk.account("jane@example.com", name: "Jane Miller")
      let link = try await desk.forgottenLink(of: jane.email)
      let candidate = Secret("Xx-Mill-77!")
      let with = try await desk.desk.passwords.checkPassword(
        desk.anonymous(), population: .agent, candidate: candidate, token: link)
      #expect(with == [.containsName])
      let without = try await desk.desk.passwords.checkPassword(
        desk.anonymous(), population: .agent, candidate: candidate, token: nil)
      #expect(without == [])
      let foreign = try await desk.desk.passwords.checkPassword(
        desk.anonymous(), population: .contact, candidate: candidate, token: link)
      #expect(foreign == [])
      try await desk.completeReset(link, "Other-W0rds!")
      let used = try await desk.desk.passwords.checkPassword(
        desk.anonymous(), population: .agent, candidate: candidate, token: link)
      #expect(used == [])
    }
  }

  @Test("F10 without mail an agent is still helped: a colleague sets a one-time password")
  func withoutMail() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.create("kim@example.com", by: ada, invite: false)
      let colleague = Colleague(id: kim.account.id, email: "kim@example.com", password: "")
      #expect(
        try await desk.reason { try await desk.create("lee@example.com", by: ada) }
          == .mailServerNotConfigured)
      try await desk.set("Given-W0rds!", of: colleague, by: ada, oneTime: true)
      let ticket = try #require(try await desk.ticket(colleague.email, "Given-W0rds!"))
      _ = try await desk.completeChange(ticket.token, "Mine-W0rds!")
      #expect(try await desk.outbox().isEmpty)
    }
  }

  @Test(
    "D12, D10 a reset opens no session by itself, nor does a link to who must change the password")
  func resetIsNoSignIn() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      try await desk.desk.accounts.requirePasswordChange(
        desk.call(ada), kim.selector, isCompromised: true)
      let link = try await desk.forgottenLink(of: kim.email)
      try await desk.completeReset(link, "Other-W0rds!")
      #expect(try desk.raw.rows("SELECT * FROM session WHERE account = \(kim.id.rawValue)").isEmpty)
      #expect(try await desk.works(try await desk.session(kim.email, "Other-W0rds!")))
    }
  }

  @Test("I13 nothing that an anonymous caller does without a secret changes more than counters")
  func anonymous() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      let epoch = try await desk.account(kim.id).epoch
      for _ in 0..<12 {
        _ = try await desk.reason { try await desk.session(kim.email, "Wrong-W0rds!") }
        _ = try await desk.reason {
          try await desk.desk.recovery.requestPasswordReset(
            desk.anonymous(), population: .agent, address: try EmailAddress(kim.email))
        }
        _ = try await desk.reason { try await desk.completeReset(Secret("x"), "y") }
      }
      let account = try await desk.account(kim.id)
      #expect(account.status(at: desk.clock.now()) == .locked)
      #expect(account.epoch == epoch)
      #expect(try await desk.works(kim.session))
      #expect(try await desk.reason { try await desk.inspect(link) } == nil)
    }
  }

  @Test("F16, I2 of the sessions of a person who is reset none survives a restart either")
  func afterRestart() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.staffLink(from: ada, to: kim)
      try await desk.completeReset(link, "Other-W0rds!")
      try await desk.restart()
      #expect(try await desk.works(kim.session) == false)
      #expect(try await desk.works(ada.session))
    }
  }
}
