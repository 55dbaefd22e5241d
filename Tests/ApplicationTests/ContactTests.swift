import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Contacts as staff sees and changes them.
@Suite("Contacts")
struct ContactTests {
  private static let moment = Timestamp(milliseconds: 1)

  @Test(
    "T1, T2 an agent adds a contact, who gets one activation where the address is nobody else's")
  func creation() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let jo = try await desk.agent("jo@example.com", [.manageContacts])
      let attempt = try await desk.attempt { try await desk.add(["pat@example.org"], by: jo) }
      #expect(attempt.entries == ["contact.create done"])
      #expect(try await desk.outbox().count == 1)
      let twin = try await desk.add(["PAT@example.org"], by: jo)
      #expect(twin.isEmailShared)
      #expect(twin.account.status(at: twin.at) == .notRegistered)
      #expect(try await desk.outbox().count == 1)
      let without = try await desk.add([], by: jo, phone: "+43 1 2345")
      #expect(without.account.emails == [])
      #expect(!without.isEmailShared)
      let external = try await desk.add(["lee@example.org"], by: jo, source: .external)
      #expect(external.account.authenticationSource == .external)
      #expect(try await desk.outbox().count == 1)
    }
  }

  @Test("T1 contacts may share addresses, but no login name, and name no address twice")
  func identifiers() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.add(["pat@example.org"], by: ada, loginName: "pat")
      let taken = try await desk.refusal {
        try await desk.add(["lee@example.org"], by: ada, loginName: "PAT")
      }
      #expect(taken?.reason == .loginNameInUse)
      #expect(taken?.field?.field == "loginName")
      let twice = try await desk.refusal {
        try await desk.add(["lee@example.org", "LEE@example.org"], by: ada)
      }
      #expect(twice?.field?.field == "emails")
    }
  }

  @Test("D17 one address serves a contact and an agent, each with a password of its own")
  func bothSides() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com", password: "Agent-W0rds!")
      _ = try await desk.add([kim.email], by: ada)
      let link = try await desk.linkFromMail(to: kim.email)
      _ = try await desk.desk.recovery.completeActivation(
        desk.anonymous(), token: link, population: .contact,
        password: Secret("Contact-W0rds!"))
      for (password, population, works) in [
        ("Agent-W0rds!", .agent, true), ("Contact-W0rds!", .contact, true),
        ("Agent-W0rds!", .contact, false), ("Contact-W0rds!", .agent, false),
      ] as [(String, Population, Bool)] {
        let reason = try await desk.reason {
          try await desk.session(kim.email, password, population)
        }
        #expect((reason == nil) == works, "\(password) \(population)")
      }
    }
  }

  @Test("I14 guesses at an address that two have count on when one of them gets another")
  func sharedCount() async throws {
    var settings = DeskSettings()
    settings.passwordThrottle.limit = 2
    try await TestDesk.run(settings: settings) { desk in
      let ada = try await desk.bootstrap()
      let first = try await desk.contact(["both@example.org"])
      _ = try await desk.contact(["both@example.org"])
      func guess() async throws -> Reason? {
        try await desk.reason { try await desk.session("both@example.org", "Guess-1!", .contact) }
      }
      #expect(try await guess() == .invalidCredentials)
      #expect(try await guess() == .invalidCredentials)
      var changes = ContactChanges()
      changes.emails = [try EmailAddress("own@example.org")]
      _ = try await desk.desk.contacts.updateContact(desk.call(ada), first.selector, changes)
      #expect(try await guess() == .tooManyAttempts)
    }
  }

  @Test("D16, D4 a shared address or number signs nobody in; the login name does")
  func sharedIdentifiers() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      _ = try await desk.contact(
        ["pat@example.org"], loginName: "pat", phone: "+43 1 2345", password: "Pat-W0rds-7!")
      for identifier in ["pat@example.org", "pat", "+4312345"] {
        _ = try await desk.session(identifier, "Pat-W0rds-7!", .contact)
      }
      _ = try await desk.contact(["PAT@example.org"], phone: "+43 12345")
      for identifier in ["pat@example.org", "+4312345"] {
        #expect(
          try await desk.reason {
            try await desk.session(identifier, "Pat-W0rds-7!", .contact)
          } == .invalidCredentials)
      }
      _ = try await desk.session("pat", "Pat-W0rds-7!", .contact)
    }
  }

  @Test("S3.19, T17 other addresses: all are told, sessions end, links are dead")
  func addresses() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(["pat@example.org"], password: "Pat-W0rds-7!")
      let session = try await desk.session(pat.email, "Pat-W0rds-7!", .contact)
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      var changes = ContactChanges()
      changes.emails = [try EmailAddress("new@example.org"), try EmailAddress("two@example.org")]
      let view = try await desk.desk.contacts.updateContact(desk.call(ada), pat.selector, changes)
      #expect(view.account.emailVersion == 2)
      #expect(view.account.epoch == 2)
      #expect(try await desk.works(session) == false)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "New-W0rds-7!", .contact) }
          == .linkInvalid)
      let told = try await desk.deliver().filter { $0.links.isEmpty }.map(\.recipient)
      #expect(told.count == 3)
      let fresh = try await desk.forgottenLink(of: "new@example.org", .contact)
      try await desk.completeReset(fresh, "New-W0rds-7!", .contact)
    }
  }

  @Test("S0.21 the last address can be removed, and another given later")
  func lastAddress() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(["pat@example.org"], loginName: "pat")
      var changes = ContactChanges()
      changes.emails = []
      #expect(
        try await desk.desk.contacts.updateContact(desk.call(ada), pat.selector, changes).account
          .emails
          == [])
      changes.emails = [try EmailAddress("again@example.org")]
      #expect(
        try await desk.desk.contacts.updateContact(desk.call(ada), pat.selector, changes)
          .account.primaryEmail?.text == "again@example.org")
    }
  }

  @Test("An update says what changed, takes the revision seen, and writes nothing for nothing")
  func update() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      var changes = ContactChanges()
      changes.displayName = try DisplayName("Patrick")
      changes.loginName = .set(try LoginName("patrick"))
      changes.phone = .set(try PhoneNumber("12345"))
      changes.locale = "de"
      changes.source = .external
      changes.revision = 1
      let view = try await desk.desk.contacts.updateContact(desk.call(ada), pat.selector, changes)
      #expect(view.account.displayName.text == "Patrick")
      #expect(view.account.revision == 2)
      let entry = try #require(try await desk.audit().last)
      #expect(
        entry.record.details["fields"] == "displayName loginName phone locale authenticationSource")
      let stale = try await desk.attempt {
        try await desk.desk.contacts.updateContact(desk.call(ada), pat.selector, changes)
      }
      #expect(stale.reason == .concurrentChange)
      changes.revision = nil
      let same = try await desk.attempt {
        try await desk.desk.contacts.updateContact(desk.call(ada), pat.selector, changes)
      }
      #expect(same.reason == nil)
      #expect(!same.changed)
      #expect(same.entries == [])
    }
  }

  @Test(
    "I10 another address needs as much as a link",
    arguments: [
      ([.manageContacts], .missingPermission), ([.manageContacts, .manageContactPassword], nil),
    ] as [([Permission], Reason?)])
  func addressGuards(permissions: [Permission], reason: Reason?) async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let jo = try await desk.agent("jo@example.com", permissions)
      let pat = try await desk.contact()
      var changes = ContactChanges()
      changes.emails = [try EmailAddress("new@example.org")]
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.updateContact(desk.call(jo), pat.selector, changes)
      }
      #expect(attempt.reason == reason)
      #expect(attempt.changed == (reason == nil))
    }
  }

  @Test(
    "I10 to move where the password lives, or to take somebody back in, needs as much as a link",
    arguments: [
      ([.manageContacts], .missingPermission), ([.manageContacts, .manageContactPassword], nil),
    ] as [([Permission], Reason?)])
  func passwordGuards(permissions: [Permission], reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let jo = try await desk.agent("jo@example.com", permissions)
      // No address: an activation would be shown to whoever asks for it.
      let pat = try await desk.contact([], loginName: "pat", password: "Old-W0rds-7!")
      var changes = ContactChanges()
      changes.source = .external
      let moved = try await desk.attempt {
        try await desk.desk.contacts.updateContact(desk.call(jo), pat.selector, changes)
      }
      #expect(moved.reason == reason)
      #expect(moved.changed == (reason == nil))

      let kim = try await desk.contact([], loginName: "kim", password: "Old-W0rds-7!")
      _ = try await desk.desk.contacts.deactivateContact(desk.call(ada), kim.selector, reason: "")
      let back = try await desk.attempt {
        try await desk.desk.contacts.reactivateContact(desk.call(jo), kim.selector)
      }
      #expect(back.reason == reason)
      #expect(back.changed == (reason == nil))
    }
  }

  @Test(
    "S0.18 the methods of contacts touch no agent",
    arguments: [
      "get", "update", "activation", "deactivate", "reactivate", "erase", "convert", "merge",
    ])
  func agents(method: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let pat = try await desk.contact()
      let call = desk.call(ada)
      let attempt = try await desk.attempt {
        switch method {
        case "get": _ = try await desk.desk.contacts.getContact(call, kim.selector)
        case "update":
          _ = try await desk.desk.contacts.updateContact(call, kim.selector, ContactChanges())
        case "activation": _ = try await desk.desk.contacts.sendActivation(call, to: kim.selector)
        case "deactivate":
          _ = try await desk.desk.contacts.deactivateContact(call, kim.selector, reason: "")
        case "reactivate": _ = try await desk.desk.contacts.reactivateContact(call, kim.selector)
        case "erase": try await desk.desk.contacts.eraseContact(call, kim.id, isConfirmed: true)
        case "convert":
          _ = try await desk.desk.contacts.convertToAgent(call, kim.selector, roles: [])
        default:
          _ = try await desk.desk.contacts.mergeContacts(
            call, into: pat.selector, duplicate: kim.id)
        }
      }
      #expect(attempt.reason == (method == "get" ? .notFound : .wrongPopulation))
      #expect(!attempt.changed)
    }
  }

  @Test("S1.16, T18 a contact is put aside and comes back without a password")
  func standing() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: "Pat-W0rds-7!")
      let session = try await desk.session(pat.email, "Pat-W0rds-7!", .contact)
      let view = try await desk.desk.contacts.deactivateContact(
        desk.call(ada), pat.selector, reason: "Asked for it")
      #expect(view.account.status(at: view.at) == .deactivated)
      #expect(try await desk.works(session) == false)
      let again = try await desk.attempt {
        try await desk.desk.contacts.deactivateContact(desk.call(ada), pat.selector, reason: "")
      }
      #expect(!again.changed)
      #expect(again.entries == [])
      let back = try await desk.desk.contacts.reactivateContact(desk.call(ada), pat.selector)
      #expect(back.account.status(at: back.at) == .notRegistered)
      #expect(
        try await desk.reason { try await desk.session(pat.email, "Pat-W0rds-7!", .contact) }
          == .invalidCredentials)
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      #expect(try await desk.inspect(link, .contact).purpose == .contactActivation)
    }
  }

  @Test(
    "F27 names with digits, dots and letters of every script are found again",
    arguments: [
      "R2.D2", "J. R. O'Neil", "Зоя Ким", "مريم", "陳小明", "Ørjan 🦊",
    ])
  func names(name: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.contact(["other@example.org"], name: "Somebody Else")
      let pat = try await desk.contact(["some.one9@example.org"], name: name)
      let part = name.count < 3 ? nil : String(name.prefix(4))
      let page = try await desk.desk.contacts.listContacts(
        desk.call(ada), filter: .all, text: part, after: nil, limit: 9)
      #expect(page.contacts.map(\.account.id).last == pat.id)
      #expect(page.contacts.count == (part == nil ? 2 : 1))
    }
  }
}

extension TestDesk {
  /// Has somebody add a contact.
  func add(
    _ emails: [String], by actor: Colleague, name: String = "Pat Poe", loginName: String? = nil,
    phone: String? = nil, source: Account.AuthenticationSource = .local
  ) async throws -> ContactView {
    try await self.desk.contacts.createContact(
      self.call(actor),
      ContactDraft(
        displayName: try DisplayName(name),
        emails: try emails.map { (text) throws in try EmailAddress(text) },
        loginName: try loginName.map { (text) throws in try LoginName(text) },
        phone: try phone.map { (text) throws in try PhoneNumber(text) }, source: source))
  }
}
