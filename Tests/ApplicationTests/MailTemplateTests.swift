import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

@Suite("Templates as administrators edit them")
struct DeskMailTemplateTests {
  private static let key = MailTemplate.Key(
    kind: .selfResetLink, population: .agent, language: "en")
  private static let own = MailTemplate(
    subject: "{desk} - your link",
    body: "Dear {name},\n\n{link}\n\nGood for {lifetime}.\n\n{account}")

  private static func set(
    _ template: MailTemplate?, _ desk: TestDesk, by actor: Colleague,
    key: MailTemplate.Key = Self.key
  ) async throws -> MailTemplateState {
    let call = desk.call(actor)
    let state = try await desk.desk.mail.previewTemplate(call, key, draft: nil).state
    return try await desk.desk.mail.updateTemplate(
      call, key, to: template, version: state.stored?.version ?? 0)
  }

  @Test("An edited template counts for the next mail of its kind, population and language alone")
  func inForce() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await Self.set(Self.own, desk, by: ada)
      _ = try await desk.forgottenLink(of: ada.email)
      let mail = try #require(try desk.received().last)
      #expect(mail.headers["subject"] == "Help Desk - your link")
      #expect(mail.text.hasPrefix("Dear Ada Root,\r\n\r\nhttps://console.invalid/password#lka"))
      #expect(mail.text.hasSuffix("\r\n\r\nGood for 60 minutes.\r\n\r\nada@example.com\r\n"))

      let pat = try await desk.contact(password: "Plain-W0rds!")
      _ = try await desk.forgottenLink(of: pat.email, .contact)
      #expect(try #require(try desk.received().last).text.hasPrefix("Hello Pat Poe,"))
      try await desk.change(ada.id) { $0.locale = "de-AT" }
      desk.clock.advance(.hours(1))
      _ = try await desk.forgottenLink(of: ada.email)
      #expect(try #require(try desk.received().last).text.hasPrefix("Guten Tag Ada Root,"))

