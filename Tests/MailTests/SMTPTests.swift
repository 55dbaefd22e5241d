import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyMail
import LatchkeyTestBasics
import LatchkeyTesting
import Testing

@Suite("Mail by SMTP", .enabled(if: ScriptedMailServer.isPossible), .serialized, .ownThread)
struct SMTPTests {
  private static let password = "pass word=§ÄöÜ"

  private let certificates: TestCertificates

  init() throws {
    self.certificates = try TestCertificates()
    try self.certificates.write("\(Self.password)\n", as: "smtp")
  }

  private func transport(
    _ server: ScriptedMailServer, security: SMTPServer.Security = .plain,
    host: String = "localhost",
    login: Bool = false, authority: String? = nil,
    patience: SMTPServer.Patience = .usual, connections: Int = 1
  ) throws -> SMTPTransport {
    try SMTPTransport(
      SMTPServer(
        host: HostName(host), port: server.port, security: security,
        authority: authority.map { try CredentialName($0) },
        login: login
          ? SMTPServer.Login(user: "desk@test", passwordName: CredentialName("smtp")) : nil,
        greeting: HostName("desk.test"), patience: patience),
      credentials: CredentialFolder(path: self.certificates.path), connections: connections,
      idleSeconds: 600)
  }

  static func message(
    _ number: Int = 1, to recipient: String = "jane@desk.example", body: String = "Hello"
  ) -> OutgoingMessage {
    OutgoingMessage(
      sender: EmailAddress(stored: "noreply@desk.example"),
      recipient: EmailAddress(stored: recipient), messageID: "\(number).1@desk.example",
      content: Secret(
        copying:
          "Message-ID: <\(number).1@desk.example>\r\nSubject: x\r\n\r\n\(body)\r\n".utf8))
  }

  private func failure(
    _ transport: SMTPTransport, _ message: OutgoingMessage = Self.message()
  ) async -> MailTransportError? {
    do throws(MailTransportError) {
      try await transport.deliver(message)
      return nil
    } catch {
      return error
    }
  }

  @Test("A message arrives byte for byte, dots at the start of lines among them")
  func arrives() async throws {
    let server = try ScriptedMailServer()
    let transport = try self.transport(server)
    #expect(transport.label == "SMTP localhost:\(server.port)")
    let body = ".\r\n..\r\n.x\r\nFrom x\r\n" + String(repeating: "x", count: 900)
    for number in 1...20 {
      try await transport.deliver(Self.message(number, body: body))
    }
    let taken = try server.taken
    #expect(taken.count == 20)
    for (number, mail) in zip(1..., taken) {
      let sent = Self.message(number, body: body).content.copied
      #expect(mail.content == sent)
      #expect(mail.event.sender == "noreply@desk.example")
      #expect(mail.event.recipients == ["jane@desk.example"])
      #expect(mail.event.greeting == "desk.test")
    }
    // One connection for all of them.
    #expect(Set(taken.map(\.event.connection)) == [1])
  }

  @Test("A large message arrives whole")
  func large() async throws {
    let server = try ScriptedMailServer()
    let body = String(repeating: String(repeating: "0123456789", count: 7) + "\r\n", count: 4_000)
    try await self.transport(server).deliver(Self.message(body: body))
    #expect(try server.taken.map(\.content) == [Self.message(body: body).content.copied])
  }

  @Test(
    "With TLS, a trusted certificate and a sign-in, by either mechanism",
    arguments: [
      ("starttls", SMTPServer.Security.startTLS, "PLAIN"), ("starttls", .startTLS, "LOGIN"),
      ("implicit", .implicitTLS, "PLAIN"), ("implicit", .implicitTLS, "LOGIN"),
    ])
  func secured(way: String, security: SMTPServer.Security, mechanism: String) async throws {
    let server = try ScriptedMailServer(
      .init(
        security: way, certificate: self.certificates.file("server"),
        login: "desk@test:\(Self.password)", flags: ["--mechanisms", mechanism]))
    let transport = try self.transport(
      server, security: security, login: true, authority: "authority.pem")
    for number in 1...3 { try await transport.deliver(Self.message(number)) }
    let events = try server.events
    #expect(events.filter { $0.event == "auth" }.map(\.mechanism) == [mechanism])
    let taken = events.filter { $0.event == "taken" }
    #expect(taken.count == 3)
    for mail in taken {
      #expect(mail.tls == true)
      #expect(mail.user == "desk@test")
      #expect(mail.connection == 1)
    }
  }

  @Test("A sign-in on this host itself needs no TLS")
  func plainLogin() async throws {
    let server = try ScriptedMailServer(.init(login: "desk@test:\(Self.password)"))
    try await self.transport(server, login: true).deliver(Self.message())
    #expect(try server.taken.map(\.event.user) == ["desk@test"])
  }

