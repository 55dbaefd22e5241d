import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

@Suite("The outbox and addresses that refuse")
struct OutboxTests {
  private static let noUser = MailTransportError(
    .recipient, isPermanent: true, reply: MailReply(code: 550, text: "5.1.1 no such user"),
    problem: "The recipient was refused.")
  private static let greylisted = MailTransportError(
    .recipient, isPermanent: false, reply: MailReply(code: 450, text: "4.2.0 later"),
    problem: "The recipient was put off.")

  /// Lets mails go to a script.
  private static func script(
    _ desk: TestDesk, _ error: MailTransportError? = nil
  ) -> ScriptedTransport {
    let script = ScriptedTransport(error)
    desk.outlet.replace(
      with: MailOutlet(transport: script, sender: EmailAddress(stored: "desk@help.example")))
    return script
  }

  private static func send(_ desk: TestDesk, _ ada: Colleague, _ pat: Colleague) async throws
    -> IssuedLink
  {
    let link = try await desk.desk.contacts.sendPasswordResetLink(desk.call(ada), to: pat.selector)
    try await desk.courier.runOnce()
    return link
  }

  @Test("F9 every attempt at a mail is told with its time and the server's reply, and no secret")
  func attempts() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let script = Self.script(desk, Self.greylisted)
      _ = try await Self.send(desk, ada, pat)
      let first = desk.clock.now()
      desk.clock.advance(.minutes(1))
      script.answer(nil)
      try await desk.courier.runOnce()
      let call = desk.call(ada)
      let page = try await desk.desk.mail.listMessages(call, OutboxQuery(limit: 9))
      #expect(page.mails.map(\.state) == [.delivered])
      let id = try #require(page.mails.first?.id)
      let (mail, attempts) = try await desk.desk.mail.getMessage(call, id)
      #expect(mail == page.mails.first)
      #expect(
        attempts == [
          MailAttempt(
            number: 1, at: first, state: .deferred,
            detail: "The recipient was put off. The server said: 450 4.2.0 later"),
          MailAttempt(number: 2, at: desk.clock.now(), state: .delivered, detail: nil),
        ])
      #expect(
        try await desk.reason { try await desk.desk.mail.getMessage(call, MailID(rawValue: 99)) }
          == .notFound)
    }
  }

  @Test("A mail that waits or failed is cancelled once, with an entry in the audit")
  func cancelling() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let script = Self.script(desk, Self.noUser)
      _ = try await Self.send(desk, ada, pat)
      let call = desk.call(ada)
      #expect(
        try await desk.desk.mail.listMessages(call, OutboxQuery(limit: 9)).summary.failed == 1)
      #expect(try await desk.desk.server.outboxSummary().failed == 1)
      let id = try #require(try await desk.outbox().first?.id)
      let attempt = try await desk.attempt { try await desk.desk.mail.cancelMessage(call, id) }
      #expect(attempt.entries == ["mail.cancel done"])
      let entry = try #require(try await desk.audit().last).record
      #expect(entry.target == pat.id)
      #expect(entry.details == ["mail": "\(id.rawValue)"])
      #expect(
        try await desk.desk.mail.listMessages(call, OutboxQuery(limit: 9)).summary.failed == 0)
      let again = try await desk.attempt { try await desk.desk.mail.cancelMessage(call, id) }
      #expect(again.refusal?.field?.field == "id")
      #expect(!again.changed)
      script.answer(nil)
      desk.clock.advance(.hours(2))
      #expect(try await desk.courier.runOnce() == 0)
    }
  }

  @Test("Refused three times for good, an address is shown to staff as undeliverable")
  func mark() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact(password: "Plain-W0rds!")
      let script = Self.script(desk, Self.noUser)
      func trouble() async throws -> AddressTrouble? {
        try await desk.desk.contacts.getContact(desk.call(ada), pat.selector).undeliverable
      }
      for failures in 1...3 {
        let link = try await Self.send(desk, ada, pat)
        // S1.2, S1.8: it is mailed all the same, with a warning once the mark is there.
        guard case .mailed(let sent) = link else {
          Issue.record("It is shown.")
          return
        }
        #expect(sent.undeliverable == nil)
        #expect(try await trouble()?.failures == (failures < 3 ? nil : 3))
      }
      #expect(try await desk.audit().last?.record.action == .mailFailed)
      let marks = try await desk.audit().filter { $0.record.action == .addressUndeliverable }
      #expect(marks.map(\.record.target) == [pat.id])
      guard case .mailed(let warned) = try await Self.send(desk, ada, pat) else {
        Issue.record("It is shown.")
        return
      }
      #expect(warned.undeliverable?.failures == 3)
      #expect(try await trouble()?.detail.contains("550 5.1.1 no such user") == true)
      #expect(
        try await desk.desk.mail.listUndeliverable(desk.call(ada), after: nil, limit: 9)
          .map(\.account) == [pat.id])
      #expect(
        try await desk.desk.mail.listMessages(desk.call(ada), OutboxQuery(limit: 1)).summary
          .undeliverable == 1)

      // A delivery ends it.
      script.answer(nil)
      _ = try await Self.send(desk, ada, pat)
      #expect(try await trouble() == nil)
    }
  }

  @Test("Only a refusal of the recipient for good counts, and only for the address of now")
  func counts() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      for error in [
        Self.greylisted,
        MailTransportError(.data, isPermanent: true, problem: "The message is too large."),
        MailTransportError(.authentication, isPermanent: false, problem: "Refused."),
      ] {
        _ = Self.script(desk, error)
        for _ in 0..<3 { _ = try await Self.send(desk, ada, pat) }
      }
      #expect(try await desk.store.read { try $0.addressTrouble(of: pat.id) } == nil)
      _ = Self.script(desk, Self.noUser)
      _ = try await Self.send(desk, ada, pat)
      #expect(try await desk.store.read { try $0.addressTrouble(of: pat.id) }?.failures == 1)
      // Told at the address of before as well: that one says nothing about the new one.
      var changes = ContactChanges()
      changes.emails = [try EmailAddress("other@example.org")]
      _ = try await desk.desk.contacts.updateContact(desk.call(ada), pat.selector, changes)
      #expect(try await desk.store.read { try $0.addressTrouble(of: pat.id) } == nil)
      try await desk.courier.runOnce()
      #expect(
        try await desk.store.read { try $0.addressTrouble(of: pat.id) }?.failures ?? 0 <= 1)
    }
  }

  @Test("An administrator of mail clears the mark, once, with an entry in the audit")
  func clearing() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let mailer = try await desk.agent("mailer@example.com", [.manageEmail])
      let other = try await desk.agent("other@example.com", [.manageContacts])
      let pat = try await desk.contact()
      _ = Self.script(desk, Self.noUser)
      for _ in 0..<3 { _ = try await Self.send(desk, ada, pat) }
      #expect(
        try await desk.reason {
          try await desk.desk.mail.clearUndeliverable(desk.call(other), pat.id)
        } == .missingPermission)
      let attempt = try await desk.attempt {
        try await desk.desk.mail.clearUndeliverable(desk.call(mailer), pat.id)
      }
      #expect(attempt.entries == ["mail.address.clear done"])
      #expect(attempt.changed)
      #expect(
        try await desk.reason {
          try await desk.desk.mail.clearUndeliverable(desk.call(mailer), pat.id)
        } == .notFound)
    }
  }

  @Test("I12 an undeliverable address changes nothing that its owner or a stranger is told")
  func anonymous() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      var pat = try await desk.contact(password: "Plain-W0rds!")
      let sam = try await desk.contact(["sam@example.org"], password: "Plain-W0rds!")
      _ = Self.script(desk, Self.noUser)
      for _ in 0..<3 { _ = try await Self.send(desk, ada, pat) }
      var attempts: [[String]] = []
      for address in [pat.email, sam.email] {
        let attempt = try await desk.attempt {
          try await desk.desk.recovery.requestPasswordReset(
            desk.anonymous(), population: .contact, address: try EmailAddress(address))
        }
        #expect(attempt.refusal == nil)
        attempts.append(attempt.entries)
      }
      #expect(attempts[0] == attempts[1])
      // Both are queued: mail goes on being tried.
      #expect(try await desk.outbox().suffix(2).map(\.mail.account) == [pat.id, sam.id])
      try await desk.signIn(&pat, .contact)
      let own = try await desk.desk.accounts.getOwnAccount(desk.call(pat))
      #expect(!"\(own)".contains("550"))
    }
  }

  @Test("How many refusals mark an address is a setting", arguments: [1, 2])
  func setting(failures: Int) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let state = try await desk.desk.settings.getSettings(desk.call(ada), prefix: "")
      _ = try await desk.desk.settings.updateSettings(
        desk.call(ada),
        [.init(setting: "notifications.undeliverable_after", value: "\(failures)")], profile: nil,
        etag: state.etag)
      _ = Self.script(desk, Self.noUser)
      for number in 1...failures {
        _ = try await Self.send(desk, ada, pat)
        let marked = try await desk.desk.mail.listUndeliverable(
          desk.call(ada), after: nil, limit: 9)
        #expect(marked.isEmpty == (number < failures))
      }
    }
  }
}