      // Reset: what comes with the program is back.
      try await desk.change(ada.id) { $0.locale = "en" }
      try await desk.stepUp(ada)
      let state = try await Self.set(nil, desk, by: ada)
      #expect(state.stored?.version == 2)
      #expect(state.stored?.template == nil)
      desk.clock.advance(.hours(1))
      _ = try await desk.forgottenLink(of: ada.email)
      #expect(try #require(try desk.received().last).text.hasPrefix("Hello Ada Root,"))
    }
  }

  @Test("A mail that waits is written by the template that counts when it goes")
  func waiting() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: .agent, address: try EmailAddress(ada.email))
      _ = try await Self.set(Self.own, desk, by: ada)
      #expect(try #require(try await desk.deliver().last).text.hasPrefix("Dear Ada Root,"))
    }
  }

  @Test("A change needs Manage Email and a fresh proof, and each has its entry in the audit")
  func authority() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let mailer = try await desk.agent("mailer@example.com", [.manageEmail])
      let other = try await desk.agent("other@example.com", [.manageSecurity])
      let refused = try await desk.attempt {
        try await desk.desk.mail.updateTemplate(
          desk.call(other), Self.key, to: Self.own, version: 0)
      }
      #expect(refused.entries == ["mail.template.update refused MISSING_PERMISSION"])
      desk.clock.advance(.minutes(6))
      #expect(
        try await desk.reason { try await Self.set(Self.own, desk, by: mailer) }
          == .stepUpRequired)
      try await desk.stepUp(mailer)
      let done = try await desk.attempt { try await Self.set(Self.own, desk, by: mailer) }
      #expect(done.entries == ["mail.template.update done"])
      #expect(
        try #require(try await desk.audit().last).record.details == [
          "template": "self_reset_link agent en", "version": "0 -> 1", "text": "edited",
          "subject": "{desk}: choose a new password -> {desk} - your link", "body": "changed",
        ])
      let same = try await desk.attempt { try await Self.set(Self.own, desk, by: mailer) }
      #expect(same.entries == [])
      #expect(!same.changed)
    }
  }

  @Test("A change on top of another version than the one that counts is refused with that one")
  func versions() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      _ = try await Self.set(Self.own, desk, by: ada)
      for version in [0, 2] {
        let stale = try await desk.attempt {
          try await desk.desk.mail.updateTemplate(
            desk.call(ada), Self.key, to: nil, version: version)
        }
        #expect(stale.reason == .concurrentChange)
        #expect(stale.refusal?.expectedRevision == 1)
        #expect(!stale.changed)
      }
    }
  }

  @Test(
    "F8 a template with a problem is shown with all of it, and never counts",
    arguments: [
      (MailTemplate(subject: "a", body: "{link} {password} {nmae}"), "text.body"),
      (MailTemplate(subject: "{link}", body: Self.own.body), "text.subject"),
      (MailTemplate(subject: "a\nBcc: x", body: Self.own.body), "text.subject"),
    ])
  func lint(template: MailTemplate, field: String) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let attempt = try await desk.attempt { try await Self.set(template, desk, by: ada) }
      let error = try #require(attempt.refusal?.field)
      #expect(error.field == field)
      #expect(!attempt.changed)
      let shown = try await desk.desk.mail.previewTemplate(
        desk.call(ada), Self.key, draft: template)
      #expect(shown.problems == template.problems(for: Self.key.kind))
      #expect(
        shown.problems.filter { "text.\($0.part.rawValue)" == field }
          .allSatisfy { error.problem.contains($0.text) })
      #expect(shown.state.stored == nil)
    }
  }

  @Test("A preview shows the mail with sample facts and no link that works, and changes nothing")
  func preview() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      for kind in LatchkeyDomain.MailKind.allCases {
        for population in Population.allCases {
          for language in ["en", "de", "fr"] {
            let key = MailTemplate.Key(kind: kind, population: population, language: language)
            let attempt = try await desk.attempt {
              let shown = try await desk.desk.mail.previewTemplate(
                desk.call(ada), key, draft: nil)
              #expect(shown.problems.isEmpty, "\(kind) \(population) \(language)")
              let text = shown.preview.text
              #expect(!text.contains("{") && !shown.preview.subject.contains("{"))
              #expect(text.contains("#...") == kind.hasLink)
              #expect(!text.contains("lka") && !text.contains("lkc"))
              #expect(text.contains("Jane Miller") == (kind != .emailConfirmation))
            }
            #expect(attempt.entries == [] && !attempt.changed)
          }
        }
      }
      let unknown = MailTemplate.Key(kind: .invitation, population: .agent, language: "sv")
      #expect(
        try await desk.refusal {
          try await desk.desk.mail.previewTemplate(desk.call(ada), unknown, draft: nil)
        }?.field?.field == "key.language")
    }
  }

  @Test("Templates are listed by kind, population and language, with who changed them")
  func list() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      func list(
        _ population: Population? = nil, _ language: String? = nil, edited: Bool = false
      ) async throws -> [MailTemplateState] {
        try await desk.desk.mail.listTemplates(
          desk.call(ada), population: population, language: language, editedOnly: edited
        ).templates
      }
      let kinds = LatchkeyDomain.MailKind.allCases.count
      #expect(try await list().count == kinds * 6)
      #expect(try await list(.agent, "de").count == kinds)
      #expect(try await list(nil, "sv").isEmpty)
      #expect(try await list(edited: true).isEmpty)
      _ = try await Self.set(Self.own, desk, by: ada)
      let edited = try await list(edited: true)
      #expect(edited.map(\.key) == [Self.key])
      #expect(edited.first?.author?.id == ada.id)
      #expect(edited.first?.template == Self.own)
      _ = try await Self.set(nil, desk, by: ada)
      #expect(try await list(edited: true).isEmpty)
      let versions = try await desk.desk.mail.previewTemplate(
        desk.call(ada), Self.key, draft: nil
      ).versions
      #expect(versions.map(\.version.version) == [2, 1])
      #expect(versions.map(\.version.template) == [nil, Self.own])
      #expect(versions.map(\.author?.id) == [ada.id, ada.id])
    }
  }
}