  @Test(
    "A certificate that is not to be trusted ends it before anything is said",
    arguments: ["expired", "elsewhere", "stranger"],
    [SMTPServer.Security.startTLS, .implicitTLS])
  func untrusted(name: String, security: SMTPServer.Security) async throws {
    let server = try ScriptedMailServer(
      .init(
        security: security == .startTLS ? "starttls" : "implicit",
        certificate: self.certificates.file(name), login: "desk@test:\(Self.password)"))
    let transport = try self.transport(
      server, security: security, login: true, authority: "authority.pem")
    let error = try #require(await self.failure(transport))
    #expect(error.step == .tls)
    #expect(!error.isPermanent)
    #expect(error.problem.contains("certificate"), "\(error.detail)")
    #expect(try server.events.isEmpty)
  }

  @Test("The host's authorities do not vouch for a server of ours")
  func hostAuthorities() async throws {
    let server = try ScriptedMailServer(
      .init(security: "implicit", certificate: self.certificates.file("server")))
    let error = await self.failure(try self.transport(server, security: .implicitTLS))
    #expect(error?.step == .tls)
  }

  @Test("Where STARTTLS is wanted and not offered, nothing is sent")
  func noStartTLS() async throws {
    let server = try ScriptedMailServer(.init(login: "desk@test:\(Self.password)"))
    let error = await self.failure(
      try self.transport(server, security: .startTLS, login: true))
    #expect(error?.step == .tls)
    #expect(error?.isPermanent == false)
    #expect(try server.events.isEmpty)
  }

  @Test(
    "A fault has its step, its reply, and whether another try is worth it",
    arguments: [
      ("greylist", .recipient, false, 450, "4.2.0 greylisted, try again"),
      ("unknown", .recipient, true, 550, "5.1.1 no such user here 5.1.1 look elsewhere"),
      ("relay", .recipient, true, 550, "5.7.1 relaying denied"),
      ("421", .recipient, false, 421, "4.3.2 closing the connection"),
      ("toobig", .data, true, 552, "5.3.4 message too big"),
      ("busy", .data, false, 452, "4.3.1 out of space"),
      ("sender", .sender, false, 550, "5.7.1 this sender may not send here"),
      ("sender451", .sender, false, 451, "4.3.0 try again later"),
      ("sender552", .sender, true, 552, "5.3.4 message size exceeds fixed limit"),
      ("drop", .data, false, nil, ""), ("dropend", .data, false, nil, ""),
    ] as [(String, MailStep, Bool, Int?, String)])
  func fault(
    fault: String, step: MailStep, isPermanent: Bool, code: Int?, text: String
  ) async throws {
    let server = try ScriptedMailServer()
    // A connection that the server ends while it is used again is not worth a delay.
    try server.expect("ok", fault)
    if fault == "421" { try server.expect(fault) }
    let transport = try self.transport(server)
    try await transport.deliver(Self.message(1))
    let error = try #require(await self.failure(transport, Self.message(2)))
    #expect(error.step == step)
    #expect(error.isPermanent == isPermanent)
    #expect(error.reply?.code == code)
    #expect(error.reply?.text ?? "" == text)
    #expect(error.refusesRecipient == (fault == "unknown"))
    #expect(!error.detail.contains("jane"))
    // The next message goes as if nothing had been.
    try await transport.deliver(Self.message(3))
    let ids = try server.taken.map { $0.content.text.prefix(17) }
    #expect(ids.first == "Message-ID: <1.1@")
    #expect(ids.last == "Message-ID: <3.1@")
    #expect(ids.count == (fault == "dropend" ? 3 : 2))
  }

  @Test("Every answer of the 2xx is a yes")
  func otherYes() async throws {
    let server = try ScriptedMailServer()
    try server.expect("202")
    #expect(await self.failure(try self.transport(server)) == nil)
  }

  @Test(
    "A server that keeps us waiting is left, in each phase",
    arguments: [("slow", MailStep.data), ("mute", .data)])
  func slow(fault: String, step: MailStep) async throws {
    let server = try ScriptedMailServer()
    try server.expect(fault)
    let patience = try SMTPServer.Patience(command: .seconds(1), dataEnd: .seconds(1))
    let error = try #require(await self.failure(try self.transport(server, patience: patience)))
    #expect(error.step == step)
    #expect(!error.isPermanent)
    #expect(error.problem.contains("too long"), "\(error.detail)")
  }

  @Test(
    "A server that does not greet, or greets with a refusal, fails at the connection",
    arguments: [("never", nil), ("refuse", 554)] as [(String, Int?)])
  func greeting(way: String, code: Int?) async throws {
    let server = try ScriptedMailServer(.init(flags: ["--greet", way]))
    let patience = try SMTPServer.Patience(connect: .seconds(1), command: .seconds(1))
    let error = try #require(await self.failure(try self.transport(server, patience: patience)))
    #expect(error.step == .connect)
    #expect(!error.isPermanent)
    #expect(error.reply?.code == code)
  }

