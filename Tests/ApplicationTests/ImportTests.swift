import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Contacts that come from another system.
@Suite("Imports")
struct ImportTests {
  private static func row(
    _ emails: [String] = [], loginName: String? = nil, phone: String? = nil,
    hash: PasswordHash? = nil
  ) throws -> ImportedContact {
    ImportedContact(
      draft: ContactDraft(
        displayName: try DisplayName("Pat Poe"),
        emails: try emails.map { (text) throws in try EmailAddress(text) },
        loginName: try loginName.map { (text) throws in try LoginName(text) },
        phone: try phone.map { (text) throws in try PhoneNumber(text) }),
      hash: hash)
  }

  @Test("T1 each row of an import stands for itself, and each contact that is made is recorded")
  func rows() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let known = try await desk.contact(["known@example.org"], loginName: "known")
      let hash = try await desk.hasher.hash(Secret("Olden-W0rds!"))
      let rows = [
        try Self.row(["pat@example.org"], hash: hash), try Self.row(["KNOWN@example.org"]),
        try Self.row(["lee@example.org"], loginName: "Known"), try Self.row(),
        try Self.row(["twice@example.org", "TWICE@example.org"]),
        try Self.row(phone: "12345"), try Self.row(["pat@example.org"]),
      ]
      let attempt = try await desk.attempt {
        let verdicts = try await desk.desk.contacts.importContacts(
          desk.call(ada), rows, sendActivation: true)
        #expect(
          verdicts.map(Self.word) == [
            "created", "existing \(known.id.rawValue)", "existing \(known.id.rawValue)",
            "refused NO_SIGN_IN_IDENTIFIER", "refused FIELD_INVALID", "created",
            "existing \(known.id.rawValue + 1)",
          ])
      }
      #expect(attempt.entries == ["contact.import done", "contact.import done"])
      #expect(try await desk.outbox() == [])
      _ = try await desk.session("pat@example.org", "Olden-W0rds!", .contact)
    }
  }

  private static func word(_ verdict: ImportVerdict) -> String {
    switch verdict {
    case .created: "created"
    case .existing(let id): "existing \(id.rawValue)"
    case .refused(let refusal): "refused \(refusal.reason.rawValue)"
    }
  }

  @Test("T2 an import mails activations where it is asked to, and only to those without a password")
  func activations() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let hash = try await desk.hasher.hash(Secret("Olden-W0rds!"))
      let rows = [
        try Self.row(["a@example.org"], hash: hash), try Self.row(["b@example.org"]),
        try Self.row(phone: "12345"),
      ]
      _ = try await desk.desk.contacts.importContacts(desk.call(ada), rows, sendActivation: true)
      #expect(try await desk.outbox().map(\.mail.address.text) == ["b@example.org"])
    }
  }

  @Test("An import needs Manage Contacts, and a denial writes one entry and no contact")
  func permission() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let jo = try await desk.agent("jo@example.com", [.viewContacts])
      let attempt = try await desk.attempt {
        try await desk.desk.contacts.importContacts(
          desk.call(jo), [try Self.row(["pat@example.org"])], sendActivation: false)
      }
      #expect(attempt.reason == .missingPermission)
      #expect(attempt.entries == ["contact.import refused MISSING_PERMISSION"])
      #expect(!attempt.changed)
    }
  }
}
