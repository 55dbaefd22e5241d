import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Temporary passwords that support issues.
@Suite("Temporary passwords")
struct TemporaryPasswordTests {
  @Test("S4.2 without the permission nobody issues or previews a temporary password")
  func permission() async throws {
    try await TestDesk.run { desk in
      let kim = try await desk.agent("kim@example.com", [.manageContacts, .viewContacts])
      let pat = try await desk.contact()
      let issue = try await desk.attempt { try await desk.temporary(kim, pat) }
      #expect(issue.refusal?.missingPermissions == [.manageContactPassword])
      #expect(issue.entries == ["contact.temporary_password.issue refused MISSING_PERMISSION"])
      let preview = try await desk.attempt {
        try await desk.desk.contacts.previewTemporaryPassword(desk.call(kim), for: pat.selector)
      }
      #expect(preview.entries == ["contact.temporary_password.preview refused MISSING_PERMISSION"])
      #expect(!issue.changed && !preview.changed)
    }
  }

  @Test(
    "S4.3, S4.4, S4.15, S4.22 one call sets the temporary password, with or without credentials before"
  )
  func actions() async throws {
    try await TestDesk.run { desk in
      let helen = try await desk.agent("helen@example.com", [.manageContactPassword])
      let new = try await desk.contact()
      let old = try await desk.contact(["old@example.org"], password: "Plain-W0rds!")
      for (contact, action) in [
        (new, .createUserAndSetTemporaryPassword), (old, .setTemporaryPassword),
      ] as [(Colleague, Account.TemporaryPasswordAction)] {
        #expect(try await desk.account(contact.id).temporaryPasswordAction == action)
        let issued = try await desk.temporary(helen, contact)
        #expect(issued.action == action)
        #expect(issued.expiresAt == desk.clock.now() + .hours(24))
        // S4.15
        #expect(issued.account.status(at: desk.clock.now()) == .forcePasswordReset)
        let session = try await desk.changeTemporary(contact.email, issued, to: "Other-W0rds!")
        #expect(try await desk.works(session))
      }
    }
  }

