import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// "Send Password Reset Link" for one contact.
@Suite("Reset links for contacts, sent by staff")
struct ContactLinkTests {
  @Test("S1.1, S1.2, S1.8 one mail goes to the primary address, and the answer has no link")
  func mailed() async throws {
    try await TestDesk.run { desk in
      let helen = try await desk.agent("helen@example.com", [.manageContactPassword])
      let pat = try await desk.contact(["pat@example.org", "other@example.org"], password: "P")
      let attempt = try await desk.attempt {
        guard
          case .mailed(let sent) = try await desk.desk.contacts.sendPasswordResetLink(
            desk.call(helen), to: pat.selector)
        else {
          Issue.record("The link is shown.")
          return
        }
        #expect(sent.address.text == "pat@example.org")
        #expect(sent.lifetime == .minutes(15))
      }
      #expect(attempt.entries == ["contact.reset_link.send done"])
      let mails = try await desk.deliver()
      #expect(mails.count == 1)
      #expect(mails[0].recipient.contains("pat@example.org"))
      #expect(mails[0].token != nil)
    }
  }

  @Test("Without the permission nobody sends a contact a link (S1.1)")
  func permission() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com", [.manageContacts, .viewContacts])
      let pat = try await desk.contact()
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.sendPasswordResetLink(desk.call(kim), to: pat.selector)
      }
      #expect(attempt.refusal?.missingPermissions == [.manageContactPassword])
      #expect(attempt.entries == ["contact.reset_link.send refused MISSING_PERMISSION"])
      #expect(!attempt.changed)
    }
  }

  @Test(
    "S1.3, S1.9, D3 a contact's link from staff works for 15 minutes, mailed or shown, and once",
    arguments: [
      (true, 899_999, nil), (true, 900_000, .linkExpired), (false, 899_999, nil),
      (false, 900_000, .linkExpired),
    ] as [(Bool, Int64, Reason?)])
  func lifetime(isMailed: Bool, elapsed: Int64, reason: Reason?) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(isMailed ? ["pat@example.org"] : [], loginName: "patpoe")
      let link = try await desk.contactLink(from: ada, to: pat)
      desk.clock.move(by: elapsed)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!", .contact) }
          == reason)
      guard reason == nil else { return }
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Third-W0rds!", .contact) }
          == .linkUsed)
      #expect(try await desk.works(try await desk.session("patpoe", "Other-W0rds!", .contact)))
    }
  }

  @Test(
    "S1.4, S1.5, S1.6, S1.10 where no mail can go the link is shown, with every reason in its order",
    arguments: [
      (false, 1, false, [.mailServerNotConfigured]), (true, 0, false, [.noPrimaryEmail]),
      (true, 1, true, [.emailNotUnique]),
      (false, 0, false, [.mailServerNotConfigured, .noPrimaryEmail]),
      (false, 1, true, [.mailServerNotConfigured, .emailNotUnique]),
    ] as [(Bool, Int, Bool, [LinkObstacle])])
  func shown(
    isMailConfigured: Bool, emails: Int, isShared: Bool, obstacles: [LinkObstacle]
  ) async throws {
    try await TestDesk.run(isMailConfigured: isMailConfigured) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(
        emails == 1 ? ["fam@example.org"] : [], loginName: "patpoe")
      if isShared { _ = try await desk.contact(["FAM@example.org"], name: "Twin Poe") }
      guard
        case .shown(let link) = try await desk.desk.contacts.sendPasswordResetLink(
          desk.call(ada), to: pat.selector)
      else {
        Issue.record("It is mailed.")
        return
      }
      #expect(link.obstacles == obstacles)
      #expect(link.expiresAt == desk.clock.now() + .minutes(15))
      #expect(link.url.revealed.hasPrefix(desk.settings.contactLinkBase + "#lkcf_"))
      #expect(try await desk.outbox().isEmpty)
      // The audit says that staff saw it, and not what they saw.
      let details = try #require(try await desk.audit().last).record.details
      #expect(details["shown"] == "true")
      #expect(!details.values.contains { $0.contains("lkcf_") })
    }
  }

  @Test("S1.7 a shown link changes the contact that it was made for, never its e-mail twin")
  func bound() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(
        ["fam@example.org"], loginName: "patpoe", password: "Plain-W0rds!")
      let twin = try await desk.contact(
        ["fam@example.org"], name: "Twin Poe", loginName: "twinpoe", password: "Plain-W0rds!")
      let before = try await desk.account(twin.id)
      let link = try await desk.contactLink(from: ada, to: pat)
      try await desk.completeReset(link, "Other-W0rds!", .contact)
      #expect(try await desk.account(twin.id) == before)
      #expect(try await desk.works(try await desk.session("patpoe", "Other-W0rds!", .contact)))
      #expect(try await desk.works(try await desk.session("twinpoe", "Plain-W0rds!", .contact)))
    }
  }

  @Test(
    "S1.11, F12 a link that staff sent leaves password and sessions of the contact alone")
  func passwordStays() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var pat = try await desk.contact(password: "Plain-W0rds!")
      try await desk.signIn(&pat, .contact)
      _ = try await desk.contactLink(from: ada, to: pat)
      #expect(try await desk.works(pat.session))
      #expect(try await desk.works(try await desk.session(pat.email, pat.password, .contact)))
    }
  }

  @Test("D5, S4.17 while a temporary password is out staff send the contact no link")
  func forced() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let link = try await desk.contactLink(from: ada, to: pat)
      _ = try await desk.desk.contacts.issueTemporaryPassword(
        desk.call(ada), for: pat.selector, confirmed: true)
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.sendPasswordResetLink(desk.call(ada), to: pat.selector)
      }
      #expect(attempt.reason == .forcePasswordResetActive)
      #expect(!attempt.changed)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!", .contact) }
          == .linkInvalid)
    }
  }

  @Test("A newer link of staff supersedes the older one, shown or mailed (F14)")
  func newest() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact([], loginName: "patpoe")
      let old = try await desk.contactLink(from: ada, to: pat)
      let new = try await desk.contactLink(from: ada, to: pat)
      #expect(
        try await desk.reason { try await desk.completeReset(old, "Other-W0rds!", .contact) }
          == .linkSuperseded)
      try await desk.completeReset(new, "Other-W0rds!", .contact)
    }
  }

  @Test("F18, I3 a contact's link opens nothing of the agents' and the reverse")
  func audience() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let kim = try await desk.account("kim@example.com")
      let link = try await desk.contactLink(from: ada, to: pat)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!", .agent) }
          == .linkInvalid)
      let agents = try await desk.staffLink(from: ada, to: kim)
      #expect(
        try await desk.reason { try await desk.completeReset(agents, "Other-W0rds!", .contact) }
          == .linkInvalid)
    }
  }
}

extension TestDesk {
  /// Has somebody send a contact a link, and takes it from the answer or from the mail.
  func contactLink(from actor: Colleague, to contact: Colleague) async throws -> Secret {
    switch try await self.desk.contacts.sendPasswordResetLink(
      self.call(actor), to: contact.selector)
    {
    case .mailed(let sent):
      return try await self.linkFromMail(to: sent.address.text)
    case .shown(let link):
      return Secret(String(link.url.revealed.drop { $0 != "#" }.dropFirst()))
    }
  }
}
