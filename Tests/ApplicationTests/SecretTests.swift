import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Where secrets may be, and where they never are.
@Suite("Secrets")
struct SecretTests {
  @Test(
    "I16, I20, S2.16, S2.17, F26 no secret of a whole run is in the files, but a link in its own mail"
  )
  func canary() async throws {
    try await TestDesk.run { desk in
      var passwords = ["Gr0und-Truth!", "Wrong-Canary-1!", "short"]
      var tokens: [Secret] = []
      let ada = try await desk.bootstrap(password: passwords[0])
      tokens.append(try #require(ada.session))

      let kim = try await desk.create("kim@example.com", by: ada)
      let invitation = try await desk.linkFromMail(to: "kim@example.com")
      passwords.append("Canary-Mine-1!")
      let first = try await desk.activate(invitation, "Canary-Mine-1!")
      tokens.append(first.token)
      var colleague = Colleague(
        id: kim.account.id, email: "kim@example.com", password: "Canary-Mine-1!",
        session: first.token)

      for wrong in passwords[1...2] {
        _ = try await desk.reason { try await desk.session(colleague.email, wrong) }
        _ = try await desk.reason { try await desk.set(wrong, of: colleague, by: ada) }
      }
      passwords.append("Canary-Given-2!")
      try await desk.set("Canary-Given-2!", of: colleague, by: ada, oneTime: true)
      let ticket = try #require(try await desk.ticket(colleague.email, "Canary-Given-2!"))
      tokens.append(ticket.token)
      passwords.append("Canary-Mine-3!")
      tokens.append(try await desk.completeChange(ticket.token, "Canary-Mine-3!").token)
      let staff = try await desk.staffLink(from: ada, to: colleague)
      let own = try await desk.forgottenLink(of: colleague.email)
      passwords.append("Canary-Mine-4!")
      try await desk.completeReset(own, "Canary-Mine-4!")
      colleague.password = "Canary-Mine-4!"
      try await desk.signIn(&colleague)
      tokens.append(try #require(colleague.session))
      passwords.append("Canary-Mine-5!")
      _ = try await desk.desk.passwords.changePassword(
        desk.call(colleague, key: [UInt8](repeating: 1, count: 16)),
        current: Secret(colleague.password), new: Secret("Canary-Mine-5!"),
        endCurrentSession: false)
      try await desk.deliver()

      let files = try desk.folder.contents()
      #expect(files.keys.contains { $0.hasSuffix("-wal") })
      for (name, bytes) in files where !name.hasPrefix("keys") {
        for password in passwords where password != "short" {
          #expect(!bytes.holds(Array(password.utf8)), "A password is in \(name).")
        }
        for token in tokens {
          #expect(!bytes.holds(Array(token.revealed.utf8.dropFirst(5))), "A token is in \(name).")
        }
        if name.hasPrefix("desk.db") {
          for link in [invitation, staff, own] {
            #expect(!bytes.holds(Array(link.revealed.utf8.dropFirst(5))), "A link is in \(name).")
          }
        }
      }
      let mails = try desk.received()
      for link in [invitation, staff, own] {
        let holders = mails.filter { $0.text.contains(link.revealed) }
        #expect(holders.count == 1)
        #expect(
          holders.allSatisfy { $0.links.count == 1 && $0.recipient.contains(colleague.email) })
      }
      #expect(Set([invitation, staff, own].map(\.revealed)).count == 3)
      await desk.close()
      for (name, bytes) in try desk.folder.contents() where name.hasPrefix("desk.db") {
        for secret in passwords.filter({ $0 != "short" }) + tokens.map(\.revealed) {
          #expect(!bytes.holds(Array(secret.utf8)), "After closing, a secret is in \(name).")
        }
      }
      try desk.start()
    }
  }

  @Test(
    "I16, S4.8, S4.9 marked secrets of contacts are in no file, copy, audit, error, reply kept or mail of others"
  )
  func canaryOfContacts() async throws {
    var settings = DeskSettings()
    settings.userActivationEmail = false
    try await TestDesk.run(settings: settings) { desk in
      var secrets: [String] = []
      var told = ""
      func note(_ secret: Secret) -> Secret {
        secrets.append(secret.revealed)
        return secret
      }
      func key(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 16) }
      let ada = try await desk.bootstrap(password: "Canary-Boss-1!")
      secrets += ["Canary-Boss-1!", try #require(ada.session).revealed]
      let pat = try await desk.contact([], name: "Pat Poe", loginName: "patpoe")
      let lee = try await desk.contact(["lee@example.org"], name: "Lee Low")

      // A link that is shown, one that is mailed, and a temporary password, each asked for by key.
      let shown = note(try await desk.contactLink(from: ada, to: pat))
      let mailed = note(try await desk.contactLink(from: ada, to: lee))
      secrets += ["Canary-Pat-2!", "Canary-Lee-3!", "Canary-Given-4!", "Canary-Weak"]
      try await desk.completeReset(shown, "Canary-Pat-2!", .contact)
      told += String(
        describing: try await desk.refusal {
          try await desk.completeReset(mailed, "Canary-Weak", .contact)
        })
      let issued = try await desk.desk.contacts.issueTemporaryPassword(
        desk.call(ada, key: key(1)), for: pat.selector, confirmed: true)
      let temporary = note(issued.password)
      told += "\(issued)"
      let ticket = try #require(
        try await desk.ticket("patpoe", temporary.revealed, .contact))
      _ = note(ticket.token)
      told += "\(ticket)"
      secrets.append(
        try await desk.completeChange(ticket.token, "Canary-Mine-5!").token.revealed)
      secrets.append("Canary-Mine-5!")
      _ = try await desk.desk.contacts.setPassword(
        desk.call(ada, key: key(2)), of: lee.selector,
        password: Secret("Canary-Given-4!"))
      _ = note(try await desk.session("lee@example.org", "Canary-Given-4!", .contact))
      let own = note(try await desk.forgottenLink(of: "lee@example.org", .contact))
      try await desk.completeReset(own, "Canary-Lee-3!", .contact)
      told += String(
        describing: try await desk.refusal {
          try await desk.session("patpoe", temporary.revealed, .contact)
        })
      let broken = try await desk.desk.operator.breakGlass(
        desk.operatorCall, reason: "Canary", removesSecondFactor: false, isConfirmed: true)
      _ = note(broken.password)
      told += "\(broken)"
      try await desk.deliver()
      _ = try await desk.desk.operator.backup(
        desk.operatorCall, to: desk.folder.path + "/copy", by: desk.backup)

      for entry in try await desk.audit() { told += "\(entry)" }
      told += try desk.raw.rows("SELECT * FROM remembered_call").joined().joined(separator: " ")
      #expect(told.count > 2_000)
      let files = try desk.folder.contents().filter { name, _ in
        name.hasPrefix("desk.db") || name.hasPrefix("copy")
      }
      #expect(files.keys.contains("copy") && files.keys.contains { $0.hasSuffix("-wal") })
      #expect(secrets.count == 15)
      for secret in secrets {
        #expect(!told.contains(secret), "A secret of \(secret.count) is told.")
        for (name, bytes) in files {
          #expect(!bytes.holds(Array(secret.utf8)), "A secret of \(secret.count) is in \(name).")
          // The store would hold a token without its prefix, as its 32 bytes.
          guard let raw = TokenText.read(Secret(secret))?.secret else { continue }
          let needle = raw.withBytes { bytes in bytes.indices.map { bytes[$0] } }
          #expect(!bytes.holds(needle), "The bytes of a token are in \(name).")
        }
      }
      // A link stands in its own mail and in no other; nothing else stands in any.
      let mails = try desk.received()
      for secret in secrets {
        let holders = mails.filter { $0.text.contains(secret) }
        let isMailed = secret == mailed.revealed || secret == own.revealed
        #expect(holders.count == (isMailed ? 1 : 0))
        #expect(holders.allSatisfy { $0.recipient.contains("lee@example.org") })
      }
    }
  }

