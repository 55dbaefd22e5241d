import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Passwords that staff set for contacts.
@Suite("Passwords of contacts, set by staff")
struct ContactPasswordTests {
  private static var toggleOff: DeskSettings {
    var settings = DeskSettings()
    settings.userActivationEmail = false
    return settings
  }

  private static let first = "F1rst-Words!"
  private static let second = "S3cond-Words!"

  @Test(
    "S0.8, S0.11, S0.14 a password that staff set for a contact signs in at once, nothing between")
  func sets() async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let account = try await desk.setContactPassword(ada, pat, Self.first)
      #expect(account.status(at: desk.clock.now()) == .active)
      #expect(try await desk.works(try await desk.session(pat.email, Self.first, .contact)))
    }
  }

  @Test("S0.9, D14, F16 a changed password replaces the old one, ends sessions and links")
  func changes() async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      var pat = try await desk.contact(password: Self.first)
      try await desk.signIn(&pat, .contact)
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      try await desk.setContactPassword(ada, pat, Self.second)
      #expect(try await desk.works(pat.session) == false)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Third-W0rds!", .contact) }
          == .linkInvalid)
      #expect(
        try await desk.reason { try await desk.session(pat.email, Self.first, .contact) }
          == .invalidCredentials)
      #expect(try await desk.works(try await desk.session(pat.email, Self.second, .contact)))
    }
  }

  @Test("S0.10, D1 while the User Activation email is on nobody sets a contact's password")
  func toggleOn() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: Self.first)
      let attempt = try await desk.attempt {
        try await desk.setContactPassword(ada, pat, Self.second)
      }
      #expect(attempt.reason == .userActivationEmailEnabled)
      #expect(!attempt.changed)
      #expect(attempt.entries == [])
      #expect(try await desk.works(try await desk.session(pat.email, Self.first, .contact)))
    }
    var settings = DeskSettings()
    settings.staffMaySetPasswordWhileActivationEmail = true
    try await TestDesk.run(settings: settings) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      try await desk.setContactPassword(ada, pat, Self.second)
      #expect(try await desk.works(try await desk.session(pat.email, Self.second, .contact)))
    }
  }

  @Test("S0.12, S0.13 setting passwords on behalf leaves the contact's own way open")
  func ownWay() async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      try await desk.setContactPassword(ada, pat, Self.first)
      let link = try await desk.forgottenLink(of: pat.email, .contact)
      try await desk.completeReset(link, Self.second, .contact)
      #expect(try await desk.works(try await desk.session(pat.email, Self.second, .contact)))
    }
  }

  @Test(
    "S0.15, S0.16, S0.17, I19 only Super Admin controls set a contact's password",
    arguments: [
      ([.superAdmin], nil), ([.superAdmin, .viewContacts], nil),
      ([.manageContacts, .manageContactPassword, .viewContacts], .missingPermission),
      ([], .missingPermission),
    ] as [([Permission], Reason?)])
  func permissions(permissions: [Permission], reason: Reason?) async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let actor = try await desk.agent("kim@example.com", permissions)
      let pat = try await desk.contact(password: Self.first)
      let attempt = try await desk.attempt {
        try await desk.setContactPassword(actor, pat, Self.second)
      }
      #expect(attempt.reason == reason)
      #expect(attempt.changed == (reason == nil))
      #expect(
        attempt.entries == [
          reason.map { "contact.password.set refused \($0.rawValue)" }
            ?? "contact.password.set done"
        ])
      if reason != nil { #expect(attempt.refusal?.missingPermissions == [.superAdmin]) }
    }
  }

  @Test("S0.18 the password of a contact is set one by one, and an agent is none")
  func oneContact() async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com")
      #expect(
        try await desk.reason { try await desk.setContactPassword(ada, kim, Self.second) }
          == .wrongPopulation)
      let nobody = Colleague(id: AccountID(rawValue: 999), email: "", password: "")
      #expect(
        try await desk.reason { try await desk.setContactPassword(ada, nobody, Self.second) }
          == .notFound)
    }
  }

  @Test(
    "S0.19, D2 the contact gets no notice of a password that staff set, unless a setting says so")
  func noNotice() async throws {
    for isTold in [false, true] {
      var settings = Self.toggleOff
      settings.notifiesContactsOfStaffPasswords = isTold
      try await TestDesk.run(settings: settings) { desk in
        let ada = try await desk.bootstrap()
        let pat = try await desk.contact(password: Self.first)
        try await desk.setContactPassword(ada, pat, Self.second)
        #expect(try await desk.outbox().count == (isTold ? 1 : 0))
        #expect(!(try await desk.deliver()).contains { $0.text.contains(Self.second) })
      }
    }
  }

  @Test(
    "S0.20, S0.21 without an address nobody sets a contact's password, the Account Administrator neither"
  )
  func noEmail() async throws {
    for settings in [Self.toggleOff, DeskSettings()] {
      try await TestDesk.run(settings: settings) { desk in
        let ada = try await desk.bootstrap()
        let pat = try await desk.contact([], loginName: "patpoe", password: Self.first)
        let attempt = try await desk.attempt {
          try await desk.setContactPassword(ada, pat, Self.second)
        }
        #expect(attempt.reason == .contactHasNoEmail)
        #expect(!attempt.changed)
      }
    }
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact([], loginName: "patpoe")
      let address = try EmailAddress("pat@example.org")
      try await desk.change(pat.id) { $0.changeEmails([address]) }
      try await desk.setContactPassword(ada, pat, Self.second)
      try await desk.change(pat.id) { $0.changeEmails([]) }
      #expect(
        try await desk.reason { try await desk.setContactPassword(ada, pat, Self.first) }
          == .contactHasNoEmail)
    }
  }

  @Test("F28, I9 a password that staff set passes the same policy as any other")
  func samePolicy() async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(name: "Patricia Poe", password: Self.first)
      let attempt = try await desk.attempt {
        try await desk.setContactPassword(ada, pat, "patricia")
      }
      #expect(
        attempt.refusal?.violations == [
          .noUppercase, .noDigit, .noSpecial, .commonPassword, .containsName,
        ]
          || attempt.refusal?.violations == [.noUppercase, .noDigit, .noSpecial, .containsName])
      #expect(!attempt.changed)
    }
  }

  @Test("D6 a password that staff set takes the place of a temporary one, and the audit says so")
  func supersedes() async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let issued = try await desk.desk.contacts.issueTemporaryPassword(
        desk.call(ada), for: pat.selector, confirmed: true)
      try await desk.setContactPassword(ada, pat, Self.second)
      #expect(try await desk.account(pat.id).status(at: desk.clock.now()) == .active)
      #expect(
        try await desk.reason {
          try await desk.session(pat.email, issued.password.revealed, .contact)
        } == .invalidCredentials)
      #expect(try await desk.works(try await desk.session(pat.email, Self.second, .contact)))
      let entry = try #require(
        try await desk.audit().last { $0.record.action == .contactPasswordSet })
      #expect(entry.record.details["temporary_password_superseded"] == "true")
      #expect(entry.record.details["actor_knows_password"] == "true")
    }
  }

  @Test(
    "S1.14 the password of an account that signs in elsewhere is set, sent and changed nowhere here"
  )
  func external() async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(source: .external)
      let before = try desk.storedState()
      let call = desk.call(ada)
      for reason in [
        try await desk.reason { try await desk.setContactPassword(ada, pat, Self.second) },
        try await desk.reason {
          try await desk.desk.contacts.sendPasswordResetLink(call, to: pat.selector)
        },
        try await desk.reason {
          try await desk.desk.contacts.previewTemporaryPassword(call, for: pat.selector)
        },
        try await desk.reason {
          try await desk.desk.contacts.issueTemporaryPassword(
            call, for: pat.selector, confirmed: true)
        },
        try await desk.reason {
          try await desk.desk.accounts.requirePasswordChange(
            call, pat.selector, isCompromised: false)
        },
      ] {
        #expect(reason == .notLocalAuthentication)
      }
      #expect(try desk.storedState() == before)
      // The public answer is the one that everybody gets, and nothing is mailed.
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: .contact, address: try EmailAddress(pat.email))
      #expect(try await desk.outbox().isEmpty)
    }
  }

  @Test("A deactivated contact gets neither password nor link")
  func deactivated() async throws {
    try await TestDesk.run(settings: Self.toggleOff) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: Self.first)
      let now = desk.clock.now()
      try await desk.change(pat.id) { $0.deactivate(by: nil, at: now, reason: "") }
      let call = desk.call(ada)
      #expect(
        try await desk.reason { try await desk.setContactPassword(ada, pat, Self.second) }
          == .accountDeactivated)
      #expect(
        try await desk.reason {
          try await desk.desk.contacts.sendPasswordResetLink(call, to: pat.selector)
        }
          == .accountDeactivated)
      #expect(
        try await desk.reason {
          try await desk.desk.contacts.issueTemporaryPassword(
            call, for: pat.selector, confirmed: true)
        } == .accountDeactivated)
    }
  }

  @Test(
    "Where the setting asks for it, staff prove who they are before they give a contact a password")
  func stepUp() async throws {
    var settings = Self.toggleOff
    settings.contactCredentialsNeedStepUp = true
    try await TestDesk.run(settings: settings) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      desk.clock.advance(.minutes(5))
      let call = desk.call(ada)
      #expect(
        try await desk.reason { try await desk.setContactPassword(ada, pat, Self.second) }
          == .stepUpRequired)
      #expect(
        try await desk.reason {
          try await desk.desk.contacts.sendPasswordResetLink(call, to: pat.selector)
        }
          == .stepUpRequired)
      #expect(
        try await desk.reason {
          try await desk.desk.contacts.issueTemporaryPassword(
            call, for: pat.selector, confirmed: true)
        } == .stepUpRequired)
      _ = try await desk.desk.contacts.previewTemporaryPassword(call, for: pat.selector)
      try await desk.stepUp(ada)
      try await desk.setContactPassword(ada, pat, Self.second)
    }
  }
}

extension TestDesk {
  /// Has somebody set a contact's password.
  @discardableResult
  func setContactPassword(
    _ actor: Colleague, _ contact: Colleague, _ password: String
  ) async throws -> Account {
    try await self.desk.contacts.setPassword(
      self.call(actor), of: contact.selector, password: Secret(password))
  }
}
