import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// What is left of a contact who asked to be forgotten.
@Suite("Erasing contacts")
struct ErasureTests {
  /// Words that occur in no other row, file or text of these tests.
  private static let canaries = [
    "Quirinalia", "zwetschge", "quirinz@fjordlynx.example", "fjordlynx", "+99 7171-9393",
    "9971719393", "Vexedjumbo",
  ]

  @Test("T18, I16 nothing personal of an erased contact is left in any file of the store")
  func erased() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      for number in 0..<40 { _ = try await desk.contact(["c\(number)@example.org"]) }
      let key = [UInt8](repeating: 9, count: 16)
      let view = try await desk.desk.contacts.createContact(
        desk.call(ada, key: key),
        ContactDraft(
          displayName: try DisplayName("Quirinalia Zwetschge"),
          emails: [try EmailAddress("quirinz@fjordlynx.example")],
          loginName: try LoginName("zwetschge"), phone: try PhoneNumber("+99 7171-9393")))
      let id = view.account.id
      await desk.desk.replays.keep(
        Array("Quirinalia".utf8), of: desk.call(ada, key: key), .contactsCreateContact)
      _ = try? await desk.session("zwetschge", "wrong", .contact)
      _ = try? await desk.session("quirinz@fjordlynx.example", "wrong", .contact)
      _ = try? await desk.session("+99 7171-9393", "wrong", .contact)
      _ = try await desk.forgottenLink(of: "quirinz@fjordlynx.example", .contact)
      var changes = ContactChanges()
      changes.emails = [try EmailAddress("other@fjordlynx.example")]
      _ = try await desk.desk.contacts.updateContact(desk.call(ada), .id(id), changes)
      _ = try await desk.desk.contacts.deactivateContact(
        desk.call(ada), .id(id), reason: "Vexedjumbo")
      #expect(try await desk.found("Quirinal", by: ada) == [id])

      let attempt = try await desk.attempt {
        try await desk.desk.contacts.eraseContact(desk.call(ada), id, isConfirmed: true)
      }
      #expect(attempt.entries == ["contact.erase done"])
      #expect(try await desk.found("Quirinal", by: ada) == [])
      #expect(try await desk.found("fjordlynx", by: ada) == [])
      // A reply that is kept after the commit comes too late.
      await desk.desk.replays.keep(
        Array("Quirinalia".utf8), of: desk.call(ada, key: key), .contactsCreateContact)

      let left = try await desk.account(id)
      #expect(left.displayName.text == "Erased contact \(id.rawValue)")
      #expect(left.standing == .erased(at: desk.clock.now()))
      #expect(
        try await desk.outbox().filter { $0.mail.account == id }.allSatisfy {
          $0.mail.address.text.isEmpty && ($0.state == .obsolete || $0.state == .delivered)
        })
      var rounds = 0
      while try await desk.desk.server.cleanUp() >= ServerUseCases.cleanUpRowsMax, rounds < 100 {
        rounds += 1
      }
      #expect(rounds < 100)
      try await desk.restart()
      for file in try FileManager.default.contentsOfDirectory(atPath: desk.folder.path)
      where file.hasPrefix("desk.db") {
        let bytes = try Data(contentsOf: URL(filePath: desk.folder.path + "/" + file))
        for canary in Self.canaries {
          #expect(
            bytes.range(of: Data(canary.utf8)) == nil, "\(canary) is in \(file)")
        }
      }
      // Neither does the index hold the parts of three letters.
      for part in ["uir", "xed", "dly"] {
        #expect(
          try desk.raw.rows(
            "SELECT id FROM contact_search_data WHERE instr(block, CAST('\(part)' AS BLOB)) > 0"
          )
          .isEmpty, "\(part)")
      }
    }
  }

  @Test("T18 what the audit says of an erased contact still fits its chain, and names the number")
  func audited() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      _ = try await desk.desk.contacts.deactivateContact(
        desk.call(ada), pat.selector, reason: "asked")
      try await desk.desk.contacts.eraseContact(desk.call(ada), pat.id, isConfirmed: true)
      #expect(try await desk.desk.audit.verifyChain(desk.call(ada)).firstBad == nil)
      let listing = try await desk.desk.audit.listEvents(
        desk.call(ada), AuditQuery(account: pat.id, limit: 9))
      #expect(listing.accounts[pat.id]?.displayName.text == "Erased contact \(pat.id.rawValue)")
    }
  }

  @Test("T18 erasing again changes nothing, and a merged contact can be erased")
  func again() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(["pat@example.org"])
      let lee = try await desk.contact(["lee@example.org"])
      _ = try await desk.desk.contacts.mergeContacts(
        desk.call(ada), into: pat.selector, duplicate: lee.id)
      for id in [pat.id, lee.id] {
        try await desk.desk.contacts.eraseContact(desk.call(ada), id, isConfirmed: true)
        let attempt = try await desk.attempt {
          try await desk.desk.contacts.eraseContact(desk.call(ada), id, isConfirmed: true)
        }
        #expect(attempt.reason == nil)
        #expect(!attempt.changed)
        #expect(attempt.entries == [])
      }
    }
  }

  @Test(
    "T18 erasing asks for Super Admin, a fresh proof and a confirmation, in this order",
    arguments: [
      ("contacts", .missingPermission), ("stale", .stepUpRequired),
      ("unconfirmed", .confirmationRequired), ("missing", .notFound),
    ] as [(String, Reason)])
  func guards(what: String, reason: Reason) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let jo = try await desk.agent(
        "jo@example.com", [.manageContacts, .manageContactPassword, .viewContacts])
      let pat = try await desk.contact()
      if what == "stale" { desk.clock.advance(.minutes(6)) }
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.eraseContact(
          desk.call(what == "contacts" ? jo : ada),
          what == "missing" ? AccountID(rawValue: 99) : pat.id,
          isConfirmed: what != "unconfirmed" && what != "stale")
      }
      #expect(attempt.reason == reason)
      #expect(try await desk.account(pat.id).displayName.text == "Pat Poe")
    }
  }
}

extension TestDesk {
  /// The contacts that a search finds.
  fileprivate func found(_ text: String, by actor: Colleague) async throws -> [AccountID] {
    try await self.desk.contacts.listContacts(
      self.call(actor), filter: .all, text: text, after: nil, limit: 100
    ).contacts.map(\.account.id)
  }
}
