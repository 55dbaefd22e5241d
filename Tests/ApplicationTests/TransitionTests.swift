import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// The table of transitions (`domain.md`, section 3): each row from its event to all of its effects.
@Suite("Transitions")
struct TransitionTests {
  /// An account that somebody asks a link for, and the mail that comes of it.
  static let requests: [(state: String, mail: LatchkeyDomain.MailKind?)] = [
    ("active", .selfResetLink), ("without password", .invitation), ("one-time", .selfResetLink),
    ("must change", .selfResetLink), ("locked", .selfResetLink), ("temporary", nil),
    ("deactivated", nil), ("elsewhere", nil), ("shared", nil), ("unknown", nil),
  ]

  @Test(
    "T3 a request for a link mails exactly one enabled account, and changes none",
    arguments: requests)
  func request(state: String, mail: LatchkeyDomain.MailKind?) async throws {
    try await TestDesk.run { desk in
      let pat = try await desk.contact(password: state == "without password" ? nil : "Plain-W0rds!")
      let hash = try await desk.hasher.hash(Secret("Given-W0rds!"))
      let now = desk.clock.now()
      let facts = TemporaryPassword(
        origin: state == "temporary" ? .generated : .chosen, issuedBy: nil,
        expiresAt: now + .hours(24))
      try await desk.change(pat.id) { account in
        switch state {
        case "temporary", "one-time": account.setTemporaryPassword(hash, facts)
        case "must change": _ = account.requirePasswordChange(.requiredByAdministrator)
        case "locked": account.lockAutomatically(until: now + .minutes(15))
        case "deactivated": account.deactivate(by: nil, at: now, reason: "")
        case "elsewhere": account.changeAuthenticationSource(.external)
        default: break
        }
      }
      if state == "shared" { _ = try await desk.contact(name: "Twin Poe") }
      let before = try await desk.account(pat.id)
      let address = state == "unknown" ? "nobody@example.org" : pat.email
      let ask: @Sendable () async throws -> Void = {
        try await desk.desk.recovery.requestPasswordReset(
          desk.anonymous(), population: .contact, address: try EmailAddress(address))
      }
      let attempt = try await desk.attempt { try await ask() }
      #expect(attempt.reason == nil)
      #expect(attempt.entries == ["reset.requested done"])
      #expect(try await desk.outbox().map(\.mail.kind) == (mail.map { [$0] } ?? []))
      #expect(try await desk.account(pat.id) == before)
      // The throttle comes before the look-up: it counts what was asked for, whoever has it.
      for _ in 0..<2 { try await ask() }
      #expect(try await desk.reason { try await ask() } == .tooManyRequests)
      #expect(try await desk.outbox().count == (mail == nil ? 0 : 3))
    }
  }

  /// Who may send whom a link.
  static let links: [(actor: String, target: String, reason: Reason?)] = [
    ("both permissions", "agent", nil), ("one permission", "agent", .missingPermission),
    ("both permissions", "Account Administrator", .accountAdministratorProtected),
    ("both permissions", "Super Admin", .targetOutranksActor),
    ("both permissions", "oneself", .useChangeOwnPassword),
    ("both permissions", "deactivated agent", .accountDeactivated),
    ("contact permission", "contact", nil), ("one permission", "contact", .missingPermission),
    ("contact permission", "forced contact", .forcePasswordResetActive),
    ("contact permission", "agent through the contacts' door", .wrongPopulation),
  ]