  @Test(
    "S4.5 an unconfirmed call changes nothing, costs no hash, and a preview says what would happen")
  func confirmation() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var pat = try await desk.contact(
        ["pat@example.org"], loginName: "patpoe", phone: "+43 1 2345", password: "Plain-W0rds!")
      try await desk.signIn(&pat, .contact)
      let preview = try await desk.desk.contacts.previewTemporaryPassword(
        desk.call(ada), for: pat.selector)
      #expect(preview.sessionsToEnd == 1)
      #expect(preview.maskedIdentifiers == ["p•••@example.org", "p•••", "•••45"])
      #expect(preview.lifetime == .hours(24))
      let evaluations = desk.hasher.evaluations
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.issueTemporaryPassword(
          desk.call(ada), for: pat.selector, confirmed: false)
      }
      #expect(attempt.reason == .confirmationRequired)
      #expect(attempt.entries == [])
      #expect(!attempt.changed)
      #expect(desk.hasher.evaluations == evaluations)
      #expect(try await desk.works(pat.session))
    }
  }

  @Test("S4.7 the letters of a temporary password in other case are refused")
  func caseSensitive() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let text = try await desk.temporary(ada, pat).password.revealed
      let swapped = String(
        text.map { $0.isLowercase ? Character($0.uppercased()) : Character($0.lowercased()) })
      for wrong in [swapped, text.lowercased(), text.uppercased(), text.replacing("-", with: "")] {
        #expect(
          try await desk.reason { try await desk.ticket(pat.email, wrong, .contact) }
            == .invalidCredentials)
      }
      #expect(try await desk.ticket(pat.email, text, .contact) != nil)
    }
  }

  @Test(
    "S4.8, S4.9, S4.11, S4.13, I16 a temporary password is in no mail, audit entry, error or file")
  func shownOnce() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let key = [UInt8](repeating: 3, count: 16)
      let issued = try await desk.desk.contacts.issueTemporaryPassword(
        desk.call(ada, key: key), for: pat.selector, confirmed: true)
      let text = issued.password.revealed
      // The same call again, by the same caller: done, and not told again.
      #expect(
        try await desk.reason {
          try await desk.desk.replays.replay(
            desk.call(ada, key: key), .contactsIssueTemporaryPassword)
        } == .secretNotRetrievable)
      #expect(try await desk.outbox().isEmpty)
      #expect(!"\(issued)".contains(text))
      try await desk.restart()
      #expect(
        try await desk.reason {
          try await desk.desk.replays.replay(
            desk.call(ada, key: key), .contactsIssueTemporaryPassword)
        } == .secretNotRetrievable)
      #expect(!(try desk.storedState().joined().contains(text)))
      #expect(!(try desk.raw.rows("SELECT * FROM audit").joined().contains { $0.contains(text) }))
    }
  }

  @Test("I8 staff see nothing of the password that follows a temporary one, and cannot choose it")
  func unseen() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let issued = try await desk.temporary(ada, pat)
      // Neither a session of staff nor what they were told opens the choice.
      for token in [try #require(ada.session), issued.password] {
        #expect(
          try await desk.reason {
            _ = try await desk.desk.signIn.completePasswordChange(
              desk.anonymous(), ticket: Secret(token.revealed),
              password: Secret("Staff-W0rds!"))
          } == .ticketInvalid)
      }
      let chosen = "Unseen-W0rds!"
      let ticket = try #require(
        try await desk.ticket(pat.email, issued.password.revealed, .contact))
      let completed = try await desk.desk.signIn.completePasswordChange(
        desk.anonymous(), ticket: ticket.token, password: Secret(chosen))
      try await desk.deliver()
      // Staff read accounts, audit and outbox, and all of these are in the files.
      for (name, bytes) in try desk.folder.contents() where !name.hasPrefix("keys") {
        #expect(!bytes.holds(Array(chosen.utf8)), "It is in \(name).")
      }
      for text in ["\(issued)", "\(try await desk.account(pat.id))", "\(completed)"] {
        #expect(!text.contains(chosen))
      }
      // It is the contact's own: what staff were told signs in no longer.
      #expect(
        try await desk.reason {
          try await desk.session(pat.email, issued.password.revealed, .contact)
        } == .invalidCredentials)
      #expect(try await desk.works(try await desk.session(pat.email, chosen, .contact)))
    }
  }

  @Test(
    "S4.10, S4.14, S4.21, I7 it yields a ticket and no session; the change yields the session, once"
  )
  func signingIn() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let issued = try await desk.temporary(ada, pat)
      let session = try await desk.changeTemporary(pat.email, issued, to: "Other-W0rds!")
      #expect(try await desk.works(session))
      #expect(try await desk.account(pat.id).status(at: desk.clock.now()) == .active)
      #expect(
        try await desk.reason {
          try await desk.session(pat.email, issued.password.revealed, .contact)
        } == .invalidCredentials)
      #expect(try await desk.works(try await desk.session(pat.email, "Other-W0rds!", .contact)))
    }
  }

  @Test(
    "S4.12, S2.15 a password that breaks rules is refused, and the temporary one goes on working")
  func badPassword() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let issued = try await desk.temporary(ada, pat)
      for (bad, violations) in [
        ("short", [.tooShort, .noUppercase, .noDigit, .noSpecial]),
        (issued.password.revealed, [.sameAsTemporary]),
      ] as [(String, [PasswordPolicy.Violation])] {
        let refusal = try await desk.refusal {
          try await desk.changeTemporary(pat.email, issued, to: bad)
        }
        #expect(refusal?.violations == violations)
        #expect(try await desk.account(pat.id).status(at: desk.clock.now()) == .forcePasswordReset)
      }
      _ = try await desk.changeTemporary(pat.email, issued, to: "Other-W0rds!")
    }
  }

  @Test("S4.16, S4.17, S4.18, T9 old password, sessions and links are dead, and no new link comes")
  func lockedOut() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var pat = try await desk.contact(password: "Plain-W0rds!")
      try await desk.signIn(&pat, .contact)
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      _ = try await desk.temporary(ada, pat)
      #expect(try await desk.works(pat.session) == false)
      #expect(
        try await desk.reason { try await desk.session(pat.email, pat.password, .contact) }
          == .invalidCredentials)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!", .contact) }
          == .linkInvalid)
      let count = try await desk.outbox().count
      let attempt = try await desk.attempt {
        try await desk.desk.recovery.requestPasswordReset(
          desk.anonymous(), population: .contact, address: try EmailAddress(pat.email))
      }
      #expect(attempt.reason == nil)
      #expect(attempt.entries == ["reset.requested done"])
      #expect(try await desk.outbox().count == count)
    }
  }

  @Test(
    "S4.17, I20 a link that waited in the outbox goes to nobody once a temporary password is out")
  func queuedLink() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: "Plain-W0rds!")
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: .contact, address: try EmailAddress(pat.email))
      _ = try await desk.temporary(ada, pat)
      #expect(try await desk.deliver().isEmpty)
      #expect(try await desk.outbox().map(\.state) == [.obsolete])
    }
  }

  @Test("S4.19, S4.20, I6 of any number of temporary passwords only the newest works")
  func newest() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      var all: [IssuedTemporaryPassword] = []
      for _ in 0..<5 { all.append(try await desk.temporary(ada, pat)) }
      #expect(Set(all.map(\.password.revealed)).count == 5)
      for old in all.dropLast() {
        #expect(
          try await desk.reason {
            try await desk.ticket(pat.email, old.password.revealed, .contact)
          } == .invalidCredentials)
      }
      let newest = try #require(all.last)
      #expect(try await desk.ticket(pat.email, newest.password.revealed, .contact) != nil)
    }
  }

  @Test(
    "D7 a temporary password works for 24 hours, then the account stays locked until a new one is issued",
    arguments: [(86_399_999, true), (86_400_000, false)] as [(Int64, Bool)])
  func lifetime(elapsed: Int64, works: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: "Plain-W0rds!")
      let text = try await desk.temporary(ada, pat).password.revealed
      desk.clock.move(by: elapsed)
      #expect(
        try await desk.reason { try await desk.ticket(pat.email, text, .contact) }
          == (works ? nil : .invalidCredentials))
      guard !works else { return }
      #expect(try await desk.account(pat.id).status(at: desk.clock.now()) == .passwordExpired)
      #expect(
        try await desk.reason { try await desk.session(pat.email, pat.password, .contact) }
          == .invalidCredentials)
    }
  }

  @Test(
    "D4, D16 a temporary password needs something that names this contact and nobody else",
    arguments: [
      ([], nil, nil, true), (["pat@example.org"], nil, nil, false), ([], "patpoe", nil, false),
      ([], nil, "+43 1 2345", false), (["fam@example.org"], nil, nil, true),
      (["fam@example.org"], "patpoe", nil, false), ([], nil, "+43 1 999", true),
    ] as [([String], String?, String?, Bool)])
  func identifier(
    emails: [String], loginName: String?, phone: String?, isRefused: Bool
  ) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.contact(["fam@example.org"], name: "Twin Poe", phone: "+43-1-999")
      let pat = try await desk.contact(emails, loginName: loginName, phone: phone)
      let attempt = try await desk.attempt { try await desk.temporary(ada, pat) }
      #expect(attempt.reason == (isRefused ? .noSignInIdentifier : nil))
      #expect(attempt.changed == !isRefused)
      guard !isRefused else { return }
      let issued = try await desk.temporary(ada, pat)
      let identifier = loginName ?? phone ?? emails[0]
      #expect(
        try await desk.works(try await desk.changeTemporary(identifier, issued, to: "Other-W0rds!"))
      )
    }
  }

  @Test(
    "A contact whom a person locked gets no temporary password, since nothing could be done with it"
  )
  func locked() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      try await desk.desk.accounts.lock(desk.call(ada), pat.selector, reason: "Fraud")
      #expect(try await desk.reason { try await desk.temporary(ada, pat) } == .accountLocked)
      try await desk.desk.accounts.unlock(desk.call(ada), pat.selector)
      _ = try await desk.temporary(ada, pat)
    }
  }

  @Test("S4.1 the customer's own way is there again once the temporary password was used")
  func bothWays() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let issued = try await desk.temporary(ada, pat)
      _ = try await desk.changeTemporary(pat.email, issued, to: "Other-W0rds!")
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      try await desk.completeReset(link, "Third-W0rds!", .contact)
      #expect(try await desk.works(try await desk.session(pat.email, "Third-W0rds!", .contact)))
    }
  }

  @Test(
    "Strangers who lock the account do not keep the holder of a ticket from the choice of a password"
  )
  func ticketDespiteLock() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let issued = try await desk.temporary(ada, pat)
      let ticket = try #require(
        try await desk.ticket(pat.email, issued.password.revealed, .contact))
      for _ in 0..<10 {
        _ = try await desk.reason { try await desk.session(pat.email, "Wrong-W0rds!", .contact) }
      }
      #expect(try await desk.account(pat.id).status(at: desk.clock.now()) == .locked)
      _ = try await desk.desk.signIn.completePasswordChange(
        desk.anonymous(), ticket: ticket.token, password: Secret("Other-W0rds!"))
      #expect(try await desk.works(try await desk.session(pat.email, "Other-W0rds!", .contact)))
    }
  }
}

extension TestDesk {
  /// Has somebody issue a temporary password.
  func temporary(
    _ actor: Colleague, _ contact: Colleague
  ) async throws -> IssuedTemporaryPassword {
    try await self.desk.contacts.issueTemporaryPassword(
      self.call(actor), for: contact.selector, confirmed: true)
  }

  /// Signs in with a temporary password, chooses another, and signs in with that.
  @discardableResult
  func changeTemporary(
    _ identifier: String, _ issued: IssuedTemporaryPassword, to password: String
  ) async throws -> Secret {
    let ticket = try #require(
      try await self.ticket(identifier, issued.password.revealed, .contact))
    _ = try await self.desk.signIn.completePasswordChange(
      self.anonymous(), ticket: ticket.token, password: Secret(password))
    return try await self.session(identifier, password, .contact)
  }
}
