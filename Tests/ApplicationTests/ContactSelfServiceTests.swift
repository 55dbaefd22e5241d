import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// What contacts do for themselves: forgotten and first passwords.
@Suite("Self-service of contacts")
struct ContactSelfServiceTests {
  @Test(
    "S0.5, F4, F25 an activation ends with a password set and a session, also when asked for"
  )
  func activation() async throws {
    try await TestDesk.run { desk in
      let pat = try await desk.contact()
      // F5: who never had a password and asks for a reset gets an activation.
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      let facts = try await desk.desk.recovery.inspectLink(
        desk.anonymous(), token: link, population: .contact)
      #expect(facts.purpose == .contactActivation)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "F1rst-Words!", .contact) }
          == .linkInvalid)
      _ = try await desk.desk.recovery.completeActivation(
        desk.anonymous(), token: link, population: .contact,
        password: Secret("F1rst-Words!"))
      #expect(try await desk.account(pat.id).status(at: desk.clock.now()) == .active)
      #expect(try await desk.works(try await desk.session(pat.email, "F1rst-Words!", .contact)))
    }
  }

  @Test(
    "S1.12, S3.1, S3.2, S3.5, S3.17 a contact asks for a link, chooses a password and signs in with it"
  )
  func reset() async throws {
    try await TestDesk.run { desk in
      let pat = try await desk.contact(password: "Plain-W0rds!")
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      #expect(try await desk.works(try await desk.session(pat.email, pat.password, .contact)))
      try await desk.completeReset(link, "Other-W0rds!", .contact)
      #expect(
        try await desk.reason { try await desk.session(pat.email, pat.password, .contact) }
          == .invalidCredentials)
      #expect(try await desk.works(try await desk.session(pat.email, "Other-W0rds!", .contact)))
      // F17: the owner is told.
      #expect(try await desk.deliver().last?.recipient.contains(pat.email) == true)
    }
  }

  @Test("S1.13, D14, T15 a signed-in contact changes the password by the current one")
  func change() async throws {
    try await TestDesk.run { desk in
      var pat = try await desk.contact(password: "Plain-W0rds!")
      try await desk.signIn(&pat, .contact)
      let other = try await desk.session(pat.email, pat.password, .contact)
      #expect(
        try await desk.reason {
          try await desk.desk.passwords.changePassword(
            desk.call(pat), current: Secret("Wrong-W0rds!"),
            new: Secret("Other-W0rds!"), endCurrentSession: false)
        } == .invalidCredentials)
      let ended = try await desk.desk.passwords.changePassword(
        desk.call(pat), current: Secret(pat.password),
        new: Secret("Other-W0rds!"), endCurrentSession: false)
      #expect(ended == 1)
      #expect(try await desk.works(pat.session))
      #expect(try await desk.works(other) == false)
    }
  }

  @Test("A contact signs in by address, login name and telephone number, however they are written")
  func identifiers() async throws {
    try await TestDesk.run { desk in
      _ = try await desk.contact(
        ["pat@example.org", "two@example.org"], loginName: "patpoe", phone: "+43 1 2345",
        password: "Plain-W0rds!")
      for identifier in ["PAT@example.org", "two@example.org", "PatPoe", "+43-1-2345"] {
        #expect(try await desk.works(try await desk.session(identifier, "Plain-W0rds!", .contact)))
      }
    }
  }

  /// What an address may belong to.
  enum Case: String, CaseIterable, Sendable {
    case known, unknown, pending, external, forced, deactivated, shared, locked, agent

    /// Brings it about, and returns the address.
    func address(_ desk: TestDesk) async throws -> String {
      let ada = try await desk.bootstrap()
      switch self {
      case .unknown: return "nobody@example.org"
      case .agent: return ada.email
      case .pending: _ = try await desk.contact()
      case .external: _ = try await desk.contact(source: .external)
      case .known, .forced, .deactivated, .shared, .locked:
        let pat = try await desk.contact(password: "Plain-W0rds!")
        let now = desk.clock.now()
        switch self {
        case .forced: _ = try await desk.temporary(ada, pat)
        case .deactivated:
          try await desk.change(pat.id) { $0.deactivate(by: nil, at: now, reason: "") }
        case .shared: _ = try await desk.contact(name: "Twin Poe", password: "Plain-W0rds!")
        case .locked:
          try await desk.change(pat.id) { $0.lockAutomatically(until: now + .minutes(15)) }
        default: break
        }
      }
      return "pat@example.org"
    }
  }

  @Test(
    "I12, S3.3, F1 a contact's address gets one answer and the same work, whatever it belongs to",
    arguments: Case.allCases)
  func oneAnswer(row: Case) async throws {
    try await TestDesk.run { desk in
      let address = try await row.address(desk)
      let outbox = try await desk.outbox().count
      let evaluations = desk.hasher.evaluations
      let request = try await desk.attempt {
        try await desk.desk.recovery.requestPasswordReset(
          desk.anonymous(), population: .contact, address: try EmailAddress(address))
      }
      #expect(request.reason == nil)
      #expect(request.entries == ["reset.requested done"])
      #expect(desk.hasher.evaluations == evaluations)
      let isMailed = [.known, .pending, .locked].contains(row)
      #expect(try await desk.outbox().count == outbox + (isMailed ? 1 : 0))
      let wrong = try await desk.attempt {
        try await desk.session(address, "Wrong-W0rds!", .contact)
      }
      #expect(wrong.refusal == Refusal(.invalidCredentials))
      #expect(wrong.entries == ["sign_in refused INVALID_CREDENTIALS"])
      #expect(desk.hasher.evaluations == evaluations + 1)
    }
  }

  @Test(
    "I12 links that are no links have one answer and cost no hash, for every call that takes one")
  func badLinks() async throws {
    try await TestDesk.run { desk in
      let pat = try await desk.contact(password: "Plain-W0rds!")
      let session = try await desk.session(pat.email, pat.password, .contact)
      let evaluations = desk.hasher.evaluations
      let forged = "lkcr_" + String(repeating: "A", count: 43)
      for token in [
        Secret(""), Secret("x"), Secret(forged), session,
      ] {
        let call = desk.anonymous()
        let password = Secret("Other-W0rds!")
        for reason in [
          try await desk.reason {
            try await desk.desk.recovery.inspectLink(call, token: token, population: .contact)
          },
          try await desk.reason {
            try await desk.desk.recovery.completePasswordReset(
              call, token: token, population: .contact, password: password)
          },
          try await desk.reason {
            try await desk.desk.recovery.completeActivation(
              call, token: token, population: .contact, password: password)
          },
          try await desk.reason {
            try await desk.desk.recovery.confirmEmailChange(
              call, token: token, population: .contact)
          },
          try await desk.reason {
            try await desk.desk.recovery.reportUnexpectedReset(
              call, token: token, population: .contact)
          },
        ] {
          #expect(reason == .linkInvalid)
        }
      }
      #expect(desk.hasher.evaluations == evaluations)
      #expect(try await desk.works(session))
    }
  }

  @Test(
    "D11, F15 a completed reset of a contact lifts the automatic lock and forgets the attempts"
  )
  func liftsLock() async throws {
    try await TestDesk.run { desk in
      let pat = try await desk.contact(
        ["pat@example.org"], loginName: "patpoe", phone: "+43 1 2345", password: "Plain-W0rds!")
      for identifier in [pat.email, "patpoe", "+43 1 2345"] {
        for _ in 0..<10 {
          _ = try await desk.reason { try await desk.session(identifier, "Wrong-W0rds!", .contact) }
        }
      }
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      try await desk.completeReset(link, "Other-W0rds!", .contact)
      for identifier in [pat.email, "patpoe", "+43 1 2345"] {
        #expect(try await desk.works(try await desk.session(identifier, "Other-W0rds!", .contact)))
      }
    }
  }

  @Test("T7 who reports an activation as unexpected withdraws it")
  func report() async throws {
    try await TestDesk.run { desk in
      let pat = try await desk.contact()
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      try await desk.desk.recovery.reportUnexpectedReset(
        desk.anonymous(), token: link, population: .contact)
      #expect(
        try await desk.reason {
          try await desk.desk.recovery.completeActivation(
            desk.anonymous(), token: link, population: .contact,
            password: Secret("F1rst-Words!"))
        } == .linkInvalid)
      let entry = try #require(try await desk.audit().last { $0.record.action == .resetReported })
      #expect(entry.record.details["link"] == "activation")
    }
  }
}