  @Test("T4 staff send a link where permission, rank and owner allow it", arguments: links)
  func staffLink(actor: String, target: String, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let jo = try await desk.agent(
        "jo@example.com",
        actor == "both permissions"
          ? [.manageAgents, .manageAgentPassword]
          : actor == "contact permission" ? [.manageContactPassword] : [.manageAgents])
      let isContact = target.hasSuffix("contact")
      var person = try await desk.account("kim@example.com", isContact ? .contact : .agent)
      switch target {
      case "Account Administrator": person = ada
      case "Super Admin": person = try await desk.agent("sue@example.com", [.superAdmin])
      case "oneself": person = jo
      case "deactivated agent":
        _ = try await desk.desk.agents.deactivateAgent(desk.call(ada), person.selector, reason: "")
      case "forced contact": _ = try await desk.temporary(ada, person)
      default: break
      }
      let before = try await desk.account(person.id)
      let selector = person.selector
      let attempt = try await desk.attempt {
        if isContact || target.hasPrefix("agent through") {
          _ = try await desk.desk.contacts.sendPasswordResetLink(desk.call(jo), to: selector)
        } else {
          _ = try await desk.desk.agents.sendPasswordResetLink(desk.call(jo), to: selector)
        }
      }
      #expect(attempt.reason == reason)
      #expect(attempt.changed == (reason == nil))
      #expect(try await desk.account(person.id) == before, "The password stays as it is.")
      let queued = try await desk.outbox().filter { $0.mail.kind == .staffResetLink }
      #expect(queued.count == (reason == nil ? 1 : 0))
      #expect(queued.allSatisfy { $0.mail.account == person.id })
    }
  }

  @Test(
    "T5 who looks at a link sees a masked name, its end and the rules; nothing changes",
    arguments: Population.allCases)
  func inspect(population: Population) async throws {
    try await TestDesk.run { desk in
      let jane = try await desk.account("jane@example.com", population, name: "Jane Miller")
      let link = try await desk.forgottenLink(of: jane.email, population)
      let attempt = try await desk.attempt {
        for _ in 0..<20 {
          let facts = try await desk.inspect(link, population)
          #expect(facts.maskedName == "J••• M•••")
          #expect(facts.expiresAt == desk.clock.now() + .minutes(60))
          #expect(facts.policy == desk.settings.policy(population))
          #expect(facts.purpose == .reset(population))
        }
      }
      #expect(attempt.entries == [])
      #expect(!attempt.changed)
      let other: Population = population == .agent ? .contact : .agent
      #expect(try await desk.reason { try await desk.inspect(link, other) } == .linkInvalid)
      desk.clock.advance(.minutes(60))
      #expect(try await desk.reason { try await desk.inspect(link, population) } == .linkExpired)
    }
  }

  @Test(
    "T6 a completed link: active, spent, epoch one higher, lock lifted, owner told, session as due",
    arguments: Population.allCases, [true, false])
  func complete(population: Population, isReset: Bool) async throws {
    try await TestDesk.run { desk in
      var kim = try await desk.account(
        "kim@example.com", population, password: isReset ? "Plain-W0rds!" : nil)
      if isReset { try await desk.signIn(&kim, population) }
      let link = try await desk.forgottenLink(of: kim.email, population)
      let until = desk.clock.now() + .minutes(15)
      try await desk.change(kim.id) { $0.lockAutomatically(until: until) }
      let before = try await desk.account(kim.id)
      let evaluations = desk.hasher.evaluations
      let mails = try await desk.outbox().count
      let attempt = try await desk.attempt {
        if isReset {
          try await desk.completeReset(link, "Other-W0rds!", population)
        } else {
          let session = try await desk.activate(link, "Other-W0rds!", population)
          #expect(try await desk.works(session.token))
        }
      }
      #expect(attempt.entries == [isReset ? "reset.completed done" : "activation.completed done"])
      // One to compare with the old password, where there is one, and one to store the new one.
      #expect(desk.hasher.evaluations == evaluations + (isReset ? 2 : 1))
      let after = try await desk.account(kim.id)
      #expect(after.status(at: desk.clock.now()) == .active)
      #expect(after.epoch == before.epoch + 1)
      #expect(after.lock == .none)
      #expect(try await desk.works(kim.session) == false)
      #expect(
        try desk.raw.rows("SELECT id FROM session WHERE account = \(kim.id.rawValue)").count
          == (isReset ? 0 : 1))
      #expect(try await desk.outbox().count == mails + 1)
      #expect(try await desk.outbox().last?.mail.kind.hasLink == false)
      #expect(try await desk.reason { try await desk.inspect(link, population) } == .linkUsed)
      #expect(
        try await desk.works(try await desk.session(kim.email, "Other-W0rds!", population)))
    }
  }

  @Test("T8 staff set a password: epoch one higher, and the audit says that the actor knows it")
  func set() async throws {
    var settings = DeskSettings()
    settings.userActivationEmail = false
    try await TestDesk.run(settings: settings) { desk in
      let ada = try await desk.bootstrap()
      for (number, way) in ["for good", "for one sign-in", "for a contact"].enumerated() {
        let isContact = way == "for a contact"
        let population: Population = isContact ? .contact : .agent
        var kim = try await desk.account("kim\(number)@example.com", population)
        try await desk.signIn(&kim, population)
        let link = try await desk.forgottenLink(of: kim.email, population)
        let before = try await desk.account(kim.id)
        let target = kim
        let attempt = try await desk.attempt {
          if isContact {
            try await desk.setContactPassword(ada, target, "Given-W0rds!")
          } else {
            try await desk.set("Given-W0rds!", of: target, by: ada, oneTime: number == 1)
          }
        }
        #expect(
          attempt.entries == [isContact ? "contact.password.set done" : "agent.password.set done"])
        let entry = try #require(try await desk.audit().last).record
        #expect(entry.details["actor_knows_password"] == "true")
        let after = try await desk.account(kim.id)
        #expect(after.epoch == before.epoch + 1)
        #expect(after.isPasswordKnownToOthers)
        #expect(
          after.status(at: desk.clock.now())
            == (number == 1 ? .passwordChangeRequired : .active), "\(way)")
        #expect(try await desk.works(kim.session) == false)
        #expect(try await desk.reason { try await desk.inspect(link, population) } == .linkInvalid)
        #expect(
          try await desk.reason { try await desk.session(kim.email, kim.password, population) }
            == .invalidCredentials)
        let ticket = try await desk.ticket(kim.email, "Given-W0rds!", population)
        #expect((ticket != nil) == (number == 1))
      }
    }
  }

  /// A password that somebody types, and what it leads to.
  static let signIns: [(state: String, cause: PasswordChangeTicket.Cause?)] = [
    ("active", nil), ("one-time", .oneTimePassword), ("temporary", .temporaryPassword),
    ("asked for by staff", .required(.requiredByAdministrator)),
    ("leaked", .required(.compromised)),
  ]

  @Test(
    "T10, T11, T12 a right password leads to a session, or to a ticket with its cause",
    arguments: signIns)
  func signIn(state: String, cause: PasswordChangeTicket.Cause?) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let isContact = state == "temporary"
      let population: Population = isContact ? .contact : .agent
      let kim = try await desk.account("kim@example.com", population)
      var password = kim.password
      switch state {
      case "one-time":
        password = "Given-W0rds!"
        try await desk.set(password, of: kim, by: ada, oneTime: true)
      case "temporary": password = try await desk.temporary(ada, kim).password.revealed
      case "asked for by staff", "leaked":
        try await desk.desk.accounts.requirePasswordChange(
          desk.call(ada), kim.selector, isCompromised: state == "leaked")
      default: break
      }
      let before = try await desk.account(kim.id)
      let evaluations = desk.hasher.evaluations
      let typed = password
      var result: LatchkeyApplication.SignInResult?
      let attempt = try await desk.attempt {
        result = try await desk.tryPassword(kim.email, typed, population)
      }
      #expect(attempt.entries == ["sign_in done"])
      #expect(desk.hasher.evaluations == evaluations + 1)
      #expect(try await desk.account(kim.id) == before, "Signing in changes no account.")
      let sessions = try desk.raw.rows("SELECT id FROM session WHERE account = \(kim.id.rawValue)")
      switch try #require(result) {
      case .session(let session):
        #expect(cause == nil)
        #expect(sessions.count == 1)
        #expect(try await desk.works(session.token))
      case .passwordChangeRequired(let ticket):
        #expect(ticket.cause == cause)
        #expect(ticket.expiresAt == desk.clock.now() + .minutes(15))
        #expect(sessions.isEmpty, "I7")
        #expect(try await desk.works(ticket.token) == false)
      case .secondFactorRequired, .enrollmentRequired:
        Issue.record("Nobody has a device here, and nobody must.")
      }
    }
  }

  @Test(
    "T14 a completed ticket: active, spent, epoch one higher, owner told, one session",
    arguments: ["one-time", "temporary", "asked for by staff"])
  func ticket(state: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let population: Population = state == "temporary" ? .contact : .agent
      let kim = try await desk.account("kim@example.com", population)
      var password = kim.password
      switch state {
      case "one-time":
        password = "Given-W0rds!"
        try await desk.set(password, of: kim, by: ada, oneTime: true)
      case "temporary": password = try await desk.temporary(ada, kim).password.revealed
      default:
        try await desk.desk.accounts.requirePasswordChange(
          desk.call(ada), kim.selector, isCompromised: false)
      }
      let ticket = try #require(try await desk.ticket(kim.email, password, population)).token
      let same = try await desk.attempt { try await desk.completeChange(ticket, password) }
      #expect(
        same.refusal?.violations
          == [state == "asked for by staff" ? .sameAsCurrent : .sameAsTemporary])
      #expect(!same.changed)
      let before = try await desk.account(kim.id)
      let mails = try await desk.outbox().count
      var session: Secret?
      let attempt = try await desk.attempt {
        session = try await desk.completeChange(ticket, "Mine-W0rds!").token
      }
      #expect(attempt.entries == ["password.change_completed done"])
      let after = try await desk.account(kim.id)
      #expect(after.status(at: desk.clock.now()) == .active)
      #expect(after.epoch == before.epoch + 1)
      #expect(!after.isPasswordKnownToOthers)
      #expect(try await desk.works(session))
      #expect(
        try desk.raw.rows("SELECT id FROM session WHERE account = \(kim.id.rawValue)").count == 1)
      #expect(try await desk.outbox().count == mails + 1)
      #expect(
        try await desk.reason { try await desk.completeChange(ticket, "Third-W0rds!") }
          == .ticketInvalid)
    }
  }

  @Test(
    "F11, D13 a mail that waits three hours takes nothing off a link of 15 minutes; a new one is offered"
  )
  func slowMail() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let ask: @Sendable () async throws -> Void = {
        _ = try await desk.desk.contacts.sendPasswordResetLink(desk.call(ada), to: pat.selector)
      }
      try await ask()
      desk.clock.advance(.hours(3))
      let link = try await desk.linkFromMail(to: pat.email)
      desk.clock.move(by: 899_999)
      #expect(try await desk.reason { try await desk.inspect(link, .contact) } == nil)
      desk.clock.move(by: 1)
      let late = try await desk.reason { try await desk.inspect(link, .contact) }
      #expect(late == .linkExpired)
      #expect(late?.advice == "Request a new link.")
      let next = try await desk.forgottenLink(of: pat.email, .contact)
      try await desk.activate(next, "Other-W0rds!", .contact)
    }
  }

  @Test("A service that may not speak for people costs no hash, whatever it holds")
  func scopeFirst() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.account("kim@example.com")
      let link = try await desk.forgottenLink(of: kim.email)
      let evaluations = desk.hasher.evaluations
      let attempt = try await desk.attempt {
        try await desk.desk.recovery.completePasswordReset(
          desk.verifierCall, token: link, population: .agent,
          password: Secret("Other-W0rds!"))
      }
      #expect(attempt.reason == .scopeMissing)
      #expect(attempt.entries == ["reset.completed refused SCOPE_MISSING"])
      #expect(desk.hasher.evaluations == evaluations)
    }
  }

  /// A way on which a password comes to be stored, and what may change while it is hashed.
  enum Way: String, CaseIterable, Sendable {
    case reset, activation, ticket, own, colleague, contact, temporary, breakGlass
  }

  @Test(
    "I9 rules that change while a password is hashed make the call try again, on every way",
    arguments: Way.allCases, ["policy", "words", "names"])
  func rulesChange(way: Way, what: String) async throws {
    var settings = DeskSettings()
    settings.userActivationEmail = false
    try await TestDesk.run(settings: settings) { desk in
      let ada = try await desk.bootstrap()
      let population: Population = way == .contact || way == .temporary ? .contact : .agent
      var kim = way == .breakGlass ? ada : try await desk.account("kim@example.com", population)
      var token = Secret("")
      switch way {
      case .reset: token = try await desk.forgottenLink(of: kim.email)
      case .activation:
        kim = try await desk.account("new@example.com", password: nil)
        token = try await desk.forgottenLink(of: kim.email)
      case .ticket:
        try await desk.set("Given-W0rds!", of: kim, by: ada, oneTime: true)
        token = try #require(try await desk.ticket(kim.email, "Given-W0rds!")).token
      case .own: try await desk.signIn(&kim)
      case .colleague, .contact, .temporary, .breakGlass: break
      }
      // Right before the hash that is stored: those before it only compare.
      let comparisons = [.reset, .ticket, .own].contains(way) ? 1 : 0
      for _ in 0..<comparisons { desk.hasher.interlude {} }
      let target = kim
      desk.hasher.interlude {
        if what == "names" {
          try? await desk.change(target.id) { account in
            guard let name = try? DisplayName("Nobody Knows") else { return }
            account.displayName = name
          }
        } else {
          let isWords = what == "words"
          let change = StoredSettings.Change(
            setting: isWords
              ? "passwords.context_words" : "passwords.\(population.name)_minimum_length",
            value: isWords ? "harbour" : "12")
          let etag = try? await desk.store.read { try $0.storedSettings().etag }
          _ = try? await desk.desk.settings.updateSettings(
            desk.call(ada), [change], profile: nil, etag: etag ?? "")
        }
      }
      let password = Secret("Mine-W0rds!")
      let held = token
      let attempt = try await desk.attempt {
        switch way {
        case .reset: try await desk.completeReset(held, "Mine-W0rds!")
        case .activation: try await desk.activate(held, "Mine-W0rds!")
        case .ticket: _ = try await desk.completeChange(held, "Mine-W0rds!")
        case .own:
          _ = try await desk.desk.passwords.changePassword(
            desk.call(target), current: Secret(target.password), new: password,
            endCurrentSession: false)
        case .colleague: try await desk.set("Mine-W0rds!", of: target, by: ada)
        case .contact: try await desk.setContactPassword(ada, target, "Mine-W0rds!")
        case .temporary: _ = try await desk.temporary(ada, target)
        case .breakGlass:
          _ = try await desk.desk.operator.breakGlass(
            desk.operatorCall, reason: "Test", removesSecondFactor: false, isConfirmed: true)
        }
      }
      #expect(attempt.reason == .concurrentChange)
      #expect(attempt.entries == (what == "names" ? [] : ["settings.update done"]))
    }
  }
}
