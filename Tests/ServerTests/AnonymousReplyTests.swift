import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

/// What callers who are not signed in can find out from the bytes of a reply and from the work behind
/// it (I12): nothing.
@Suite("Anonymous replies")
struct AnonymousReplyTests {
  /// Everything that an account, or the lack of one, may be like.
  enum State: String, CaseIterable, Sendable {
    case known, unknown, otherPopulation, pending, invited, oneTime, temporary, temporaryOver
    case mustChange, leaked, locked, lockedByPerson, deactivated, comesBack, elsewhere, shared
    case secondAddress, waitingAddress, oldHash, nearlyLocked, signedIn, linkIsOut, gone

    /// Brings it about for the address that every row asks for.
    func bring(_ desk: TestDesk, _ population: Population) async throws {
      let address = AnonymousReplyTests.address
      let other: Population = population == .agent ? .contact : .agent
      if self == .unknown { return }
      if self == .otherPopulation {
        _ = try await desk.account(address, other)
        return
      }
      if self == .secondAddress {
        let pat = try await desk.account("first@example.org", population)
        let emails = [EmailAddress(stored: "first@example.org"), EmailAddress(stored: address)]
        try await desk.change(pat.id) { $0.changeEmails(emails) }
        return
      }
      let isPending = self == .pending || self == .invited
      var pat = try await desk.account(
        address, population, password: isPending ? nil : AnonymousReplyTests.password)
      let (id, now) = (pat.id, desk.clock.now())
      let hash = try await desk.hasher.hash(Secret("Given-W0rds!"))
      func facts(_ origin: TemporaryPassword.Origin, _ expiresAt: Timestamp) -> TemporaryPassword {
        TemporaryPassword(origin: origin, issuedBy: nil, expiresAt: expiresAt)
      }
      switch self {
      case .known, .unknown, .otherPopulation, .secondAddress, .pending: break
      case .invited, .linkIsOut: _ = try await desk.forgottenLink(of: address, population)
      case .oneTime:
        let until = facts(.chosen, now + .hours(1))
        try await desk.change(id) { $0.setTemporaryPassword(hash, until) }
      case .temporary:
        let until = facts(.generated, now + .hours(1))
        try await desk.change(id) { $0.setTemporaryPassword(hash, until) }
      case .temporaryOver:
        let until = facts(.generated, now)
        try await desk.change(id) { $0.setTemporaryPassword(hash, until) }
      case .mustChange:
        try await desk.change(id) { _ = $0.requirePasswordChange(.requiredByAdministrator) }
      case .leaked: try await desk.change(id) { _ = $0.requirePasswordChange(.compromised) }
      case .locked:
        try await desk.change(id) { $0.lockAutomatically(until: now + .minutes(15)) }
      case .lockedByPerson:
        try await desk.change(id) { $0.lock(by: nil, at: now, reason: "") }
      case .deactivated:
        try await desk.change(id) { $0.deactivate(by: nil, at: now, reason: "") }
      case .comesBack:
        try await desk.change(id) { account in
          account.deactivate(by: nil, at: now, reason: "")
          account.reactivate()
        }
      case .elsewhere: try await desk.change(id) { $0.changeAuthenticationSource(.external) }
      case .shared:
        let twin = try await desk.account("twin@example.org", population)
        let emails = [EmailAddress(stored: address)]
        try await desk.change(twin.id) { $0.changeEmails(emails) }
      case .waitingAddress:
        let other = EmailAddress(stored: "next@example.org")
        try await desk.change(id) { $0.propose(other) }
      case .oldHash: desk.hasher.changeParameters()
      case .nearlyLocked:
        try await desk.store.write { transaction in
          for _ in 0..<9 {
            _ = try transaction.reserve(
              .accountPassword(id), under: ThrottleRule(limit: 9, window: .hours(1)), at: now)
          }
        }
      case .signedIn: try await desk.signIn(&pat, population)
      case .gone:
        try await desk.change(id) { account in
          account.erase(at: now)
        }
      }
    }
  }

  static let address = "pat@example.org"
  static let password = "Plain-W0rds!"

  /// What a caller can see of one call: the reply or the failure, whole, and what it cost.
  struct Seen: Hashable, Sendable {
    let result: Result<[UInt8], CallFailure>
    let evaluations: Int

    var isAnswered: Bool {
      if case .success = self.result { true } else { false }
    }
  }

