import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Contacts that tickets make.
@Suite("Requesters")
struct ProvisioningTests {
  @Test(
    "S0.1, S0.4 who raises a ticket becomes a contact without a password, and gets one activation")
  func created() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let attempt = try await desk.attempt { try await desk.provision("Pat.Poe@example.org") }
      #expect(attempt.entries == ["contact.provision done"])
      let contact = try #require(try await desk.contacts(named: "pat.poe@example.org").first)
      #expect(contact.population == .contact)
      #expect(contact.credential == .none)
      #expect(contact.displayName.text == "Pat.Poe")
      #expect(contact.status(at: desk.clock.now()) == .pendingActivation)
      let mails = try await desk.deliver()
      #expect(mails.count == 1)
      #expect(mails[0].recipient.contains("Pat.Poe@example.org"))
      #expect(mails[0].links.count == 1)
    }
  }

  @Test("S0.2 a ticket of an agent adds nobody, whatever the case of the address")
  func agent() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let attempt = try await desk.attempt {
        let outcome = try await desk.provision("KIM@example.com")
        #expect(outcome == .agent)
      }
      #expect(!attempt.changed)
      #expect(attempt.entries == [])
      try await desk.change(kim.id) {
        $0.deactivate(by: nil, at: Timestamp(milliseconds: 1), reason: "left")
      }
      #expect(try await desk.provision("kim@example.com") == .agent)
    }
  }

  @Test("S0.3, D18 a second ticket finds the same contact and mails nothing")
  func existing() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let first = try await desk.provision("pat@example.org")
      guard case .created(let id, _) = first else {
        Issue.record("No contact was made.")
        return
      }
      let attempt = try await desk.attempt {
        let outcome = try await desk.provision("PAT@Example.ORG")
        #expect(outcome == .existing(id))
      }
      #expect(!attempt.changed)
      #expect(attempt.entries == [])
      #expect(try await desk.outbox().count == 1)
    }
  }

  @Test("S0.3 two tickets at once make one contact and one activation")
  func atOnce() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let outcomes = try await withThrowingTaskGroup(of: ProvisionedRequester.self) { group in
        for _ in 0..<8 { group.addTask { try await desk.provision("pat@example.org") } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let made = outcomes.filter { if case .created = $0 { true } else { false } }
      #expect(made.count == 1)
      #expect(try await desk.contacts(named: "pat@example.org").count == 1)
      #expect(try await desk.outbox().count == 1)
    }
  }

  @Test("S0.3 the same call sent again is answered and done once")
  func replayed() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let key = [UInt8](repeating: 7, count: 16)
      _ = try await desk.provision("pat@example.org", key: key)
      #expect(
        try await desk.reason { try await desk.provision("pat@example.org", key: key) }
          == .replyNotRetained)
      #expect(try await desk.contacts(named: "pat@example.org").count == 1)
    }
  }

  @Test("S0.6, S0.7 with the User Activation email off a contact is added and nothing is mailed")
  func quiet() async throws {
    var settings = DeskSettings()
    #expect(settings.userActivationEmail)
    settings.userActivationEmail = false
    try await TestDesk.run(settings: settings) { desk in
      try await desk.bootstrap()
      _ = try await desk.provision("pat@example.org")
      let contact = try #require(try await desk.contacts(named: "pat@example.org").first)
      #expect(contact.status(at: desk.clock.now()) == .notRegistered)
      #expect(try await desk.outbox() == [])
    }
  }

  @Test("Without a way to mail a requester is added all the same")
  func withoutMail() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      try await desk.bootstrap()
      guard case .created(_, nil) = try await desk.provision("pat@example.org") else {
        Issue.record("No contact was made, or a mail was queued.")
        return
      }
    }
  }

  @Test("D16 of contacts that share an address the oldest that takes part is meant")
  func shared() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let first = try await desk.contact(["pat@example.org"])
      let second = try await desk.contact(["other@example.org", "pat@example.org"])
      #expect(try await desk.provision("pat@example.org") == .existing(first.id))
      try await desk.change(first.id) {
        $0.deactivate(by: nil, at: Timestamp(milliseconds: 1), reason: "")
      }
      #expect(try await desk.provision("pat@example.org") == .existing(second.id))
      try await desk.change(second.id) {
        $0.deactivate(by: nil, at: Timestamp(milliseconds: 1), reason: "")
      }
      #expect(try await desk.provision("pat@example.org") == .existing(first.id))
    }
  }

  @Test("S0.1 only a service that may provision makes contacts of tickets")
  func scope() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      desk.relay(through: .console)
      let attempt = try await desk.attempt { try await desk.provision("pat@example.org") }
      #expect(attempt.reason == .scopeMissing)
      #expect(attempt.entries == ["contact.provision refused SCOPE_MISSING"])
      #expect(!attempt.changed)
    }
  }

  @Test("S0.5 the contact follows the link, chooses a password and is in")
  func activated() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      _ = try await desk.provision("pat@example.org")
      let link = try await desk.linkFromMail(to: "pat@example.org")
      let session = try await desk.desk.recovery.completeActivation(
        desk.anonymous(), token: link, population: .contact,
        password: Secret("Mine-W0rds!")
      ).session()
      #expect(try await desk.works(session.token))
      #expect(
        try await desk.works(try await desk.session("pat@example.org", "Mine-W0rds!", .contact)))
    }
  }
}

extension TestDesk {
  /// A ticket of somebody.
  func provision(
    _ email: String, name: String? = nil, key: [UInt8]? = nil
  ) async throws -> ProvisionedRequester {
    try await self.desk.contacts.provisionRequester(
      self.ticketCall(key: key), email: try EmailAddress(email),
      displayName: try name.map { (text) throws in try DisplayName(text) }, locale: nil)
  }

  /// The contacts that have an address.
  func contacts(named email: String) async throws -> [Account] {
    let canonical = try EmailAddress(email).canonical
    return try await self.store.read {
      try $0.accounts(in: .contact, withAnyEmail: canonical, limit: 100)
    }
  }
}
