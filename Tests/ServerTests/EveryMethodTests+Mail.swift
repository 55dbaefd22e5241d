import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Mail`.
  static let mail: [Method: EveryMethodScene.Play] = [
    .mailListMessages: { scene in
      try await scene.served.send(
        Agents.SendPasswordResetLink(agent: scene.reference), session: scene.ada.session)
      let mails = try await scene.served.send(
        Mail.ListMessages(limit: 5), session: scene.ada.session
      ).messages
      #expect(mails.map(\.state) == [.queued])
      try await scene.desk.deliver()
      let view = try await scene.served.send(
        Mail.ListMessages(limit: 5), session: scene.ada.session
      ).messages
      #expect(view.map(\.state) == [.delivered])
      let header = try #require(try scene.desk.received().first?.headers["message-id"])
      #expect(header.contains(try #require(view.first?.messageID)))
    },
    .mailRetryMessage: { scene in
      try await scene.served.send(
        Agents.SendPasswordResetLink(agent: scene.reference), session: scene.ada.session)
      let now = scene.desk.clock.now()
      try await scene.desk.store.write { transaction in
        for mail in try transaction.leaseMails(at: now, until: now, limit: 9, bulkLimit: 9) {
          _ = try transaction.settleMail(
            mail.id, attempt: mail.attempts, state: .failed, nextAttemptAt: now, deliveredAt: nil,
            lastError: "No room.")
        }
      }
      let view = try await scene.served.send(Mail.RetryMessage(id: 1), session: scene.ada.session)
      #expect(view.state == .queued)
    },
    .mailGetServer: { scene in
      try await Self.playMailServer(
        scene.method, scene.served, as: scene.ada)
    },
    .mailUpdateServer: { scene in
      try await Self.playMailServer(
        scene.method, scene.served, as: scene.ada)
    },
    .mailTestServer: { scene in
      try await Self.playMailServer(
        scene.method, scene.served, as: scene.ada)
    },
    .mailListTemplates: { scene in
      try await Self.playTemplates(
        scene.method, scene.served, as: scene.ada)
    },
    .mailPreviewTemplate: { scene in
      try await Self.playTemplates(
        scene.method, scene.served, as: scene.ada)
    },
    .mailUpdateTemplate: { scene in
      try await Self.playTemplates(
        scene.method, scene.served, as: scene.ada)
    },
    .mailGetMessage: { scene in
      try await Self.playOutbox(
        scene.method, scene.served, as: scene.ada, on: scene.kim)
    },
    .mailCancelMessage: { scene in
      try await Self.playOutbox(
        scene.method, scene.served, as: scene.ada, on: scene.kim)
    },
    .mailListUndeliverable: { scene in
      try await Self.playOutbox(
        scene.method, scene.served, as: scene.ada, on: scene.kim)
    },
    .mailClearUndeliverable: { scene in
      try await Self.playOutbox(
        scene.method, scene.served, as: scene.ada, on: scene.kim)
    },
  ]

  /// Servers that no call may set, and the field that is named.
  private static let wrongServers: [(MailServerSettings, String)] = [
    (MailServerSettings(route: MailRoute(rawValue: "pigeon")), "server.route"),
    (MailServerSettings(route: .smtp), "server.host"),
    (MailServerSettings(route: .smtp, host: "a b"), "server.host"),
    (MailServerSettings(route: .smtp, host: "a.example", port: 0), "server.port"),
    (
      MailServerSettings(
        route: .smtp, host: "a.example", connectTimeoutMilliseconds: -1), "server.connectTimeout"
    ),
    (
      MailServerSettings(
        route: .smtp, host: "a.example", dataEndTimeoutMilliseconds: Int64.min),
      "server.dataEndTimeout"
    ),
    (
      MailServerSettings(
        route: .smtp, host: "a.example", security: MailSecurity(rawValue: "ssl")),
      "server.security"
    ),
    (MailServerSettings(route: .smtp, host: "a.example", security: .plain), "server.security"),
    (MailServerSettings(route: .smtp, host: "a.example", user: "u"), "server.passwordName"),
    (MailServerSettings(route: .smtp, host: "a.example", passwordName: "p"), "server.user"),
    (
      MailServerSettings(route: .smtp, host: "a.example", user: "u", passwordName: "../p"),
      "server.passwordName"
    ),
    (
      MailServerSettings(route: .smtp, host: "a.example", authority: "/etc/x"), "server.authority"
    ),
    (MailServerSettings(route: .smtp, sender: "x", host: "a.example"), "server.sender"),
    (
      MailServerSettings(route: .smtp, host: "a.example", connectTimeoutMilliseconds: 0),
      "server.connectTimeout"
    ),
    (MailServerSettings(route: .smtp, host: "a.example", path: "/x"), "server.path"),
    (MailServerSettings(route: .none, host: "a.example"), "server.route"),
    (MailServerSettings(route: .sendmail, path: "/usr/sbin/sendmail"), "server.route"),
    (MailServerSettings(route: .maildir), "server.path"),
  ]

  static func playMailServer(
    _ method: Method, _ served: ServedDesk, as ada: Colleague
  ) async throws {
    let before = try await served.send(Mail.GetServer(), session: ada.session)
    #expect(before.server == MailServerSettings(route: .none))
    #expect(!before.isFixed)
    #expect(before.revision == 0)
    if method == .mailGetServer { return }
    let wanted = MailServerSettings(
      route: .smtp, sender: "desk@example.com", host: "Mail.Example.com", user: "desk",
      passwordName: "smtp", greeting: "desk.example.com", connectTimeoutMilliseconds: 5_000)
    let after = try await served.send(
      Mail.UpdateServer(server: wanted, revision: 0), session: ada.session)
    #expect(
      after
        == MailServerView(
          server: MailServerSettings(
            route: .smtp, sender: "desk@example.com", host: "mail.example.com", port: 587,
            security: .startTLS, allowsPlaintext: false, user: "desk", passwordName: "smtp",
            greeting: "desk.example.com", connectTimeoutMilliseconds: 5_000,
            commandTimeoutMilliseconds: 30_000, dataEndTimeoutMilliseconds: 120_000),
          isFixed: false, revision: 1))
    // What comes back can be given back.
    #expect(
      try await served.send(
        Mail.UpdateServer(server: after.server, revision: 1), session: ada.session) == after)
    if method == .mailTestServer {
      try await Self.playTrial(served, as: ada)
      return
    }
    for (server, field) in Self.wrongServers {
      let failure = try #require(
        try await served.failure(
          Mail.UpdateServer(server: server, revision: 1), session: ada.session))
      #expect(failure.reason == "FIELD_INVALID")
      #expect(failure.facts?.field == field)
    }
    let stale = try #require(
      try await served.failure(
        Mail.UpdateServer(server: MailServerSettings(route: .none), revision: 0),
        session: ada.session))
    #expect(stale.reason == "CONCURRENT_CHANGE")
    #expect(stale.facts?.expectedRevision == 1)
  }

  private static func playTrial(_ served: ServedDesk, as ada: Colleague) async throws {
    let taken = try await served.send(
      Mail.TestServer(address: ada.email), session: ada.session)
    #expect(taken == Mail.TestServer.Response(isTaken: true, replyCode: 250, replyText: "2.0.0 Ok"))
    for (step, word) in zip(MailStep.allCases, MailStepName.known) {
      served.desk.transports.answer(
        .refused(
          MailTransportError(
            step, isPermanent: true, reply: MailReply(code: 550, text: "no\r\nno"), problem: "No."))
      )
      #expect(
        try await served.send(
          Mail.TestServer(
            address: ada.email,
            server: MailServerSettings(route: .smtp, host: "127.0.0.1", security: .plain),
            locale: "de"), session: ada.session)
          == Mail.TestServer.Response(
            isTaken: false, failedStep: word, problem: "No.", replyCode: 550, replyText: "no no",
            isPermanent: true))
    }
    for (request, field) in [
      (Mail.TestServer(address: "x"), "address"),
      (Mail.TestServer(address: ada.email, locale: "?"), "locale"),
      (
        Mail.TestServer(address: ada.email, server: MailServerSettings(route: .smtp)),
        "server.host"
      ),
    ] {
      let failure = try #require(try await served.failure(request, session: ada.session))
      #expect(failure.facts?.field == field)
    }
  }

  static func playTemplates(
    _ method: Method, _ served: ServedDesk, as ada: Colleague
  ) async throws {
    let key = TemplateKey(kind: "password_reset", population: .agent, language: "de")
    let text = TemplateText(subject: "{desk}: neu", body: "Hallo {name},\n\nes ist neu.")
    if method == .mailListTemplates {
      let list = try await served.send(
        Mail.ListTemplates(population: .agent, language: "de"), session: ada.session)
      #expect(list.languages == ["en", "de", "fr"])
      #expect(list.templates.map(\.key.kind) == LatchkeyDomain.MailKind.allCases.map(\.name))
      #expect(list.templates.allSatisfy { !$0.isEdited && $0.version == 0 && $0.changedAt == nil })
      #expect(
        try await served.send(Mail.ListTemplates(editedOnly: true), session: ada.session)
          .templates == [])
      return
    }
    let draft = try await served.send(
      Mail.PreviewTemplate(
        key: key, draft: TemplateText(subject: "{link}", body: "{password}\n\n{name}")),
      session: ada.session)
    #expect(
      draft.problems.map(\.rule) == [
        .empty, .misplacedPlaceholder, .secretPlaceholder, .misplacedPlaceholder,
      ])
    #expect(draft.problems.map(\.part) == [.subject, .subject, .body, .body])
    #expect(draft.template.version == 0)
    let view = try await served.send(
      Mail.UpdateTemplate(key: key, text: text, version: 0), session: ada.session)
    #expect(view.key == key)
    #expect(view.subject == text.subject)
    #expect(view.isEdited)
    #expect(view.version == 1)
    #expect(view.changedBy?.id == ada.id.rawValue)
    let shown = try await served.send(Mail.PreviewTemplate(key: key), session: ada.session)
    #expect(shown.text == text)
    #expect(shown.builtIn != text)
    #expect(shown.subject == "Help Desk: neu")
    #expect(shown.body == "Hallo Jane Miller,\n\nes ist neu.\n")
    #expect(shown.problems == [])
    #expect(shown.versions.map(\.text) == [text])
    let reset = try await served.send(
      Mail.UpdateTemplate(key: key, version: 1), session: ada.session)
    #expect(!reset.isEdited)
    #expect(reset.version == 2)
    for (request, field) in [
      (Mail.UpdateTemplate(key: key, text: draft.text, version: 2), "text.subject"),
      (
        Mail.UpdateTemplate(
          key: key,
          text: TemplateText(subject: "a", body: String(repeating: "a", count: 64_001)),
          version: 2), "text.body"
      ),
      (
        Mail.UpdateTemplate(
          key: TemplateKey(kind: "x", population: .agent, language: "de"), version: 2), "key.kind"
      ),
      (
        Mail.UpdateTemplate(
          key: TemplateKey(kind: key.kind, population: .agent, language: "xx"), version: 2),
        "key.language"
      ),
    ] {
      let failure = try #require(try await served.failure(request, session: ada.session))
      #expect(failure.reason == "FIELD_INVALID")
      #expect(failure.facts?.field == field)
    }
  }

  static func playOutbox(
    _ method: Method, _ served: ServedDesk, as ada: Colleague, on kim: Colleague
  ) async throws {
    let script = ScriptedTransport(
      MailTransportError(
        .recipient, isPermanent: true, reply: MailReply(code: 550, text: "no such user"),
        problem: "The recipient was refused."))
    served.desk.outlet.replace(
      with: MailOutlet(transport: script, sender: EmailAddress(stored: "desk@help.example")))
    for _ in 1...3 {
      try await served.send(
        Agents.SendPasswordResetLink(agent: .id(kim.id.rawValue)), session: ada.session)
      try await served.desk.courier.runOnce()
    }
    let list = try await served.send(
      Mail.ListMessages(limit: 2, state: .failed, accountID: kim.id.rawValue),
      session: ada.session)
    #expect(list.messages.map(\.template) == ["staff_reset_link", "staff_reset_link"])
    #expect(list.summary?.failed == 3)
    #expect(list.summary?.undeliverable == 1)
    #expect(try await served.send(Server.GetHealth()).failedMails == 3)
    let id = try #require(list.messages.first?.id)
    let detail = "The recipient was refused. The server said: 550 no such user"
    switch method {
    case .mailGetMessage:
      let answer = try await served.send(Mail.GetMessage(id: id), session: ada.session)
      #expect(answer.message == list.messages.first)
      #expect(answer.attempts.map(\.detail) == [detail])
      #expect(answer.attempts.map(\.state) == [.failed])
    case .mailCancelMessage:
      let view = try await served.send(Mail.CancelMessage(id: id), session: ada.session)
      #expect(view.state == .obsolete)
      #expect(
        try await served.failure(Mail.CancelMessage(id: id), session: ada.session)?.facts?.field
          == "id")
      #expect(
        try await served.failure(
          Mail.ListMessages(limit: 1, state: MailState(rawValue: "x")), session: ada.session)?
          .facts?.field == "state")
    default:
      let found = try await served.send(Mail.ListUndeliverable(limit: 5), session: ada.session)
      #expect(found.addresses.map(\.accountID) == [kim.id.rawValue])
      #expect(found.addresses.map(\.failures) == [3])
      #expect(found.addresses.map(\.detail) == [detail])
      let agent = try await served.send(
        Agents.GetAgent(agent: .id(kim.id.rawValue)), session: ada.session)
      #expect(agent.undeliverable == found.addresses.first)
      let sent = try await served.send(
        Agents.SendPasswordResetLink(agent: .id(kim.id.rawValue)), session: ada.session)
      #expect(sent.undeliverable == agent.undeliverable)
      guard method == .mailClearUndeliverable else { return }
      try await served.send(
        Mail.ClearUndeliverable(accountID: kim.id.rawValue), session: ada.session)
      #expect(
        try await served.send(Mail.ListUndeliverable(limit: 5), session: ada.session).addresses
          == [])
    }
  }
}
