import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

// What administrators of mail do.
extension Model {
  private static let mail = Rule(all: [.manageEmail])
  private static let changing = Rule(all: [.manageEmail], needsStepUp: true)

  func isQueued(_ mail: Int) -> Bool { !self.mails[mail].isDone }

  mutating func lookAtMail(_ session: Int, _ mail: Int) -> Expectation {
    if let denial = self.gate(session, Self.mail) { return denial }
    return self.mails.indices.contains(mail) ? .nothing : .refused(.notFound)
  }

  /// What waits is taken out, and goes nowhere.
  mutating func cancelMail(_ session: Int, _ mail: Int) -> Expectation {
    if let denial = self.gate(session, Self.mail) { return denial }
    guard self.mails.indices.contains(mail) else { return .refused(.notFound) }
    guard !self.mails[mail].isDone else { return .refused(.fieldInvalid) }
    self.mails[mail].isDone = true
    self.mails[mail].isDropped = true
    return .done
  }

  /// A version on top of the one that counts, or of another.
  mutating func editTemplate(
    _ session: Int, toOwn isOwn: Bool, on version: Int
  ) -> Expectation {
    if let denial = self.gate(session, Self.changing) { return denial }
    guard version == self.template.version else { return .refused(.concurrentChange) }
    guard isOwn != self.template.isOwn else { return .nothing }
    self.template = (version + 1, isOwn)
    return .done
  }
}

extension History {
  private static let template = MailTemplate.Key(
    kind: .selfResetLink, population: .agent, language: "en")
  private static let ownText = MailTemplate(
    subject: "{desk} - your link",
    body: "Dear {name},\n\n{link}\n\nGood for {lifetime}.\n\n{account}")

  /// One call about mail.
  func mail(_ session: Int) -> Action {
    let call = self.call(session)
    let desk = self.desk
    // One in ten that is not there.
    let count = self.model.mails.count
    let waiting = self.model.mails.indices.filter(self.model.isQueued)
    let mail =
      self.pick(0...9) == 0
      ? count + 5
      : waiting.randomElement(using: &self.numbers) ?? max(count - 1, 0)
    let id = MailID(rawValue: Int64(mail + 1))
    func look<Value>(
      _ method: Method, _ perform: @escaping @Sendable () async throws -> Value
    ) -> Action {
      Action(method, "looks: \(method)", by: session) {
        $0.look(session, Rule(all: [.manageEmail]))
      } _: {
        try await perform()
      }
    }
    switch self.pick(0...8) {
    case 0: return look(.mailGetServer) { try await desk.desk.mail.getServer(call) }
    case 1:
      return look(.mailListTemplates) {
        try await desk.desk.mail.listTemplates(
          call, population: nil, language: "en", editedOnly: true)
      }
    case 2:
      return look(.mailPreviewTemplate) {
        try await desk.desk.mail.previewTemplate(call, Self.template, draft: nil)
      }
    case 3:
      return look(.mailListUndeliverable) {
        try await desk.desk.mail.listUndeliverable(call, after: nil, limit: 10)
      }
    case 4...5:
      return Action(.mailGetMessage, "looks at mail \(mail)", by: session) {
        $0.lookAtMail(session, mail)
      } _: {
        try await desk.desk.mail.getMessage(call, id)
      }
    case 6:
      return Action(.mailCancelMessage, "cancels mail \(mail)", by: session) {
        $0.cancelMail(session, mail)
      } _: {
        try await desk.desk.mail.cancelMessage(call, id)
      }
    default:
      let isOwn = self.pick(0...3) > 0
      let version = self.pick(0...9) == 0 ? 7 : self.model.template.version
      return Action(.mailUpdateTemplate, "edits a template, own \(isOwn)", by: session) {
        $0.editTemplate(session, toOwn: isOwn, on: version)
      } _: {
        try await desk.desk.mail.updateTemplate(
          call, Self.template, to: isOwn ? Self.ownText : nil, version: version)
      }
    }
  }
}
