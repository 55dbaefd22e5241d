import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

@Suite("The mail server")
struct DeskMailServerTests {
  static func server(
    _ host: String = "mail.example.com", password: String? = nil
  ) throws -> MailServer {
    MailServer(
      .smtp(
        try SMTPServer(
          host: try HostName(host),
          login: try password.map { name in
            try SMTPServer.Login(user: "desk", passwordName: try CredentialName(name))
          })), sender: try EmailAddress("desk@example.com"))
  }

  private static func set(
    _ server: MailServer, _ desk: TestDesk, by actor: Colleague
  ) async throws -> MailServerState {
    let revision = try await desk.desk.mail.getServer(desk.call(actor)).revision
    return try await desk.desk.mail.updateServer(desk.call(actor), to: server, revision: revision)
  }

  @Test("S1.4 links are shown, then mailed, then shown, as the mail server comes and goes")
  func atOnce() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let pat = try await desk.contact()
      let kim = try await desk.agent("kim@example.com")
      for round in 0..<2 {
        guard
          case .shown(let link) = try await desk.desk.contacts.sendPasswordResetLink(
            desk.call(ada), to: pat.selector)
        else {
          Issue.record("It is mailed.")
          return
        }
        #expect(link.obstacles == [.mailServerNotConfigured])
        let attempt = try await desk.attempt {
          try await desk.desk.agents.sendPasswordResetLink(desk.call(ada), to: kim.selector)
        }
        #expect(attempt.reason == .mailServerNotConfigured)
        #expect(!attempt.changed)

        let state = try await Self.set(try Self.server(), desk, by: ada)
        #expect(state.revision == Int64(round * 2 + 1))
        guard
          case .mailed = try await desk.desk.contacts.sendPasswordResetLink(
            desk.call(ada), to: pat.selector)
        else {
          Issue.record("It is shown.")
          return
        }
        _ = try await desk.desk.agents.sendPasswordResetLink(desk.call(ada), to: kim.selector)
        #expect(try await desk.deliver().count == (round + 1) * 2)
        _ = try await Self.set(MailServer(.none), desk, by: ada)
      }
      try await desk.restart()
      #expect(try await desk.desk.mail.getServer(desk.call(ada)).server == MailServer(.none))
      #expect(desk.outlet.now == nil)
      let server = try Self.server()
      _ = try await Self.set(server, desk, by: ada)
      try await desk.restart()
      #expect(try await desk.desk.mail.getServer(desk.call(ada)).server == server)
      #expect(desk.outlet.now?.sender.text == "desk@example.com")
    }
  }

  @Test("Mail that was queued goes once there is a mail server again")
  func queued() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      _ = try await desk.desk.agents.sendPasswordResetLink(desk.call(ada), to: kim.selector)
      _ = try await Self.set(
        MailServer(.none, sender: try EmailAddress("a@b.example")), desk, by: ada)
      #expect(try await desk.deliver().isEmpty)
      #expect(try await desk.outbox().map(\.state) == [.queued])
      _ = try await Self.set(try Self.server(), desk, by: ada)
      #expect(try await desk.deliver().count == 1)
    }
  }

  @Test("A change needs Manage Email and a fresh proof, and is audited with old and new value")
  func authority() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      try await desk.bootstrap()
      let mailer = try await desk.agent("mailer@example.com", [.manageEmail])
      let other = try await desk.agent("other@example.com", [.manageSecurity])
      let server = try Self.server(password: "smtp")
      for (actor, waits, reason) in [
        (other, false, .missingPermission), (mailer, true, .stepUpRequired),
      ] as [(Colleague, Bool, Reason)] {
        if waits { desk.clock.advance(.minutes(6)) }
        let attempt = try await desk.attempt {
          try await desk.desk.mail.updateServer(desk.call(actor), to: server, revision: 0)
        }
        #expect(attempt.reason == reason)
        #expect(attempt.entries == ["mail.server.update refused \(reason.rawValue)"])
        #expect(try await desk.store.read { try $0.storedMailServer() } == nil)
      }
      try await desk.stepUp(mailer)
      let attempt = try await desk.attempt {
        try await desk.desk.mail.updateServer(desk.call(mailer), to: server, revision: 0)
      }
      #expect(attempt.entries == ["mail.server.update done"])
      let details = try #require(try await desk.audit().last).record.details
      #expect(details["route"] == "none -> smtp")
      #expect(details["host"] == "none -> mail.example.com")
      #expect(details["password_name"] == "none -> smtp")
      _ = try await Self.set(try Self.server("other.example.com"), desk, by: mailer)
      let next = try #require(try await desk.audit().last).record.details
      #expect(
        next == [
          "host": "mail.example.com -> other.example.com", "user": "desk -> none",
          "password_name": "smtp -> none",
        ])
    }
  }

  @Test("The same again changes nothing, and another revision than the one in force is refused")
  func revisions() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let server = try Self.server()
      _ = try await Self.set(server, desk, by: ada)
      let same = try await desk.attempt { try await Self.set(server, desk, by: ada) }
      #expect(same.entries == [])
      #expect(!same.changed)
      let stale = try await desk.attempt {
        try await desk.desk.mail.updateServer(
          desk.call(ada), to: try Self.server("b.example"), revision: 0)
      }
      #expect(stale.reason == .concurrentChange)
      #expect(stale.refusal?.expectedRevision == 1)
      #expect(!stale.changed)
    }
  }

  @Test("What the daemon's configuration decides, no call changes")
  func fixed() async throws {
    let server = MailServer(.maildir(try HostPath("/var/mail/desk")))
    try await TestDesk.run(fixedServer: server) { desk in
      let ada = try await desk.bootstrap()
      let state = try await desk.desk.mail.getServer(desk.call(ada))
      #expect(state.isFixed)
      #expect(state.server == server)
      let attempt = try await desk.attempt {
        try await desk.desk.mail.updateServer(desk.call(ada), to: try Self.server(), revision: 0)
      }
      #expect(attempt.reason == .mailServerFixed)
      #expect(!attempt.changed)
      #expect(desk.outlet.now != nil)
    }
  }

  @Test(
    "Neither a change nor a trial names a program or a folder of the host",
    arguments: [false, true])
  func hostRoutes(isFolder: Bool) async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let path = try HostPath("/bin/sh")
      let server = MailServer(isFolder ? .maildir(path) : .sendmail(path))
      for attempt in [
        try await desk.attempt { try await Self.set(server, desk, by: ada) },
        try await desk.attempt {
          try await desk.desk.mail.testServer(
            desk.call(ada), server, sampleTo: try EmailAddress("a@b.example"), locale: nil)
        },
      ] {
        #expect(attempt.refusal?.field?.field == "server.route")
        #expect(!attempt.changed)
      }
      #expect(desk.transports.tested.isEmpty)
    }
  }

  @Test(
    "A password that is not there is refused at a change; one that goes missing only delays mail")
  func missingCredential() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let server = try Self.server(password: "missing")
      let refused = try await desk.attempt { try await Self.set(server, desk, by: ada) }
      #expect(refused.refusal?.field?.field == "server")
      #expect(!refused.changed)
      // Somebody removes the file, and the daemon starts again.
      try await desk.store.write {
        try $0.setStoredMailServer(StoredMailServer(revision: 1, server: server))
      }
      try await desk.restart()
      #expect(
        try await desk.desk.mail.getServer(desk.call(ada)).problem?.contains("credential") == true)
      let kim = try await desk.agent("kim@example.com")
      _ = try await desk.desk.agents.sendPasswordResetLink(desk.call(ada), to: kim.selector)
      try await desk.courier.runOnce()
      #expect(try await desk.outbox().map(\.state) == [.deferred])
      desk.transports.bringCredential()
      desk.clock.advance(.hours(1))
      #expect(try await desk.deliver().count == 1)
      #expect(try await desk.desk.mail.getServer(desk.call(ada)).problem == nil)
    }
  }

  @Test("S1.15 a trial tells the step and the reply, is audited, and leaves what is stored alone")
  func trial() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let address = try EmailAddress("ada@example.com")
      _ = try await Self.set(try Self.server(), desk, by: ada)
      let given = try Self.server("other.example.com")
      let failure = MailTransportError(
        .recipient, isPermanent: true, reply: MailReply(code: 550, text: "5.1.1 no such user"),
        problem: "The recipient was refused.")
      for (server, result, text) in [
        (nil, .taken(MailReply(code: 250, text: "Ok")), "taken"),
        (nil, .refused(failure), "recipient"), (given, .refused(failure), "recipient"),
      ] as [(MailServer?, MailTestResult, String)] {
        desk.transports.answer(result)
        let attempt = try await desk.attempt {
          let told = try await desk.desk.mail.testServer(
            desk.call(ada), server, sampleTo: address, locale: "de")
          #expect(told == result)
        }
        #expect(attempt.entries == ["mail.server.test done"])
        #expect(!attempt.changed)
        let details = try #require(try await desk.audit().last).record.details
        #expect(details["result"] == text)
        #expect(details["reply"] == (text == "taken" ? nil : "550"))
        #expect(details["given"] == (server == nil ? "false" : "true"))
        #expect(details["host"] == (server == nil ? "mail.example.com" : "other.example.com"))
        #expect(!details.values.contains { $0.contains("@") })
      }
      let stored = try Self.server()
      #expect(desk.transports.tested == [stored, stored, given])
      #expect(try await desk.outbox().isEmpty)
    }
  }

  @Test("A trial of a server that the caller names needs a fresh proof, as a change does")
  func trialAuthority() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let address = try EmailAddress("ada@example.com")
      let call = desk.call(ada)
      #expect(
        try await desk.reason {
          try await desk.desk.mail.testServer(call, nil, sampleTo: address, locale: nil)
        } == .mailServerNotConfigured)
      _ = try await Self.set(try Self.server(), desk, by: ada)
      desk.clock.advance(.minutes(6))
      #expect(
        try await desk.reason {
          try await desk.desk.mail.testServer(
            call, try Self.server("evil.example"), sampleTo: address, locale: nil)
        } == .stepUpRequired)
      #expect(desk.transports.tested.isEmpty)
      #expect(
        try await desk.reason {
          try await desk.desk.mail.testServer(call, nil, sampleTo: address, locale: nil)
        } == nil)
    }
  }

  @Test("Twenty trials in ten minutes, and two at once, are enough for everybody")
  func throttle() async throws {
    try await TestDesk.run(isMailConfigured: false) { desk in
      let ada = try await desk.bootstrap()
      let address = try EmailAddress("ada@example.com")
      _ = try await Self.set(try Self.server(), desk, by: ada)
      let test = { @Sendable () async throws -> Reason? in
        try await desk.reason {
          try await desk.desk.mail.testServer(
            desk.call(ada), nil, sampleTo: address, locale: nil)
        }
      }
      // Each trial in the middle of another: the third finds two under way.
      let reasons = Reasons()
      desk.transports.interlude {
        guard await reasons.count < 2 else { return }
        await reasons.append(try? await test())
      }
      #expect(try await test() == nil)
      #expect(await reasons.all == [.overloaded, nil])
      desk.transports.interlude {}
      for _ in 2..<20 { #expect(try await test() == nil) }
      #expect(try await test() == .tooManyRequests)
      desk.clock.advance(.minutes(10))
      try await desk.stepUp(ada)
      #expect(try await test() == nil)
    }
  }

  private actor Reasons {
    var all: [Reason?] = []
    private var begun = 0
    var count: Int {
      defer { self.begun += 1 }
      return self.begun
    }
    func append(_ reason: Reason??) { self.all.append(reason ?? nil) }
  }
}