  @Test("What goes out in descriptions and dumps of replies holds no secret")
  func descriptions() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let session = try await desk.tryPassword(kim.email, kim.password)
      try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      let ticket = try #require(try await desk.ticket(kim.email, "Given-W0rds!"))
      let hash = try #require(try await desk.account(kim.id).credential.hash)
      var text = "\(session) \(ticket) \(desk.call(ada)) \(try await desk.account(kim.id))"
      dump(session, to: &text)
      dump(ticket, to: &text)
      dump(try await desk.account(kim.id), to: &text)
      for secret in [ticket.token.revealed, ada.session?.revealed ?? "none", hash.phc] {
        #expect(!text.contains(secret))
      }
    }
  }

  @Test(
    "S1.7 a link acts on the account that it was made for and on no other",
    arguments: [Population.contact, .agent])
  func bound(population: Population) async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com", population)
      let other: Population = population == .agent ? .contact : .agent
      let twin = try await desk.account("kim@example.com", other)
      let lee = try await desk.account("lee@example.com", population)
      let link = try await desk.forgottenLink(of: kim.email, population)
      let before = try await [desk.account(twin.id), desk.account(lee.id)]
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!", other) }
          == .linkInvalid)
      #expect(try await desk.reason { try await desk.inspect(link, other) } == .linkInvalid)
      try await desk.completeReset(link, "Other-W0rds!", population)
      #expect(try await [desk.account(twin.id), desk.account(lee.id)] == before)
    }
  }

  @Test("I2 the store's new epoch kills every session, link and ticket")
  func globalEpoch() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      let lee = try await desk.account("lee@example.com")
      let link = try await desk.forgottenLink(of: lee.email)
      try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
      let ticket = try #require(try await desk.ticket(kim.email, "Given-W0rds!"))
      _ = try await desk.store.write { try $0.advanceGlobalEpoch() }
      #expect(try await desk.works(ada.session) == false)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!") } == .linkInvalid
      )
      #expect(
        try await desk.reason { try await desk.completeChange(ticket.token, "Other-W0rds!") }
          == .ticketInvalid)
    }
  }

  @Test(
    "A full hasher refuses every way to a new password with a delay, and uses nothing up",
    arguments: ["reset", "set", "change", "ticket", "step-up"])
  func overload(way: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      var ticket = link
      if way == "ticket" {
        try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
        ticket = try #require(try await desk.ticket(kim.email, "Given-W0rds!")).token
      }
      func go() async throws {
        switch way {
        case "reset": try await desk.completeReset(link, "Other-W0rds!")
        case "set": try await desk.set("Other-W0rds!", of: kim, by: ada)
        case "change":
          _ = try await desk.desk.passwords.changePassword(
            desk.call(kim), current: Secret(kim.password),
            new: Secret("Other-W0rds!"), endCurrentSession: false)
        case "step-up": try await desk.stepUp(kim)
        default: _ = try await desk.completeChange(ticket, "Other-W0rds!")
        }
      }
      desk.hasher.overload()
      let attempt = try await desk.attempt { try await go() }
      #expect(attempt.refusal == Refusal(.overloaded, retryAfter: .seconds(2)))
      #expect(!attempt.changed)
      #expect(attempt.entries == [])
      desk.hasher.overload(0)
      try await go()
    }
  }
}
