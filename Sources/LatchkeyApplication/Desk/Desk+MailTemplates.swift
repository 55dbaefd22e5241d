import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// A template as it stands.
public struct MailTemplateState: Sendable {
  /// Which template.
  public let key: MailTemplate.Key
  /// What it says.
  public let template: MailTemplate
  /// The version that counts; nil while nobody has changed it.
  public let stored: StoredMailTemplate?
  /// Who wrote that version, if the account is still there.
  public let author: Account?
}

/// A template, and the mail that comes of it.
public struct MailTemplatePreview: Sendable {
  /// How it stands.
  public let state: MailTemplateState
  /// What is shown: the draft, or what it says now.
  public let shown: MailTemplate
  /// What comes with the program.
  public let builtIn: MailTemplate
  /// The mail, with sample facts.
  public let preview: MailPreview
  /// Everything that is wrong with it.
  public let problems: [MailTemplateProblem]
  /// The versions that are kept, the newest first, with their authors.
  public let versions: [(version: StoredMailTemplate, author: Account?)]
}

extension Desk {
  /// Templates, by kind, population and language.
  public func mailTemplates(
    _ call: Call, population: Population?, language: String?, editedOnly: Bool
  ) async throws -> (templates: [MailTemplateState], languages: [String]) {
    let languages = self.mail.templates.languages
    let keys = LatchkeyDomain.MailKind.allCases.flatMap { kind in
      [Population.contact, .agent].flatMap { population in
        languages.map { MailTemplate.Key(kind: kind, population: population, language: $0) }
      }
    }.filter { key in
      population ?? key.population == key.population && language ?? key.language == key.language
    }
    return try await self.reading(
      Entrance(method: .mailListTemplates, action: .mailTemplateRead), call
    ) { _, transaction in
      let states = try keys.map { try self.state(of: $0, in: transaction) }
      return (editedOnly ? states.filter { $0.stored?.template != nil } : states, languages)
    }
  }

  /// Shows what a template says, or would say, and what is wrong with it. Changes nothing.
  public func previewMailTemplate(
    _ call: Call, _ key: MailTemplate.Key, draft: MailTemplate?
  ) async throws -> MailTemplatePreview {
    try await self.reading(
      Entrance(method: .mailPreviewTemplate, action: .mailTemplateRead), call
    ) { _, transaction in
      try self.requireLanguage(of: key)
      let state = try self.state(of: key, in: transaction)
      let shown = draft ?? state.template
      return MailTemplatePreview(
        state: state, shown: shown, builtIn: self.mail.templates.template(key),
        preview: self.mail.templates.preview(
          shown, in: key.language, with: self.sampleFacts(of: key)),
        problems: shown.problems(for: key.kind),
        versions: try transaction.mailTemplateVersions(key).map { version in
          (version, try version.by.flatMap { try transaction.account($0) })
        })
    }
  }

  /// Replaces what a template says, or resets it: for every mail that is written from then on.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - key: Which template.
  ///   - template: What it says; nil is what comes with the program.
  ///   - version: The version that the caller saw; 0 is what comes with the program.
  /// - Returns: How it stands.
  /// - Throws: A ``Refusal`` that names the first part with a problem, and all its problems, or for a
  ///   version that does not count any more.
  public func updateMailTemplate(
    _ call: Call, _ key: MailTemplate.Key, to template: MailTemplate?, version: Int
  ) async throws -> MailTemplateState {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(method: .mailUpdateTemplate, action: .mailTemplateUpdated), call
    ) { grant, transaction in
      try self.requireLanguage(of: key)
      if let template { try template.requireSound(for: key.kind) }
      let before = try self.state(of: key, in: transaction)
      let counting = before.stored?.version ?? 0
      guard counting == version else { throw Refusal(revisionInForce: Int64(counting)) }
      // Nothing new: nothing to store, and nothing to record.
      guard before.stored?.template != template else { return before }
      try transaction.insert(
        StoredMailTemplate(
          key: key, version: counting + 1, template: template, at: now,
          by: grant.subject.person?.account))
      let after = try self.state(of: key, in: transaction)
      try self.record(
        self.done(
          .mailTemplateUpdated, grant, at: now,
          details: [
            "template": "\(key.kind.name) \(key.population) \(key.language)",
            "version": "\(counting) -> \(counting + 1)",
            "subject": "\(before.template.subject) -> \(after.template.subject)",
            "text": template == nil ? "reset" : "edited",
            "body": before.template.body == after.template.body ? "same" : "changed",
          ]),
        of: call, in: transaction)
      return after
    }
  }

  private func state(
    of key: MailTemplate.Key, in transaction: any StoreReading
  ) throws -> MailTemplateState {
    let stored = try transaction.mailTemplate(key)
    return MailTemplateState(
      key: key, template: stored?.template ?? self.mail.templates.template(key), stored: stored,
      author: try stored?.by.flatMap { try transaction.account($0) })
  }

  private func requireLanguage(of key: MailTemplate.Key) throws(Refusal) {
    guard self.mail.templates.languages.contains(key.language) else {
      throw Refusal(
        FieldError(
          field: "key.language",
          problem: "There are templates in "
            + self.mail.templates.languages.joined(separator: ", ") + "."))
    }
  }

  private func sampleFacts(of key: MailTemplate.Key) -> MailSampleFacts {
    let settings = self.settings
    let base = key.population == .agent ? settings.agentLinkBase : settings.contactLinkBase
    return MailSampleFacts(
      desk: settings.deskName, address: "jane.miller@example.com",
      name: key.kind == .emailConfirmation ? "" : "Jane Miller",
      lifetime: key.kind.hasLink ? settings.linkLifetime(key.kind, for: key.population) : nil,
      // No token: nobody opens it and wonders.
      link: "\(base)#...")
  }
}

extension MailTemplate {
  /// Every problem of the first part that has any, as one refusal.
  fileprivate func requireSound(for kind: LatchkeyDomain.MailKind) throws(Refusal) {
    let problems = self.problems(for: kind)
    for part in MailTemplateProblem.Part.allCases {
      let texts = problems.filter { $0.part == part }.map(\.text)
      guard texts.isEmpty else {
        throw Refusal(
          FieldError(field: "text.\(part.rawValue)", problem: texts.joined(separator: " ")))
      }
    }
  }
}
