import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

// The texts of mails.
extension MailUseCases {
  /// Templates, by kind, population and language.
  ///
  /// - Throws: A refusal.
  public func listTemplates(
    _ call: Call, population: Population?, language: String?, editedOnly: Bool
  ) async throws(Failure) -> (templates: [MailTemplateState], languages: [String]) {
    let languages = self.mail.templates.languages
    let keys = LatchkeyDomain.MailKind.allCases.flatMap { kind in
      [Population.contact, .agent].flatMap { population in
        languages.map { MailTemplate.Key(kind: kind, population: population, language: $0) }
      }
    }.filter { key in
      population ?? key.population == key.population && language ?? key.language == key.language
    }
    return try await self.gate.read(Operation(.mailListTemplates), call) {
      snapshot throws(Failure) in
      let store = snapshot.store
      let states = try keys.map { key throws(Failure) in try self.template(key, in: store) }
      return (editedOnly ? states.filter { $0.stored?.template != nil } : states, languages)
    }
  }

  /// Shows what a template says, or would say, and what is wrong with it. Changes nothing.
  ///
  /// - Throws: A refusal.
  public func previewTemplate(
    _ call: Call, _ key: MailTemplate.Key, draft: MailTemplate?
  ) async throws(Failure) -> MailTemplatePreview {
    try await self.gate.read(Operation(.mailPreviewTemplate), call) { snapshot throws(Failure) in
      try self.requireLanguage(of: key)
      let store = snapshot.store
      let state = try self.template(key, in: store)
      let shown = draft ?? state.template
      return MailTemplatePreview(
        state: state, shown: shown, builtIn: self.mail.templates.template(key),
        preview: self.mail.templates.preview(
          shown, in: key.language, with: Self.sampleFacts(of: key, under: try snapshot.settings)),
        problems: shown.problems(for: key.kind),
        versions: try store.mailTemplateVersions(key).map { version throws(Failure) in
          (version, try Self.author(of: version, in: store))
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
  /// - Throws: A refusal that names the first part with a problem, and all its problems, or for a
  ///   version that does not count any more.
  public func updateTemplate(
    _ call: Call, _ key: MailTemplate.Key, to template: MailTemplate?, version: Int
  ) async throws(Failure) -> MailTemplateState {
    try await self.gate.change(Operation(.mailUpdateTemplate), call) { change throws(Failure) in
      try self.requireLanguage(of: key)
      if let template { try template.requireSound(for: key.kind) }
      let before = try self.template(key, in: change.store)
      let counting = before.stored?.version ?? 0
      guard counting == version else {
        throw .refusal(Refusal(revisionInForce: Int64(counting)))
      }
      // Nothing new: nothing to store, and nothing to record.
      guard before.stored?.template != template else { return before }
      try change.store.insert(
        StoredMailTemplate(
          key: key, version: counting + 1, template: template, at: change.now,
          by: change.actor?.account))
      let after = try self.template(key, in: change.store)
      try change.record([
        "template": "\(key.kind.name) \(key.population) \(key.language)",
        "version": "\(counting) -> \(counting + 1)",
        "subject": "\(before.template.subject) -> \(after.template.subject)",
        "text": template == nil ? "reset" : "edited",
        "body": before.template.body == after.template.body ? "same" : "changed",
      ])
      return after
    }
  }

  private func template(
    _ key: MailTemplate.Key, in store: any StoreReading
  ) throws(Failure) -> MailTemplateState {
    let stored = try store.mailTemplate(key)
    var author: Account?
    if let stored { author = try Self.author(of: stored, in: store) }
    return MailTemplateState(
      key: key, template: stored?.template ?? self.mail.templates.template(key), stored: stored,
      author: author)
  }

  private static func author(
    of version: StoredMailTemplate, in store: any StoreReading
  ) throws(Failure) -> Account? {
    guard let id = version.by else { return nil }
    return try store.account(id)
  }

  private func requireLanguage(of key: MailTemplate.Key) throws(Failure) {
    guard self.mail.templates.languages.contains(key.language) else {
      throw .field(
        "key.language",
        "There are templates in " + self.mail.templates.languages.joined(separator: ", ") + ".")
    }
  }

  private static func sampleFacts(
    of key: MailTemplate.Key, under settings: DeskSettings
  ) -> MailSampleFacts {
    let base = key.population == .agent ? settings.agentLinkBase : settings.contactLinkBase
    return MailSampleFacts(
      desk: settings.deskName, address: "jane.miller@example.com",
      name: key.kind == .emailConfirmation ? "" : "Jane Miller",
      lifetime: key.kind.hasLink ? settings.linkLifetime(key.kind, for: key.population) : nil,
      // No token: a link in a sample must lead to nothing.
      link: "\(base)#...")
  }
}

extension MailTemplate {
  /// Every problem of the first part that has any, as one refusal.
  fileprivate func requireSound(for kind: LatchkeyDomain.MailKind) throws(Failure) {
    let problems = self.problems(for: kind)
    for part in MailTemplateProblem.Part.allCases {
      let texts = problems.filter { $0.part == part }.map(\.text)
      guard texts.isEmpty else {
        throw .field("text.\(part.rawValue)", texts.joined(separator: " "))
      }
    }
  }
}
