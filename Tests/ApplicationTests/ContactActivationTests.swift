import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// The way to a first password.
@Suite("Activations of contacts")
struct ContactActivationTests {
  @Test("T2, F3 an activation can be sent again, which kills the one before, and ends in 7 days")
  func again() async throws {
    try await TestDesk.run { desk in
      var ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let first = try await desk.activationLink(of: pat, by: ada)
      let second = try await desk.activationLink(of: pat, by: ada)
      #expect(
        try await desk.reason { try await desk.activateContact(first) } == .linkSuperseded)
      desk.clock.advance(.days(7))
      #expect(try await desk.reason { try await desk.activateContact(second) } == .linkExpired)
      // F5
      try await desk.signIn(&ada)
      let third = try await desk.activationLink(of: pat, by: ada)
      desk.clock.move(by: Lifetime.days(7).milliseconds - 1)
      let session = try await desk.activateContact(third)
      #expect(try await desk.works(session.token))
    }
  }

  @Test("F5, T2 the contact who never got the mail asks for an activation at the sign-in page")
  func forgotten() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let pat = try await desk.contact()
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      #expect(try await desk.inspect(link, .contact).purpose == .contactActivation)
      try await desk.activateContact(link)
    }
  }

  @Test(
    "T2 an activation goes only to who takes part, has no password and may have one here",
    arguments: [
      ("active", .alreadyActivated), ("deactivated", .accountDeactivated),
      ("external", .notLocalAuthentication), ("temporary", .alreadyActivated),
    ] as [(String, Reason)])
  func refused(state: String, reason: Reason) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: state == "active" ? "Pat-W0rds-7!" : nil)
      let expiry = desk.clock.now() + .hours(1)
      try await desk.change(pat.id) { account in
        switch state {
        case "deactivated":
          account.deactivate(by: nil, at: Timestamp(milliseconds: 1), reason: "")
        case "external": account.changeAuthenticationSource(.external)
        case "temporary":
          account.setTemporaryPassword(
            PasswordHash(phc: "$"),
            TemporaryPassword(origin: .generated, issuedBy: nil, expiresAt: expiry))
        default: break
        }
      }
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.sendActivation(desk.call(ada), to: pat.selector)
      }
      #expect(attempt.reason == reason)
      #expect(!attempt.changed)
    }
  }

  @Test(
    "T2 where no mail can go the link is shown with every reason, bound to its contact",
    arguments: [
      (true, true, false, [.noPrimaryEmail]), (true, false, true, [.emailNotUnique]),
      (false, false, false, [.mailServerNotConfigured]),
      (false, true, false, [.mailServerNotConfigured, .noPrimaryEmail]),
      (false, false, true, [.mailServerNotConfigured, .emailNotUnique]),
    ] as [(Bool, Bool, Bool, [LinkObstacle])])
  func shown(
    isMailConfigured: Bool, lacksEmail: Bool, isShared: Bool, obstacles: [LinkObstacle]
  ) async throws {
    try await TestDesk.run(isMailConfigured: isMailConfigured) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(lacksEmail ? [] : ["pat@example.org"], loginName: "pat")
      let twin = isShared ? try await desk.contact(["PAT@example.org"]) : nil
      guard
        case .shown(let link) = try await desk.desk.contacts.sendActivation(
          desk.call(ada), to: pat.selector)
      else {
        Issue.record("A mail goes.")
        return
      }
      #expect(link.obstacles == obstacles)
      #expect(link.lifetime == .days(7))
      #expect(link.expiresAt == desk.clock.now() + .days(7))
      #expect(try await desk.outbox() == [])
      let url = link.url.revealed
      #expect(url.hasPrefix("https://portal.invalid/password#lkca_"))
      let token = Secret(String(url.drop { $0 != "#" }.dropFirst()))
      let session = try await desk.activateContact(token)
      #expect(session.account.id == pat.id)
      if let twin { #expect(try await desk.account(twin.id).credential == .none) }
      #expect(try await desk.reason { try await desk.activateContact(token) } == .linkUsed)
      let entry = try #require(
        try await desk.audit().first { $0.record.action == .contactInvited })
      #expect(entry.record.details == ["shown": "true"])
    }
  }

  @Test("I16 the same call sent again does not show the link again")
  func replay() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let key = [UInt8](repeating: 3, count: 16)
      _ = try await desk.desk.contacts.sendActivation(desk.call(ada, key: key), to: pat.selector)
      #expect(
        try await desk.reason {
          try await desk.desk.replays.replay(desk.call(ada, key: key), .contactsSendActivation)
        } == .secretNotRetrievable)
    }
  }
}

extension TestDesk {
  /// Has somebody send an activation and takes it from the mail.
  func activationLink(of contact: Colleague, by actor: Colleague) async throws -> Secret {
    _ = try await self.desk.contacts.sendActivation(self.call(actor), to: contact.selector)
    return try await self.linkFromMail(to: contact.email)
  }

  /// Chooses a first password.
  @discardableResult
  func activateContact(
    _ token: Secret, _ password: String = "First-W0rds-7!"
  ) async throws -> IssuedSession {
    try await self.desk.recovery.completeActivation(
      self.anonymous(), token: token, population: .contact, password: Secret(password)
    ).session()
  }
}
