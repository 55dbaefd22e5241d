import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// What a sign-in says, to whom, and what it costs.
@Suite("Sign-in")
struct SignInTests {
  /// Everything that may be wrong with an identifier or its account.
  enum Case: String, CaseIterable, Sendable {
    case known, unknown, pending, locked, lockedByPerson, deactivated, oneTime, mustChange
    case shared, otherPopulation, noIdentifier

    /// Brings it about, and returns what is typed.
    func identifier(_ desk: TestDesk) async throws -> String {
      let ada = try await desk.bootstrap()
      let kim = try await desk.account(
        "kim@example.com", password: self == .pending ? nil : "Plain-W0rds!")
      switch self {
      case .known, .pending: break
      case .unknown: return "nobody@example.com"
      case .locked:
        let until = desk.clock.now() + .minutes(15)
        try await desk.change(kim.id) { $0.lockAutomatically(until: until) }
      case .lockedByPerson:
        try await desk.desk.accounts.lock(desk.call(ada), kim.selector, reason: "")
      case .deactivated:
        _ = try await desk.desk.agents.deactivateAgent(desk.call(ada), kim.selector, reason: "")
      case .oneTime:
        _ = try await desk.desk.agents.setPassword(
          desk.call(ada), of: kim.selector, password: Secret("Given-W0rds!"),
          requireChange: true)
      case .mustChange:
        try await desk.desk.accounts.requirePasswordChange(
          desk.call(ada), kim.selector, isCompromised: false)
      case .shared:
        let second = try await desk.account("lee@example.com")
        let emails = [EmailAddress(stored: "lee@example.com"), EmailAddress(stored: kim.email)]
        try await desk.change(second.id) { $0.changeEmails(emails) }
      case .otherPopulation:
        _ = try await desk.account("carl@example.com", .contact)
        return "carl@example.com"
      case .noIdentifier: return "not an identifier"
      }
      return kim.email
    }
  }

  @Test(
    "S3.3, I12, F1 a wrong password has one answer, one evaluation and one audit entry",
    arguments: Case.allCases)
  func oneAnswer(row: Case) async throws {
    try await TestDesk.run { desk in
      let identifier = try await row.identifier(desk)
      let evaluations = desk.hasher.evaluations
      let attempt = try await desk.attempt { try await desk.session(identifier, "Wrong-W0rds!") }
      #expect(attempt.refusal == Refusal(.invalidCredentials))
      #expect(desk.hasher.evaluations == evaluations + 1)
      #expect(attempt.entries == ["sign_in refused INVALID_CREDENTIALS"])
      #expect(!attempt.changed)
    }
  }

  @Test(
    "I12 a request for a link has one answer, no evaluation and one audit entry",
    arguments: Case.allCases.filter { $0 != .noIdentifier })
  func oneReply(row: Case) async throws {
    try await TestDesk.run { desk in
      let identifier = try await row.identifier(desk)
      let evaluations = desk.hasher.evaluations
      let outbox = try await desk.outbox().count
      let attempt = try await desk.attempt {
        try await desk.desk.recovery.requestPasswordReset(
          desk.anonymous(), population: .agent, address: try EmailAddress(identifier))
      }
      #expect(attempt.reason == nil)
      #expect(desk.hasher.evaluations == evaluations)
      #expect(attempt.entries == ["reset.requested done"])
      let isMailed: Bool =
        switch row {
        case .known, .pending, .locked, .lockedByPerson, .oneTime, .mustChange: true
        // The address is primary for one of the two that have it.
        case .shared: true
        case .unknown, .deactivated, .otherPopulation, .noIdentifier: false
        }
      #expect(try await desk.outbox().count == outbox + (isMailed ? 1 : 0))
    }
  }

