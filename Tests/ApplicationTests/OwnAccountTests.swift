import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// What people change on their own accounts.
@Suite("Own account")
struct OwnAccountTests {
  /// Somebody of a population, signed in and with a fresh proof.
  private static func person(_ population: Population, _ desk: TestDesk) async throws -> Colleague {
    if population == .agent { return try await desk.agent("old@example.com") }
    var person = try await desk.contact(
      ["old@example.com", "b@example.com"], password: "Plain-W0rds!")
    try await desk.signIn(&person, .contact)
    try await desk.stepUp(person)
    return person
  }

  private static func changes(_ email: String? = nil) throws -> OwnAccountChanges {
    var changes = OwnAccountChanges()
    changes.email = try email.map { (text) throws in try EmailAddress(text) }
    return changes
  }

  @Test(
    "The owner sees and changes the own name, number and language", arguments: Population.allCases)
  func plain(population: Population) async throws {
    try await TestDesk.run { desk in
      let person = try await Self.person(population, desk)
      desk.clock.advance(.minutes(30))
      var changes = OwnAccountChanges()
      changes.displayName = try DisplayName("Name Two")
      changes.phone = .set(try PhoneNumber("+43 1 2345"))
      changes.locale = "de-AT"
      let attempt = try await desk.attempt {
        try await desk.desk.accounts.updateOwnAccount(desk.call(person), changes)
      }
      #expect(attempt.entries == ["account.own.update done"])
      let view = try await desk.desk.accounts.getOwnAccount(desk.call(person))
      #expect(view.account.displayName.text == "Name Two")
      #expect(view.account.phone?.canonical == "+4312345")
      #expect(view.account.locale == "de-AT")
      #expect(view.permissions == [])
      let again = try await desk.attempt {
        try await desk.desk.accounts.updateOwnAccount(desk.call(person), changes)
      }
      #expect(again.entries == [])
      changes.revision = view.account.revision - 1
      #expect(
        try await desk.refusal {
          try await desk.desk.accounts.updateOwnAccount(desk.call(person), changes)
        }
          == Refusal(revisionInForce: view.account.revision))
    }
  }

  @Test(
    "T17, S3.19 a new address counts once its link was used; old links die and both addresses hear",
    arguments: Population.allCases)
  func newAddress(population: Population) async throws {
    try await TestDesk.run { desk in
      let person = try await Self.person(population, desk)
      let reset = try await desk.forgottenLink(of: person.email, population)
      _ = try await desk.desk.accounts.updateOwnAccount(
        desk.call(person), try Self.changes("new@example.com"))
      // Nothing but the link is different so far.
      #expect(try await desk.account(person.id).primaryEmail?.text == person.email)
      #expect(try await desk.works(person.session))
      #expect(
        try await desk.works(try await desk.session(person.email, person.password, population)))
      let link = try await desk.linkFromMail(to: "new@example.com")
      #expect(
        try desk.received().contains { $0.recipient.contains(person.email) && $0.token == nil })
      let facts = try await desk.desk.recovery.inspectLink(
        desk.anonymous(), token: link, population: population)
      #expect(facts.purpose == .emailChange(population))
      let count = try desk.received().count
      try await desk.desk.recovery.confirmEmailChange(
        desk.anonymous(), token: link, population: population)
      let account = try await desk.account(person.id)
      #expect(account.primaryEmail?.text == "new@example.com")
      #expect(!account.emails.contains { $0.text == person.email })
      #expect(account.emails.count == (population == .agent ? 1 : 2))
      #expect(account.pendingEmail == nil)
      #expect(try await desk.works(person.session) == false)
      let told = try await desk.deliver().dropFirst(count).map(\.recipient)
      #expect(told.count == 2)
      #expect(told.contains { $0.contains(person.email) } && told.contains { $0.contains("new@") })
      #expect(
        try await desk.reason { try await desk.completeReset(reset, "Other-W0rds!", population) }
          == .linkInvalid)
      #expect(
        try await desk.reason {
          try await desk.desk.recovery.confirmEmailChange(
            desk.anonymous(), token: link, population: population)
        } == .linkUsed)
      #expect(
        try await desk.works(try await desk.session("new@example.com", person.password, population))
      )
    }
  }

  @Test(
    "The link to a new address works for 24 hours",
    arguments: [(86_399_999, nil), (86_400_000, .linkExpired)] as [(Int64, Reason?)])
  func lifetime(elapsed: Int64, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let person = try await Self.person(.contact, desk)
      _ = try await desk.desk.accounts.updateOwnAccount(
        desk.call(person), try Self.changes("new@example.com"))
      let link = try await desk.linkFromMail(to: "new@example.com")
      desk.clock.move(by: elapsed)
      #expect(
        try await desk.reason {
          try await desk.desk.recovery.confirmEmailChange(
            desk.anonymous(), token: link, population: .contact)
        } == reason)
    }
  }

  @Test("A newer address, a new password, and the word of its mailbox each end a waiting address")
  func ends() async throws {
    try await TestDesk.run { desk in
      let person = try await Self.person(.contact, desk)
      func propose(_ address: String) async throws -> Secret {
        _ = try await desk.desk.accounts.updateOwnAccount(
          desk.call(person), try Self.changes(address))
        return try await desk.linkFromMail(to: address)
      }
      func confirm(_ link: Secret) async throws -> Reason? {
        try await desk.reason {
          try await desk.desk.recovery.confirmEmailChange(
            desk.anonymous(), token: link, population: .contact)
        }
      }
      let first = try await propose("one@example.com")
      _ = try await desk.desk.accounts.updateOwnAccount(
        desk.call(person), try Self.changes("two@example.com"))
      // Before the newer link is even written: the older one must not confirm the newer address.
      #expect(try await confirm(first) == .linkInvalid)
      let second = try await desk.linkFromMail(to: "two@example.com")
      try await desk.desk.recovery.reportUnexpectedReset(
        desk.anonymous(), token: second, population: .contact)
      #expect(try await confirm(second) == .linkInvalid)
      let third = try await propose("three@example.com")
      _ = try await desk.desk.passwords.changePassword(
        desk.call(person), current: Secret(person.password),
        new: Secret("Other-W0rds!"), endCurrentSession: false)
      #expect(try await confirm(third) == .linkInvalid)
      #expect(try await desk.account(person.id).primaryEmail?.text == person.email)
    }
  }

  @Test("Giving another address asks for a fresh proof, the Account Administrator too")
  func stepUp() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      desk.clock.advance(.minutes(5))
      let attempt = try await desk.attempt {
        try await desk.desk.accounts.updateOwnAccount(
          desk.call(ada), try Self.changes("new@example.com"))
      }
      #expect(attempt.entries == ["account.own.update refused STEP_UP_REQUIRED"])
      try await desk.stepUp(ada)
      _ = try await desk.desk.accounts.updateOwnAccount(
        desk.call(ada), try Self.changes("new@example.com"))
      let link = try await desk.linkFromMail(to: "new@example.com")
      try await desk.desk.recovery.confirmEmailChange(
        desk.anonymous(), token: link, population: .agent)
      #expect(try await desk.account(ada.id).primaryEmail?.text == "new@example.com")
      #expect(try await desk.account(ada.id).isAccountAdministrator)
    }
  }

  @Test(
    "An agent's address is free when it is given and when it is confirmed; contacts may share one")
  func free() async throws {
    try await TestDesk.run { desk in
      let kim = try await Self.person(.agent, desk)
      _ = try await desk.account("taken@example.com")
      #expect(
        try await desk.reason {
          try await desk.desk.accounts.updateOwnAccount(
            desk.call(kim), try Self.changes("TAKEN@example.com"))
        } == .addressInUse)
      _ = try await desk.desk.accounts.updateOwnAccount(
        desk.call(kim), try Self.changes("new@example.com"))
      let link = try await desk.linkFromMail(to: "new@example.com")
      _ = try await desk.account("new@example.com")
      #expect(
        try await desk.reason {
          try await desk.desk.recovery.confirmEmailChange(
            desk.anonymous(), token: link, population: .agent)
        } == .addressInUse)
    }
  }

  @Test("F2 nobody fills a stranger's mailbox with confirmations")
  func bombing() async throws {
    try await TestDesk.run { desk in
      let person = try await Self.person(.contact, desk)
      for address in ["victim@example.com", "VICTIM@example.com", "Victim@example.com"] {
        _ = try await desk.desk.accounts.updateOwnAccount(
          desk.call(person), try Self.changes(address))
      }
      let attempt = try await desk.attempt {
        try await desk.desk.accounts.updateOwnAccount(
          desk.call(person), try Self.changes("vIctim@example.com"))
      }
      #expect(attempt.refusal == Refusal(.tooManyRequests, retryAfter: .minutes(15)))
      #expect(!attempt.changed)
    }
  }
}