  @Test("Nobody listens, and a name that nobody has")
  func unreachable() async throws {
    let server = try ScriptedMailServer()
    let transport = try self.transport(server)
    let nameless = try self.transport(server, host: "localhost")
    server.stop()
    #expect(await self.failure(transport)?.step == .connect)
    #expect(await self.failure(nameless)?.step == .connect)
    let nowhere = try SMTPTransport(
      SMTPServer(
        host: HostName("nobody.invalid"), security: .plain, allowsPlaintext: true,
        patience: SMTPServer.Patience(connect: .seconds(5))),
      credentials: CredentialFolder(path: nil))
    #expect(await self.failure(nowhere)?.step == .resolve)
  }

  @Test("A refused sign-in, a wrong password and a server without sign-in lose no mail")
  func refusedLogin() async throws {
    for behaviour in [
      ScriptedMailServer.Behaviour(flags: ["--refuse-auth"]), .init(login: "desk@test:other"),
    ] {
      let server = try ScriptedMailServer(behaviour)
      let error = try #require(await self.failure(try self.transport(server, login: true)))
      #expect(error.step == .authentication)
      #expect(!error.isPermanent)
      #expect(error.reply?.code == 535)
      #expect(!error.detail.contains(Self.password))
    }
    let silent = try ScriptedMailServer()
    let error = try #require(await self.failure(try self.transport(silent, login: true)))
    #expect(error.step == .authentication)
    #expect(try silent.taken.isEmpty)
  }

  @Test("A new password counts at the next message, and a missing one is said by its name")
  func changedPassword() async throws {
    let server = try ScriptedMailServer(.init(login: "desk@test:\(Self.password)"))
    let transport = try self.transport(server, login: true)
    try await transport.deliver(Self.message(1))
    try self.certificates.write("changed", as: "smtp")
    #expect(await self.failure(transport, Self.message(2))?.step == .authentication)
    try FileManager.default.removeItem(atPath: "\(self.certificates.path)/smtp")
    let error = await self.failure(transport, Self.message(3))
    #expect(error?.step == .settings)
    #expect(error?.problem.contains("smtp") == true)
    #expect(try server.taken.count == 1)
  }

  @Test(
    "A credential is one line of a file in the folder",
    arguments: [
      ("secret", true), ("secret\n", true), ("secret\r\n", true), ("", false), ("\n", false),
      ("a\nb", false), ("a\0b", false), (String(repeating: "x", count: 1_024), true),
      (String(repeating: "x", count: 1_025), false),
    ])
  func credential(content: String, isUsable: Bool) throws {
    try self.certificates.write(content, as: "smtp")
    let folder = CredentialFolder(path: self.certificates.path)
    let server = try SMTPServer(
      host: HostName("localhost"),
      login: SMTPServer.Login(user: "x", passwordName: CredentialName("smtp")))
    do throws(MailTransportError) {
      _ = try SMTPTransport(server, credentials: folder)
      #expect(isUsable)
    } catch {
      #expect(!isUsable)
      #expect(error.step == .settings)
    }
  }

  @Test("A server that closed the connection meanwhile is met again without anybody noticing")
  func restarted() async throws {
    let server = try ScriptedMailServer()
    let transport = try self.transport(server)
    try await transport.deliver(Self.message(1))
    let port = server.port
    server.stop()
    let next = try ScriptedMailServer(port: port)
    try await transport.deliver(Self.message(2))
    #expect(try next.taken.count == 1)
  }

  @Test("Nothing in an address becomes a command")
  func injection() async throws {
    let server = try ScriptedMailServer()
    let transport = try self.transport(server)
    for address in [
      "a@b.example>\r\nRCPT TO:<all@desk.example", "a\r\n@b.example", "a@b.example\0",
      "a b@c.example", "a@b.example\n", "<a@b.example>",
    ] {
      let error = await self.failure(transport, Self.message(to: address))
      #expect(error?.step == .recipient)
      #expect(error?.isPermanent == true)
    }
    #expect(try server.events.isEmpty)
  }

  @Test("A server that never answers holds up the deliveries to it, and nobody else")
  func deadServer() async throws {
    let dead = try ScriptedMailServer(.init(flags: ["--greet", "never"]))
    let alive = try ScriptedMailServer()
    let patience = try SMTPServer.Patience(connect: .seconds(2), command: .seconds(2))
    let stuck = try self.transport(dead, patience: patience, connections: 2)
    let other = try self.transport(alive)
    await withTaskGroup(of: Void.self) { group in
      for number in 1...8 {
        group.addTask { _ = await self.failure(stuck, Self.message(number)) }
      }
      for number in 1...8 {
        group.addTask { #expect(await self.failure(other, Self.message(number)) == nil) }
      }
    }
    #expect(try alive.taken.count == 8)
  }
}
