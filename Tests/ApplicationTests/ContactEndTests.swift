import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Contacts that are merged, and people who change sides.
@Suite("Merging, converting, leaving")
struct ContactEndTests {
  @Test(
    "T18 of two that are merged the one that stays keeps its password, whichever is older",
    arguments: [true, false])
  func merged(olderStays: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let older = try await desk.contact(
        ["old@example.org"], loginName: "older", password: "Older-W0rds!")
      let newer = try await desk.contact(
        ["new@example.org"], loginName: "newer", phone: "12345", password: "Newer-W0rds!")
      let (stays, goes) = olderStays ? (older, newer) : (newer, older)
      let session = try await desk.session(goes.email, goes.password, .contact)
      let link = try await desk.forgottenLink(of: goes.email, .contact)
      let attempt = try await desk.attempt {
        let view = try await desk.desk.contacts.mergeContacts(
          desk.call(ada), into: stays.selector, duplicate: goes.id)
        #expect(view.account.emails.map(\.text) == [stays.email, goes.email])
        #expect(view.account.loginName?.text == (olderStays ? "older" : "newer"))
        #expect(view.account.phone?.text == "12345")
      }
      #expect(attempt.entries == ["contact.merge done"])
      #expect(try await desk.audit().last?.record.details == ["duplicate": "\(goes.id.rawValue)"])
      #expect(try await desk.works(session) == false)
      #expect(
        try await desk.reason { try await desk.completeReset(link, "Other-W0rds!", .contact) }
          == .linkInvalid)
      for email in [stays.email, goes.email] {
        _ = try await desk.session(email, stays.password, .contact)
        #expect(
          try await desk.reason { try await desk.session(email, goes.password, .contact) }
            == .invalidCredentials)
      }
      let old = try await desk.desk.contacts.getContact(desk.call(ada), goes.selector).account
      #expect(old.standing == .merged(into: stays.id, at: desk.clock.now()))
      #expect(old.displayName.text == "Merged contact \(goes.id.rawValue)")
      let told = try await desk.deliver().filter { $0.links.isEmpty }
      #expect(told.count == 2)
    }
  }

  @Test(
    "T18 a login name moves over where the other has none, and nobody else can have it meanwhile")
  func loginName() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let stays = try await desk.contact(["old@example.org"], password: "Older-W0rds!")
      let goes = try await desk.contact(["old@example.org"], loginName: "pat")
      let view = try await desk.desk.contacts.mergeContacts(
        desk.call(ada), into: stays.selector, duplicate: goes.id)
      #expect(view.account.loginName?.text == "pat")
      #expect(!view.isEmailShared)
      _ = try await desk.session("pat", "Older-W0rds!", .contact)
      _ = try await desk.session("old@example.org", "Older-W0rds!", .contact)
    }
  }

  @Test(
    "T18 what cannot be merged is not",
    arguments: [
      ("itself", .fieldInvalid), ("nobody", .notFound), ("merged", .notFound),
      ("into merged", .notFound), ("into deactivated", .accountDeactivated),
    ] as [(String, Reason)])
  func refused(what: String, reason: Reason) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(["pat@example.org"])
      let lee = try await desk.contact(["lee@example.org"])
      let target = pat.id
      try await desk.change(what == "merged" ? lee.id : pat.id) { account in
        switch what {
        case "merged", "into merged": account.merge(into: target, at: Timestamp(milliseconds: 1))
        case "into deactivated":
          account.deactivate(by: nil, at: Timestamp(milliseconds: 1), reason: "")
        default: break
        }
      }
      let duplicate =
        switch what {
        case "itself": pat.id
        case "nobody": AccountID(rawValue: 99)
        default: lee.id
        }
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.mergeContacts(
          desk.call(ada), into: pat.selector, duplicate: duplicate)
      }
      #expect(attempt.reason == reason)
      #expect(!attempt.changed)
    }
  }

  @Test(
    "T18 nothing can be done any more to a contact that was merged or erased",
    arguments: [true, false])
  func terminal(isErased: Bool) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      try await desk.change(pat.id) { account in
        let moment = Timestamp(milliseconds: 1)
        isErased ? account.erase(at: moment) : account.merge(into: account.id, at: moment)
      }
      let call = desk.call(ada)
      for work in [
        { _ = try await desk.desk.contacts.updateContact(call, pat.selector, ContactChanges()) },
        { _ = try await desk.desk.contacts.sendActivation(call, to: pat.selector) },
        { _ = try await desk.desk.contacts.deactivateContact(call, pat.selector, reason: "") },
        { _ = try await desk.desk.contacts.reactivateContact(call, pat.selector) },
        { _ = try await desk.desk.contacts.convertToAgent(call, pat.selector, roles: []) },
        { try await desk.desk.accounts.lock(call, pat.selector, reason: "") },
        { try await desk.desk.accounts.unlock(call, pat.selector) },
      ] as [() async throws -> Void] {
        #expect(try await desk.reason(work) == .notFound)
      }
      #expect(
        try await desk.desk.contacts.listContacts(
          call, filter: .all, text: nil, after: nil, limit: 9
        )
        .contacts.isEmpty)
    }
  }

  @Test("D17 a contact becomes an agent: a new account is invited, the contact is put aside")
  func converted() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let role = try await desk.role("Viewers", [.viewAgents])
      let pat = try await desk.contact(
        ["pat@example.org", "two@example.org"], loginName: "pat", phone: "12345",
        password: "Pat-W0rds-7!")
      let session = try await desk.session(pat.email, pat.password, .contact)
      let attempt = try await desk.attempt {
        let view = try await desk.desk.contacts.convertToAgent(
          desk.call(ada), pat.selector, roles: [role])
        #expect(view.account.population == .agent)
        #expect(view.account.emails.map(\.text) == ["pat@example.org"])
        #expect(view.account.loginName?.text == "pat")
        #expect(view.roles.map(\.id) == [role])
      }
      #expect(attempt.entries == ["contact.convert_to_agent done"])
      #expect(try await desk.works(session) == false)
      guard case .deactivated(ada.id, _, let reason) = try await desk.account(pat.id).standing
      else {
        Issue.record("The contact takes part.")
        return
      }
      #expect(reason.hasPrefix("Became agent "))
      let link = try await desk.linkFromMail(to: pat.email)
      #expect(try await desk.inspect(link).purpose == .agentInvitation)
    }
  }

  @Test(
    "D17 a contact without an address, or with an agent's, does not become an agent",
    arguments: [([], .contactHasNoEmail), (["KIM@example.com"], .addressInUse)]
      as [([String], Reason)])
  func notConverted(emails: [String], reason: Reason) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await desk.account("kim@example.com")
      let pat = try await desk.contact(emails, loginName: "pat")
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.convertToAgent(desk.call(ada), pat.selector, roles: [])
      }
      #expect(attempt.reason == reason)
      #expect(!attempt.changed)
    }
  }

  @Test("T19 who makes an agent of a contact gives no more than he has")
  func grants() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let all = try await desk.role("All", [.superAdmin])
      let jo = try await desk.agent("jo@example.com", [.manageContacts, .manageAgents])
      let pat = try await desk.contact()
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.convertToAgent(desk.call(jo), pat.selector, roles: [all])
      }
      #expect(attempt.reason == .cannotGrantUnheldPermission)
      #expect(!attempt.changed)
    }
  }

  @Test("T18 an agent who leaves becomes a contact without a password; the number keeps the name")
  func deleted() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com", [.viewAgents])
      let reset = try await desk.forgottenLink(of: kim.email)
      let attempt = try await desk.attempt {
        let view = try await desk.desk.agents.deleteAgent(
          desk.call(ada), kim.selector, isConfirmed: true)
        #expect(view.account.population == .contact)
        #expect(view.account.emails.map(\.text) == ["kim@example.com"])
        #expect(view.account.credential == .none)
      }
      #expect(attempt.entries == ["agent.delete done"])
      #expect(try await desk.works(kim.session) == false)
      #expect(
        try await desk.reason { try await desk.completeReset(reset, "Other-W0rds!") }
          == .linkInvalid)
      #expect(
        try await desk.reason { try await desk.session(kim.email, kim.password) }
          == .invalidCredentials)
      let former = try await desk.account(kim.id)
      #expect(former.displayName.text == "Jo Doe")
      #expect(former.roles == [])
      #expect(
        try await desk.reason { try await desk.desk.agents.getAgent(desk.call(ada), kim.selector) }
          == .notFound)
      #expect(
        try await desk.reason {
          try await desk.desk.agents.reactivateAgent(desk.call(ada), kim.selector)
        }
          == .notFound)
      let listed = try await desk.desk.agents.listAgents(
        desk.call(ada), after: nil, search: nil, limit: 9)
      #expect(listed.map(\.account.id) == [ada.id])
      let link = try await desk.linkFromMail(to: kim.email)
      #expect(try await desk.inspect(link, .contact).purpose == .contactActivation)
      // The address is free for another agent.
      _ = try await desk.create("kim@example.com", by: ada)
    }
  }

  @Test("T18 an agent who leaves and is a contact already becomes that one, as it is")
  func deletedIntoExisting() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(["kim@example.com"], password: "Pat-W0rds-7!")
      let kim = try await desk.account("kim@example.com")
      let view = try await desk.desk.agents.deleteAgent(
        desk.call(ada), kim.selector, isConfirmed: true)
      #expect(view.account.id == pat.id)
      _ = try await desk.session(pat.email, pat.password, .contact)
      #expect(try await desk.outbox().map(\.mail.kind) == [.notice(.becameContact)])
    }
  }

  @Test(
    "D8, D9, S4.5 nobody deletes the Account Administrator, oneself, who outranks, or unconfirmed",
    arguments: [
      ("owner", .accountAdministratorProtected), ("self", .cannotTargetSelf),
      ("above", .targetOutranksActor), ("unconfirmed", .confirmationRequired),
    ] as [(String, Reason)])
  func deletionGuards(who: String, reason: Reason) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let jo = try await desk.agent("jo@example.com", [.manageAgents])
      let above = try await desk.agent("above@example.com", [.superAdmin])
      let kim = try await desk.account("kim@example.com")
      let target =
        switch who {
        case "owner": ada
        case "self": jo
        case "above": above
        default: kim
        }
      let attempt = try await desk.attempt {
        try await desk.desk.agents.deleteAgent(
          desk.call(jo), target.selector, isConfirmed: who != "unconfirmed")
      }
      #expect(attempt.reason == reason)
      #expect(!attempt.changed)
    }
  }
}
