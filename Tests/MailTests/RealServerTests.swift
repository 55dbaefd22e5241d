import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyMail
import LatchkeyStore
import LatchkeyTestBasics
import LatchkeyTesting
import Testing

@Suite("Mail through a full mail server", .enabled(if: RealMailServer.isPossible), .ownThread)
struct RealServerTests {
  private static let names = [
    "Jane Miller", "محمد عبد الله", "🔑 Key 👩 Person", String(repeating: "ñ", count: 200),
    "J.R. \"Bob\" O'Neil-Smith 3rd",
  ]

  private func smtp(_ server: RealMailServer) throws -> SMTPTransport {
    try SMTPTransport(
      SMTPServer(host: HostName("127.0.0.1"), port: server.port, security: .plain),
      credentials: CredentialFolder(path: nil))
  }

  /// Queues a reset link for each name, delivers, and reads the mailbox by other software.
  private func deliver(
    through transport: any MailTransport, _ server: RealMailServer
  ) async throws {
    let bench = try CourierBench()
    for (number, name) in Self.names.enumerated() {
      let agent = try await bench.agent(name, email: "agent-\(number)@xn--mller-kva.example")
      try await bench.queue(.staffResetLink, for: agent)
    }
    #expect(try await bench.courier(over: transport).runOnce() == Self.names.count)
    #expect(try await bench.mails().map(\.state) == Self.names.map { _ in .delivered })
    let mailbox = try server.mailbox
    let mails = try ReadMessage.read(mailbox).sorted { $0.recipientAddress < $1.recipientAddress }
    #expect(mails.count == Self.names.count)
    for (number, mail) in mails.enumerated() {
      #expect(mail.defects == [])
      #expect(mail.recipientName == Self.names[number])
      #expect(mail.recipientAddress == "agent-\(number)@xn--mller-kva.example")
      #expect(mail.header("Envelope-to") == mail.recipientAddress)
      #expect(mail.header("Return-path") == "<noreply@desk.example>")
      #expect(mail.header("Auto-Submitted") == "auto-generated")
      #expect(mail.header("Message-ID")?.hasSuffix("@helpdesk.invalid>") == true)
      #expect(mail.links.count == 1)
      #expect(mail.seenLinks == mail.links && mail.anchors == mail.links)
      let text = try #require(mail.links.first?.split(separator: "#").last)
      let (purpose, secret) = try #require(TokenText.read(Secret(copying: text.utf8)))
      let digest = bench.digests.digest(purpose, secret: secret)
      #expect(try await bench.store.read { try $0.token(digest) }?.state == .live)
    }
  }

  @Test("A reset link arrives in a mailbox by SMTP and works, whatever the name")
  func bySMTP() async throws {
    let server = try RealMailServer()
    try await self.deliver(through: self.smtp(server), server)
  }

  @Test("A reset link arrives in a mailbox by sendmail and works, whatever the name")
  func bySendmail() async throws {
    let server = try RealMailServer()
    let transport = try SendmailTransport(path: HostPath(server.sendmail))
    try await self.deliver(through: transport, server)
  }

  @Test("F9: an address that the server does not have fails with the server's words")
  func unknown() async throws {
    let server = try RealMailServer()
    let bench = try CourierBench()
    let agent = try await bench.agent("Nobody", email: "nobody-here@desk.example")
    let id = try await bench.queue(.staffResetLink, for: agent)
    #expect(try await bench.courier(over: self.smtp(server)).runOnce() == 1)
    let mail = try await bench.mail(id)
    #expect(mail.state == .failed)
    #expect(mail.lastError?.contains("550 5.1.1 no such user here") == true, "\(mail)")
  }

  @Test("S1.15: one sample message tells whether a server works, and arrives")
  func sample() async throws {
    let server = try RealMailServer()
    let factory = MailTransports(
      credentials: CredentialFolder(path: nil), deskName: "Hilfe & Küche", mailDomain: "desk.test")
    let route = MailServer.Route.smtp(
      try SMTPServer(host: HostName("127.0.0.1"), port: server.port, security: .plain))
    let jane = try EmailAddress("jane@desk.example")
    for locale in ["en", "de", "fr-CA", "xx"] {
      let result = await factory.test(
        MailServer(route), sampleTo: jane, locale: locale, at: start)
      guard case .taken(let reply) = result else {
        Issue.record("\(result)")
        continue
      }
      #expect(reply?.code == 250)
    }
    let mails = try ReadMessage.read(server.mailbox)
    #expect(mails.count == 4)
    for mail in mails {
      #expect(mail.defects == [] && mail.links == [] && mail.anchors == [])
      #expect(mail.senderAddress == "noreply@desk.test")
      #expect(mail.senderName == "Hilfe & Küche")
    }
    #expect(Set(mails.map(\.subject)).count == 3)

    let nobody = await factory.test(
      MailServer(route, sender: try EmailAddress("desk@desk.example")),
      sampleTo: try EmailAddress("nobody-here@desk.example"), locale: "en", at: start)
    guard case .refused(let error) = nobody else {
      Issue.record("\(nobody)")
      return
    }
    #expect(error.step == .recipient)
    #expect(error.reply == MailReply(code: 550, text: "5.1.1 no such user here"))
    let none = await factory.test(MailServer(.none), sampleTo: jane, locale: "en", at: start)
    #expect(none != .taken(nil))
  }
}
