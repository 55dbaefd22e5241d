import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// T20: the operator on the host opens the desk when nobody can.
@Suite("Break-glass")
struct BreakGlassTests {
  private static func breakGlass(_ desk: TestDesk) async throws -> BrokenGlass {
    try await desk.desk.operator.breakGlass(
      desk.operatorCall, reason: "Everybody is on holiday",
      removesSecondFactor: false, isConfirmed: true)
  }

  /// What brings the Account Administrator to where nothing helps any more.
  enum Trouble: String, CaseIterable, Sendable {
    case forgotten, lockedAutomatically, lockedByPerson, temporary, mustChange, noAddress

    func bring(on ada: Colleague, _ desk: TestDesk) async throws {
      let now = desk.clock.now()
      let hash = try await desk.hasher.hash(Secret("Other-W0rds!"))
      try await desk.change(ada.id) { account in
        switch self {
        case .forgotten: break
        case .lockedAutomatically: account.lockAutomatically(until: now + .minutes(15))
        case .lockedByPerson: account.lock(by: nil, at: now, reason: "")
        case .temporary:
          account.setTemporaryPassword(
            hash, TemporaryPassword(origin: .generated, issuedBy: nil, expiresAt: now))
        case .mustChange: _ = account.requirePasswordChange(.compromised)
        case .noAddress: account.changeEmails([])
        }
      }
    }
  }

  @Test(
    "T20 F10 whatever keeps the Account Administrator out, the way in opens",
    arguments: Trouble.allCases)
  func opens(trouble: Trouble) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      try await desk.change(ada.id) { account in
        account.changeLoginName(try? LoginName("ada.root"))
      }
      for _ in 0..<12 { _ = try await desk.reason { try await desk.session("ada.root", "x") } }
      try await trouble.bring(on: ada, desk)
      let broken = try await Self.breakGlass(desk)
      #expect(broken.account.id == ada.id)
      #expect(broken.account.status(at: desk.clock.now()) == .forcePasswordReset)
      #expect(try await !desk.works(ada.session))
      let ticket = try #require(try await desk.ticket("ada.root", broken.password.revealed))
      #expect(ticket.cause == .temporaryPassword)
      let session = try await desk.completeChange(ticket.token, "Brand-N3w-Words!")
      #expect(try await desk.works(session.token))
      #expect(
        try await desk.reason { try await desk.session("ada.root", broken.password.revealed) }
          == .invalidCredentials)
    }
  }

  @Test("T20 I15 one loud entry; every Super Admin gets a mail, and nobody the secret")
  func loud() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let other = try await desk.agent("other@example.com", [.superAdmin])
      let gone = try await desk.agent("gone@example.com", [.superAdmin])
      let plain = try await desk.agent("plain@example.com", [.viewAgents])
      let now = desk.clock.now()
      try await desk.change(gone.id) { $0.deactivate(by: nil, at: now, reason: "") }
      try await desk.courier.runOnce()
      let before = try desk.received().count
      var secret = ""
      let attempt = try await desk.attempt {
        secret = try await Self.breakGlass(desk).password.revealed
      }
      #expect(attempt.entries == ["operator.break_glass done"])
      let entry = try #require(try await desk.audit().last)
      #expect(entry.record.actor == .hostOperator)
      #expect(entry.record.details["severity"] == "security")
      #expect(entry.record.details["told"] == "2")
      try await desk.courier.runOnce()
      let mails = try desk.received().dropFirst(before)
      let recipients = Set(mails.map(\.recipient))
      #expect(recipients.count == 2)
      #expect(recipients.contains { $0.contains("ada@example.com") })
      #expect(recipients.contains { $0.contains(other.email) })
      #expect(!recipients.contains { $0.contains(plain.email) })
      for mail in try desk.received() { #expect(!mail.text.contains(secret)) }
      await desk.close()
      let stored = try desk.raw.rows("SELECT * FROM audit").joined().joined()
      #expect(!stored.contains(secret))
      try desk.start()
    }
  }

  @Test("T20 unconfirmed, or before bootstrap, nothing changes")
  func preconditions() async throws {
    try await TestDesk.run { desk in
      let early = try await desk.attempt { try await Self.breakGlass(desk) }
      #expect(early.reason == .notBootstrapped)
      #expect(!early.changed)
      try await desk.bootstrap()
      let attempt = try await desk.attempt {
        try await desk.desk.operator.breakGlass(
          desk.operatorCall, reason: "", removesSecondFactor: false, isConfirmed: false)
      }
      #expect(attempt.reason == .confirmationRequired)
      #expect(!attempt.changed)
      #expect(attempt.entries == [])
    }
  }

  @Test("T20 I6 only the newest of several works, for its lifetime and once")
  func newest() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let first = try await Self.breakGlass(desk).password.revealed
      let second = try await Self.breakGlass(desk)
      #expect(first != second.password.revealed)
      #expect(
        try await desk.reason { try await desk.ticket(ada.email, first) } == .invalidCredentials)
      desk.clock.move(by: Lifetime.hours(24).milliseconds - 1)
      #expect(try await desk.ticket(ada.email, second.password.revealed) != nil)
      desk.clock.move(by: 1)
      #expect(
        try await desk.reason { try await desk.ticket(ada.email, second.password.revealed) }
          == .invalidCredentials)
    }
  }

  @Test(
    "S4.6, S4.7 a generated password has 16 letters and digits that nobody mistakes, and passes the policy"
  )
  func generated() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      var seen: Set<String> = []
      for _ in 0..<50 {
        let text = try await Self.breakGlass(desk).password.revealed
        #expect(seen.insert(text).inserted)
        #expect(
          text.wholeMatch(of: /[2-9A-HJ-NP-Za-km-z]{4}(-[2-9A-HJ-NP-Za-km-z]{4}){3}/) != nil,
          "\(text)")
        #expect(
          desk.settings.agentPolicy.violations(
            of: Secret(text), person: PasswordPolicy.Person(), isCommon: { _ in false })
            == [])
      }
    }
  }
}
