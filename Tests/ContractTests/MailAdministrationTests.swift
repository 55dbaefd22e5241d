import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import LatchkeyTestBasics
import LatchkeyTesting
import Testing

/// What administrators of mail do, with a real daemon and a real mail server.
@Suite(.serialized, .enabled(if: ScriptedMailServer.isPossible), .ownThread)
struct MailAdministrationTests {
  private static func server(_ port: Int) -> MailServerSettings {
    MailServerSettings(
      route: .smtp, sender: "desk@example.org", host: "127.0.0.1", port: port, security: .plain)
  }

  @Test("S1.15, S1.4 a mail server is tried, set and used without a restart, and outlives one")
  func server() async throws {
    let folder = try Folder()
    let mailServer = try ScriptedMailServer()
    var desk = try await Desk.opened(in: folder, ["--mail", "desk"])
    let boss = desk.boss
    let contact = try await desk.client.contacts.createContact(
      displayName: "Jane Miller", emails: ["jane@example.com"], as: boss)
    let shown = try await desk.client.contacts.sendPasswordResetLink(
      contact: .id(contact.id), as: boss)
    #expect(shown.reasons == [.mailServerNotConfigured])

    try mailServer.expect("unknown", "sender", "toobig")
    for (step, code) in [(MailStepName.recipient, 550), (.sender, 550), (.data, 552)] {
      let answer = try await desk.client.mail.testServer(
        address: Desk.bossAddress, server: Self.server(mailServer.port), as: boss)
      #expect(!answer.isTaken)
      #expect(answer.failedStep == step)
      #expect(answer.replyCode == code)
    }
    let nobody = try await desk.client.mail.testServer(
      address: Desk.bossAddress, server: Self.server(1), as: boss)
    #expect(nobody.failedStep == .connect)
    #expect(
      try await desk.client.mail.testServer(
        address: Desk.bossAddress, server: Self.server(mailServer.port), locale: "de", as: boss
      ).isTaken)
    // Nothing was stored by any of that.
    let before = try await desk.client.mail.getServer(as: boss)
    #expect(before.server.route == .none)
    #expect(before.revision == 0)

    _ = try await desk.client.mail.updateServer(
      server: Self.server(mailServer.port), revision: 0, as: boss)
    try await Self.sendAndWait(desk, contact.id)
    #expect(await desk.daemon.stop() == 0)
    await desk.client.close()

    desk = Desk(daemon: try await Daemon.started(in: folder, ["--mail", "desk"]), boss: boss)
    #expect(try await desk.client.mail.getServer(as: boss).revision == 1)
    try await Self.sendAndWait(desk, contact.id)
    let recipients = try mailServer.taken.compactMap { $0.0.recipients }
    #expect(
      recipients == [[Desk.bossAddress], ["jane@example.com"], ["jane@example.com"]])
    #expect(await desk.daemon.stop() == 0)
  }

  /// Sends a contact a link, and waits until the mail server has it.
  private static func sendAndWait(_ desk: Desk, _ contact: Int64) async throws {
    let sent = try await desk.client.contacts.sendPasswordResetLink(
      contact: .id(contact), as: desk.boss)
    let id = try #require(sent.mailID)
    while true {
      let answer = try await desk.client.mail.getMessage(id: id, as: desk.boss)
      if answer.message.state == .delivered {
        #expect(answer.attempts.map(\.state) == [.delivered])
        return
      }
      #expect(answer.message.state == .queued || answer.message.state == .leased)
    }
  }

  @Test("A mail server of the daemon's file is shown, and no call changes it")
  func fixed() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder, ["--mail", "none"])
    let view = try await desk.client.mail.getServer(as: desk.boss)
    #expect(view.isFixed)
    #expect(view.server.route == .none)
    #expect(
      await Desk.refusal { () async throws(LatchkeyError) in
        try await desk.client.mail.updateServer(
          server: Self.server(25), revision: 0, as: desk.boss)
      } == "MAIL_SERVER_FIXED")
    #expect(await desk.daemon.stop() == 0)
  }

  @Test("An edited text is in the next mail, and back to the usual one after a reset")
  func template() async throws {
    let folder = try Folder()
    let mailServer = try ScriptedMailServer()
    let desk = try await Desk.opened(in: folder, ["--mail", "desk"])
    _ = try await desk.client.mail.updateServer(
      server: Self.server(mailServer.port), revision: 0, as: desk.boss)
    let contact = try await desk.client.contacts.createContact(
      displayName: "Jane Miller", emails: ["jane@example.com"], as: desk.boss)
    let key = TemplateKey(kind: "staff_reset_link", population: .contact, language: "en")
    let text = TemplateText(
      subject: "{desk}: own words", body: "Dear {name},\n\n{link}\n\nfor {lifetime}")
    _ = try await desk.client.mail.updateTemplate(
      key: key, text: text, version: 0, as: desk.boss)
    try await Self.sendAndWait(desk, contact.id)
    _ = try await desk.client.mail.updateTemplate(key: key, version: 1, as: desk.boss)
    try await Self.sendAndWait(desk, contact.id)
    // What else went there (an activation) has other words.
    let mails = try mailServer.taken.map { String(decoding: $0.1, as: UTF8.self) }
    #expect(mails.map { $0.contains("Dear Jane Miller,") }.filter { $0 } == [true])
    #expect(mails.count { $0.contains("sent you this link") } == 1)
    #expect(await desk.daemon.stop() == 0)
  }
}
