import LatchkeyBase
import LatchkeyDomain
import Testing

/// What contacts have that agents have not.
struct ContactTests {
  private static func contact(
    _ emails: [String] = ["jane@example.com"], credential: Credential = .none
  ) throws -> Account {
    Account(
      id: AccountID(rawValue: 41), population: .contact, displayName: try DisplayName("Jane"),
      locale: "de", loginName: nil, emails: emails.map { EmailAddress(stored: $0) }, phone: nil,
      credential: credential, standing: .enabled, lock: .none, epoch: 7, emailVersion: 3,
      roles: [], isAccountAdministrator: false, createdAt: Sample.now, revision: 1)
  }

  @Test("S4.3 S4.4 S4.22 the button says what a temporary password does for this contact")
  func action() throws {
    #expect(
      try Self.contact().temporaryPasswordAction.rawValue
        == "Create User and Set Temporary Password")
    for credential in [
      .active(Sample.hash), .temporary(Sample.hash, Sample.temporary(.generated)),
      .mustChange(Sample.hash, .compromised),
    ] as [Credential] {
      #expect(
        try Self.contact(credential: credential).temporaryPasswordAction.rawValue
          == "Set Temporary Password")
    }
  }

  @Test("S1.16 a contact without a password reads Not registered until it is sent an activation")
  func labels() throws {
    var contact = try Self.contact()
    #expect(contact.status(at: Sample.now) == .notRegistered)
    contact.invite(at: Sample.now)
    #expect(contact.status(at: Sample.now) == .pendingActivation)
    #expect(contact.epoch == 7)
    contact.setPassword(Sample.hash)
    #expect(contact.status(at: Sample.now) == .active)
    contact.deactivate(by: nil, at: Sample.now, reason: "")
    contact.reactivate()
    #expect(contact.status(at: Sample.now) == .notRegistered)
  }

  @Test("T17 a new address waits without ending sessions, and kills the links that are out")
  func proposal() throws {
    var contact = try Self.contact(["jane@example.com", "two@example.com"])
    contact.propose(EmailAddress(stored: "Two@example.com"))
    #expect(contact.epoch == 7)
    #expect(contact.emailVersion == 4)
    #expect(contact.emails.map(\.text) == ["jane@example.com", "two@example.com"])
    let isConfirmed = contact.confirmPendingEmail()
    #expect(isConfirmed)
    #expect(contact.epoch == 8)
    #expect(contact.emailVersion == 5)
    #expect(contact.pendingEmail == nil)
    #expect(contact.emails.map(\.text) == ["Two@example.com"])
    let isConfirmedAgain = contact.confirmPendingEmail()
    #expect(!isConfirmedAgain)
    #expect(contact.epoch == 8)
  }

  @Test(
    "T17 every change that makes the link to a waiting address worthless forgets it",
    arguments: 0..<8)
  func forgotten(change: Int) throws {
    var contact = try Self.contact(credential: .active(Sample.hash))
    contact.propose(EmailAddress(stored: "new@example.com"))
    switch change {
    case 0: contact.setPassword(Sample.otherHash)
    case 1: contact.setTemporaryPassword(Sample.hash, Sample.temporary(.generated))
    case 2: contact.changeEmails([])
    case 3: contact.deactivate(by: nil, at: Sample.now, reason: "")
    case 4: contact.lock(by: nil, at: Sample.now, reason: "")
    case 5: _ = contact.requirePasswordChange(.compromised)
    case 6: contact.changeAuthenticationSource(.external)
    default: contact.erase(at: Sample.now)
    }
    #expect(contact.pendingEmail == nil)
    #expect(contact.epoch == 8)
  }

  @Test("S1.14 an account whose password moves elsewhere keeps none here")
  func external() throws {
    var contact = try Self.contact(credential: .active(Sample.hash))
    contact.changeAuthenticationSource(.local)
    #expect(contact.credential == .active(Sample.hash))
    #expect(contact.epoch == 7)
    contact.changeAuthenticationSource(.external)
    #expect(contact.credential == .none)
    #expect(contact.epoch == 8)
  }

  @Test("T18 of two contacts that are merged one keeps its password and gets the identifiers")
  func merging() throws {
    var stays = try Self.contact(["a@example.com"], credential: .active(Sample.hash))
    var goes = try Self.contact(
      ["A@example.com", "b@example.com"], credential: .active(Sample.otherHash))
    goes.changeLoginName(try LoginName("jane"))
    goes.changePhone(try PhoneNumber("12345"))
    goes.lock(by: nil, at: Sample.now, reason: "asked by Jane")
    stays.absorb(goes)
    goes.merge(into: stays.id, at: Sample.now)
    #expect(stays.emails.map(\.text) == ["a@example.com", "b@example.com"])
    #expect(stays.credential == .active(Sample.hash))
    #expect(stays.loginName?.text == "jane")
    #expect(stays.phone?.text == "12345")
    #expect(stays.epoch == 8)
    #expect(goes.credential == .none)
    #expect(goes.standing == .merged(into: stays.id, at: Sample.now))
    #expect(goes.displayName.text == "Merged contact 41")
    #expect(goes.status(at: Sample.now) == .deactivated)
    #expect(goes.epoch > 8)
    #expect(!goes.hasSignInIdentifier)
    #expect(goes.lock == .none)
  }

  @Test("T18 an erased contact keeps its number and nothing else")
  func erasing() throws {
    var contact = try Self.contact(credential: .active(Sample.hash))
    contact.changePhone(try PhoneNumber("12345"))
    contact.changeLoginName(try LoginName("jane"))
    contact.deactivate(by: nil, at: Sample.now, reason: "Jane asked for it")
    contact.erase(at: Sample.now)
    #expect(contact.displayName.text == "Erased contact 41")
    #expect(!contact.hasSignInIdentifier)
    #expect(contact.credential == .none)
    #expect(contact.locale == "en")
    #expect(contact.standing == .erased(at: Sample.now))
    #expect(contact.standing.isTerminal)
  }
}