  /// Calls of people who are not signed in, none of which holds a secret that works.
  static func calls(_ population: PopulationName) throws -> [(String, Method, [UInt8])] {
    let encoder = CBOREncoder()
    let nobodys = String(repeating: "A", count: 43)
    let foreign = Secret((population == .agent ? "lkar_" : "lkcr_") + nobodys)
    let ticket = Secret((population == .agent ? "lkap_" : "lkcp_") + nobodys)
    let new = Secret("Brand-N3w-Words!")
    let wrong = SignIn.SignIn(
      population: population, identifier: Self.address, password: Secret("Wrong-W0rds!"))
    let forgotten = Recovery.RequestPasswordReset(population: population, address: Self.address)
    return try [
      ("wrong password", .signInSignIn, encoder.encode(wrong)),
      ("forgotten", .recoveryRequestPasswordReset, encoder.encode(forgotten)),
      (
        "policy", .passwordsGetPasswordPolicy,
        encoder.encode(Passwords.GetPasswordPolicy(population: population))
      ),
      (
        "candidate", .passwordsCheckPassword,
        encoder.encode(Passwords.CheckPassword(population: population, candidate: Secret("Pat1")))
      ),
      (
        "candidate with a foreign link", .passwordsCheckPassword,
        encoder.encode(
          Passwords.CheckPassword(
            population: population, candidate: Secret("Pat1"), token: foreign))
      ),
      (
        "foreign link", .recoveryInspectLink,
        encoder.encode(Recovery.InspectLink(token: foreign, population: population))
      ),
      (
        "foreign reset", .recoveryCompletePasswordReset,
        encoder.encode(
          Recovery.CompletePasswordReset(token: foreign, population: population, newPassword: new))
      ),
      (
        "foreign activation", .recoveryCompleteActivation,
        encoder.encode(
          Recovery.CompleteActivation(token: foreign, population: population, newPassword: new))
      ),
      (
        "foreign report", .recoveryReportUnexpectedReset,
        encoder.encode(Recovery.ReportUnexpectedReset(token: foreign, population: population))
      ),
      (
        "foreign confirmation", .recoveryConfirmEmailChange,
        encoder.encode(Recovery.ConfirmEmailChange(token: foreign, population: population))
      ),
      (
        "foreign ticket", .signInCompletePasswordChange,
        encoder.encode(SignIn.CompletePasswordChange(ticket: ticket, newPassword: new))
      ),
    ]
  }

  /// What each of the calls shows, made one time more often than the limits allow.
  private static func play(
    _ state: State, _ population: Population
  ) async throws -> [String: [Seen]] {
    try await ServedDesk.run { served in
      try await state.bring(served.desk, population)
      var seen: [String: [Seen]] = [:]
      for (name, method, body) in try Self.calls(population == .agent ? .agent : .contact) {
        for _ in 0..<(name == "wrong password" ? 12 : 4) {
          let evaluations = served.desk.hasher.evaluations
          let result = await served.send(
            .number(UInt64(method.rawValue)), body: body, from: .portal)
          seen[name, default: []].append(
            Seen(
              result: result.map(\.body),
              evaluations: served.desk.hasher.evaluations - evaluations))
        }
      }
      return seen
    }
  }

  @Test(
    "F1, F2, I12, T13 whatever an address belongs to: the same bytes, as many evaluations, call by call",
    arguments: Population.allCases)
  func table(population: Population) async throws {
    let expected = try await Self.play(.unknown, population)
    for state in State.allCases where state != .unknown {
      // Of agents none can have what another has.
      if state == .shared && population == .agent { continue }
      let seen = try await Self.play(state, population)
      for (name, rows) in seen {
        // A link that the person asked for in earnest counts against the same limit.
        let rest = name == "forgotten" && (state == .invited || state == .linkIsOut) ? 1 : 0
        let due = (expected[name] ?? []).dropFirst(rest)
        #expect(Array(rows.prefix(due.count)) == Array(due), "\(state): \(name)")
      }
    }
    let wrong = try #require(expected["wrong password"])
    #expect(wrong.map(\.evaluations) == Array(repeating: 1, count: 10) + [0, 0])
    #expect(expected["forgotten"]?.map(\.isAnswered) == [true, true, true, false])
    for (name, rows) in expected where name != "wrong password" {
      #expect(rows.allSatisfy { $0.evaluations == 0 }, "\(name)")
    }
  }

  @Test("S3.4 who asks for a link is told to look in the spam or junk folder, known or not")
  func spam() async throws {
    try await ServedDesk.run { served in
      _ = try await served.desk.contact()
      for address in ["pat@example.org", "nobody@example.org"] {
        let reply = try await served.send(
          Recovery.RequestPasswordReset(population: .contact, address: address), from: .portal)
        #expect(reply.message.contains("Look in the spam or junk folder."))
      }
    }
  }

  @Test(
    "S4.15 from its issue on the contact's status reads Force Password Reset, wherever it shows")
  func forced() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let pat = try await served.desk.contact(password: Self.password)
      let reference = AccountReference.id(pat.id.rawValue)
      func labels() async throws -> Set<String> {
        let details = try await served.send(
          Contacts.GetContact(contact: reference), session: ada.session)
        let list = try await served.send(Contacts.ListContacts(limit: 10), session: ada.session)
        return Set([details.status.rawValue] + list.contacts.map(\.status.rawValue))
      }
      #expect(try await labels() == ["Active"])
      let issued = try await served.send(
        Contacts.IssueTemporaryPassword(contact: reference, confirmed: true), session: ada.session)
      #expect(issued.status.rawValue == "Force Password Reset")
      #expect(try await labels() == ["Force Password Reset"])
      let answer = try await served.send(
        SignIn.SignIn(
          population: .contact, identifier: pat.email, password: issued.temporaryPassword),
        from: .portal)
      #expect(try await labels() == ["Force Password Reset"], "Until another one is chosen.")
      _ = try await served.send(
        SignIn.CompletePasswordChange(
          ticket: try #require(answer.ticket), newPassword: Secret("Brand-N3w-Words!")),
        from: .portal)
      #expect(try await labels() == ["Active"])
    }
  }
}
