import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Mail`: the mail server, the texts of mails and the outbox.
struct MailHandlers {
  let desk: Desk
  let read: RequestReader

  private func view(_ mail: QueuedMail) -> MailView {
    MailView(mail, domain: self.desk.settings.now.mailDomain)
  }

  func getServer(_ request: Mail.GetServer, _ call: Call) async throws -> MailServerView {
    MailServerView(try await self.desk.mail.getServer(call))
  }

  func updateServer(
    _ request: Mail.UpdateServer, _ call: Call
  ) async throws -> MailServerView {
    MailServerView(
      try await self.desk.mail.updateServer(
        call, to: try MailServer(request.server, by: self.read, field: "server"),
        revision: request.revision))
  }

  func testServer(
    _ request: Mail.TestServer, _ call: Call
  ) async throws -> Mail.TestServer.Response {
    Mail.TestServer.Response(
      try await self.desk.mail.testServer(
        call,
        try request.server.map { (server) throws in
          try MailServer(server, by: self.read, field: "server")
        },
        sampleTo: try self.read.email(request.address, field: "address"),
        locale: try request.locale.map { (tag) throws in try LocaleTag.checked(tag) }))
  }

  func listTemplates(
    _ request: Mail.ListTemplates, _ call: Call
  ) async throws -> Mail.ListTemplates.Response {
    let (templates, languages) = try await self.desk.mail.listTemplates(
      call,
      population: try request.population.map { (name) throws in try Population(name) },
      language: request.language, editedOnly: request.editedOnly ?? false)
    return Mail.ListTemplates.Response(
      templates: templates.map { TemplateView($0) }, languages: languages)
  }

  func previewTemplate(
    _ request: Mail.PreviewTemplate, _ call: Call
  ) async throws -> Mail.PreviewTemplate.Response {
    Mail.PreviewTemplate.Response(
      try await self.desk.mail.previewTemplate(
        call, try MailTemplate.Key(request.key),
        draft: try request.draft.map { (text) throws in try MailTemplate(text, field: "draft") }))
  }

  func updateTemplate(
    _ request: Mail.UpdateTemplate, _ call: Call
  ) async throws -> TemplateView {
    TemplateView(
      try await self.desk.mail.updateTemplate(
        call, try MailTemplate.Key(request.key),
        to: try request.text.map { (text) throws in try MailTemplate(text, field: "text") },
        version: request.version))
  }

  func listMessages(
    _ request: Mail.ListMessages, _ call: Call
  ) async throws -> Mail.ListMessages.Response {
    let limit = try PageLimit.checked(request.limit)
    let (mails, summary) = try await self.desk.mail.listMessages(
      call,
      OutboxQuery(
        before: request.beforeID.map(MailID.init),
        state: try request.state.map { (state) throws in try QueuedMail.State(state) },
        account: request.accountID.map(AccountID.init), limit: limit))
    return Mail.ListMessages.Response(
      messages: mails.map { self.view($0) },
      nextBeforeID: mails.count == limit ? mails.last?.id.rawValue : nil,
      summary: OutboxSummaryView(summary))
  }

  func getMessage(
    _ request: Mail.GetMessage, _ call: Call
  ) async throws -> Mail.GetMessage.Response {
    let (mail, attempts) = try await self.desk.mail.getMessage(call, MailID(rawValue: request.id))
    return Mail.GetMessage.Response(
      message: self.view(mail), attempts: attempts.map { MailAttemptView($0) })
  }

  func retryMessage(_ request: Mail.RetryMessage, _ call: Call) async throws -> MailView {
    self.view(try await self.desk.mail.retryMessage(call, MailID(rawValue: request.id)))
  }

  func cancelMessage(_ request: Mail.CancelMessage, _ call: Call) async throws -> MailView {
    self.view(try await self.desk.mail.cancelMessage(call, MailID(rawValue: request.id)))
  }

  func listUndeliverable(
    _ request: Mail.ListUndeliverable, _ call: Call
  ) async throws -> Mail.ListUndeliverable.Response {
    let limit = try PageLimit.checked(request.limit)
    let found = try await self.desk.mail.listUndeliverable(
      call, after: request.afterID.map(AccountID.init), limit: limit)
    return Mail.ListUndeliverable.Response(
      addresses: found.map { UndeliverableAddress($0) },
      nextAfterID: found.count == limit ? found.last?.account.rawValue : nil)
  }

  func clearUndeliverable(
    _ request: Mail.ClearUndeliverable, _ call: Call
  ) async throws -> Acknowledgement {
    try await self.desk.mail.clearUndeliverable(call, AccountID(rawValue: request.accountID))
    return Acknowledgement()
  }
}