  @Test(
    "Only the right password hears more",
    arguments: [
      (.known, nil), (.pending, .invalidCredentials), (.locked, .invalidCredentials),
      (.lockedByPerson, .accountLocked), (.deactivated, .accountDeactivated),
      (.oneTime, .invalidCredentials), (.shared, .invalidCredentials),
      (.otherPopulation, .invalidCredentials), (.unknown, .invalidCredentials),
    ] as [(Case, Reason?)])
  func rightPassword(row: Case, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let identifier = try await row.identifier(desk)
      let attempt = try await desk.attempt { try await desk.session(identifier, "Plain-W0rds!") }
      #expect(attempt.reason == reason)
      #expect(
        attempt.entries == [reason.map { "sign_in refused \($0.rawValue)" } ?? "sign_in done"])
    }
  }

  @Test("D16 a shared address identifies nobody; the login name works")
  func sharedAddress() async throws {
    try await TestDesk.run { desk in
      let first = try await desk.account("fam@example.com", .contact, loginName: "mother")
      _ = try await desk.account(
        "fam@example.com", .contact, loginName: "father", password: "Dads-W0rds!")
      for password in [first.password, "Dads-W0rds!"] {
        #expect(
          try await desk.reason { try await desk.session("fam@example.com", password, .contact) }
            == .invalidCredentials)
      }
      #expect(try await desk.works(try await desk.session("father", "Dads-W0rds!", .contact)))
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: .contact, address: try EmailAddress("fam@example.com"))
      #expect(try await desk.outbox().isEmpty)
    }
  }

  @Test("D17 one address, two populations: two accounts, two passwords")
  func twoPopulations() async throws {
    try await TestDesk.run { desk in
      let agent = try await desk.account("pat@example.com")
      _ = try await desk.account("pat@example.com", .contact, password: "Portal-W0rds!")
      #expect(
        try await desk.reason { try await desk.session(agent.email, agent.password, .contact) }
          == .invalidCredentials)
      let link = try await desk.forgottenLink(of: agent.email, .contact)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!", .agent) }
          == .linkInvalid)
      try await desk.completeReset(link, "Other-W0rds!", .contact)
      #expect(try await desk.works(try await desk.session(agent.email, agent.password)))
    }
  }

  @Test(
    "D18 addresses and login names are compared by ASCII letters only",
    arguments: [
      ("KIM@Example.COM", nil), ("Kimmy", nil), ("kim@example.com ", nil),
      ("\u{212A}im@example.com", .invalidCredentials), ("kim@example.co", .invalidCredentials),
      ("", .invalidCredentials),
    ] as [(String, Reason?)])
  func canonical(identifier: String, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      _ = try await desk.account("kim@example.com", loginName: "kimMY")
      #expect(
        try await desk.reason { try await desk.session(identifier, "Plain-W0rds!") } == reason)
    }
  }

  @Test(
    "I14 ten guesses, then even the right password is compared with nothing until the window ends")
  func limit() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com", loginName: "kimmy")
      for _ in 0..<9 {
        _ = try await desk.reason { try await desk.session(kim.email, "Wrong-W0rds!") }
      }
      #expect(try await desk.account(kim.id).lock == .none)
      let last = try await desk.attempt { try await desk.session(kim.email, "Wrong-W0rds!") }
      #expect(
        last.entries == ["sign_in refused INVALID_CREDENTIALS", "account.lock.automatic done"])
      let byEmail = try await desk.refusal { try await desk.session(kim.email, kim.password) }
      #expect(byEmail == Refusal(.tooManyAttempts, retryAfter: .minutes(15)))
      let guesses = desk.hasher.guesses
      #expect(
        try await desk.reason { try await desk.session("kimmy", kim.password) }
          == .invalidCredentials)
      #expect(desk.hasher.guesses == guesses)
      desk.clock.move(by: 899_999)
      #expect(
        try await desk.reason { try await desk.session(kim.email, kim.password) }
          == .tooManyAttempts)
      desk.clock.move(by: 1)
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
    }
  }

  @Test("I14 success forgives the failures before")
  func success() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      for _ in 0..<3 {
        for _ in 0..<9 {
          _ = try await desk.reason { try await desk.session(kim.email, "Wrong-W0rds!") }
        }
        _ = try await desk.session(kim.email, kim.password)
      }
    }
  }

  @Test("I14 a limit of 0 allows none")
  func limitOfNone() async throws {
    var settings = DeskSettings()
    settings.passwordThrottle.limit = 0
    try await TestDesk.run(settings: settings) { desk in
      let kim = try await desk.account("kim@example.com")
      #expect(
        try await desk.reason { try await desk.session(kim.email, kim.password) }
          == .tooManyAttempts)
      #expect(desk.hasher.guesses == 0)
    }
  }

  @Test("I14 of 50 wrong guesses at once by two names no more than the limit reach the real hash")
  func parallel() async throws {
    let hasher = try Argon2idHasher()
    var settings = DeskSettings()
    settings.attemptPatience = .hours(1)
    try await TestDesk.run(settings: settings, hasher: hasher) { desk in
      let kim = try await desk.account("kim@example.com", loginName: "kimmy", password: nil)
      let hash = try await hasher.hash(Secret(kim.email))
      try await desk.change(kim.id) { $0.setPassword(hash) }
      let reasons = try await withThrowingTaskGroup(of: Reason?.self) { group in
        for number in 0..<50 {
          group.addTask {
            try await desk.reason {
              try await desk.session(number % 2 == 0 ? kim.email : "kimmy", "Wrong-W0rds!")
            }
          }
        }
        return try await group.reduce(into: [Reason?]()) { $0.append($1) }
      }
      #expect(reasons.filter { $0 == .tooManyAttempts }.count == 30)
      #expect(reasons.filter { $0 == .invalidCredentials }.count == 20)
      let throttle = try await desk.store.read { try $0.throttle(.accountPassword(kim.id)) }
      #expect(throttle?.attempts == 10)
      #expect(try await desk.account(kim.id).status(at: desk.clock.now()) == .locked)
    }
  }

  @Test("F15 the lock is visible in a list and can be opened, attempts forgotten")
  func unlock() async throws {
    try await TestDesk.run { desk in
      let helper = try await desk.agent("helen@example.com", [.unlockAccounts])
      let kim = try await desk.account("kim@example.com", loginName: "kimmy")
      for _ in 0..<10 {
        _ = try await desk.reason { try await desk.session(kim.email, "Wrong-W0rds!") }
      }
      let locked = try await desk.desk.accounts.listLocked(desk.call(helper), after: nil, limit: 10)
      #expect(locked.map(\.account.id) == [kim.id])
      try await desk.desk.accounts.unlock(desk.call(helper), kim.selector)
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
    }
  }

  @Test("I15 forgetting attempts before they lock is a change too: it is in the audit")
  func unlockBeforeLock() async throws {
    try await TestDesk.run { desk in
      let helper = try await desk.agent("helen@example.com", [.unlockAccounts])
      let kim = try await desk.account("kim@example.com")
      for _ in 0..<5 {
        _ = try await desk.reason { try await desk.session(kim.email, "Wrong-W0rds!") }
      }
      let first = try await desk.attempt {
        try await desk.desk.accounts.unlock(desk.call(helper), kim.selector)
      }
      #expect(first.entries == ["account.unlock done"])
      let second = try await desk.attempt {
        try await desk.desk.accounts.unlock(desk.call(helper), kim.selector)
      }
      #expect(second.entries == [])
    }
  }

  @Test("A full hasher is a refusal with a delay, and the guess is given back")
  func overload() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      for _ in 0..<20 {
        desk.hasher.overload(1)
        let attempt = try await desk.attempt { try await desk.session(kim.email, kim.password) }
        #expect(attempt.refusal == Refusal(.overloaded, retryAfter: .seconds(2)))
        #expect(attempt.entries == [])
      }
      let throttle = try await desk.store.read { try $0.throttle(.accountPassword(kim.id)) }
      #expect(throttle?.attempts == 0)
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
    }
  }

  @Test("A password that changes while it is checked does not sign in, nor does its account's lock")
  func changedMeanwhile() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      desk.hasher.interlude {
        _ = try? await desk.desk.agents.setPassword(
          desk.call(ada), of: kim.selector, password: Secret("Given-W0rds!"),
          requireChange: false)
      }
      #expect(
        try await desk.reason { try await desk.session(kim.email, kim.password) }
          == .invalidCredentials)
      desk.hasher.interlude {
        try? await desk.desk.accounts.lock(desk.call(ada), kim.selector, reason: "")
      }
      #expect(
        try await desk.reason { try await desk.session(kim.email, "Given-W0rds!") }
          == .invalidCredentials)
    }
  }

  @Test(
    "T10 a hash under old parameters is replaced as its owner signs in, and nothing else changes")
  func upgrade() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com")
      let before = try await desk.account(kim.id)
      desk.hasher.changeParameters()
      #expect(try await desk.works(try await desk.session(kim.email, kim.password)))
      let after = try await desk.account(kim.id)
      #expect(after.credential != before.credential)
      #expect(after.epoch == before.epoch)
      #expect(try await desk.works(kim.session))
      let evaluations = desk.hasher.evaluations
      _ = try await desk.session(kim.email, kim.password)
      #expect(desk.hasher.evaluations == evaluations + 1)
    }
  }

  @Test(
    "F2 the fourth request for a link within 15 minutes sends nothing, however it is written"
  )
  func mailBombing() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      for address in ["kim@example.com", "KIM@example.com", "Kim@Example.com"] {
        try await desk.desk.recovery.requestPasswordReset(
          desk.anonymous(), population: .agent, address: try EmailAddress(address))
      }
      let attempt = try await desk.attempt {
        try await desk.desk.recovery.requestPasswordReset(
          desk.anonymous(), population: .agent, address: try EmailAddress("kIM@example.com"))
      }
      #expect(attempt.refusal == Refusal(.tooManyRequests, retryAfter: .minutes(15)))
      #expect(attempt.entries == ["reset.requested refused TOO_MANY_REQUESTS"])
      #expect(!attempt.changed)
      #expect(try await desk.outbox().count == 3)
      desk.clock.advance(.minutes(15))
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: .agent, address: try EmailAddress(kim.email))
      #expect(try await desk.outbox().count == 4)
    }
  }
}
