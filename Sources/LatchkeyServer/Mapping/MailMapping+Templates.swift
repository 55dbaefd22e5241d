import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension MailTemplate.Key {
  init(_ key: TemplateKey) throws(FieldError) {
    guard let kind = LatchkeyDomain.MailKind(name: key.kind) else {
      throw FieldError(
        field: "key.kind",
        problem: "There is no such mail. There are: "
          + LatchkeyDomain.MailKind.allCases.map(\.name).joined(separator: ", ") + ".")
    }
    self.init(
      kind: kind, population: try Population(key.population), language: key.language)
  }
}

extension MailTemplate {
  /// A text from outside. What is wrong with it is said later, all of it; only what would cost much to
  /// look at is refused here.
  init(_ text: TemplateText, field: String) throws(FieldError) {
    for (part, value, bytes) in [
      ("subject", text.subject, 1_000), ("body", text.body, 64_000),
    ] where value.utf8.count > bytes {
      throw FieldError(field: "\(field).\(part)", problem: "At most \(bytes) bytes.")
    }
    self.init(subject: text.subject, body: text.body)
  }
}

extension TemplateKey {
  init(_ key: MailTemplate.Key) {
    self.init(
      kind: key.kind.name, population: PopulationName(key.population), language: key.language)
  }
}

extension TemplateText {
  init(_ template: MailTemplate) {
    self.init(subject: template.subject, body: template.body)
  }
}

extension TemplateView {
  init(_ state: MailTemplateState) {
    self.init(
      key: TemplateKey(state.key), subject: state.template.subject,
      isEdited: state.stored?.template != nil, version: state.stored?.version ?? 0,
      changedAt: state.stored?.at,
      changedBy: state.author.map { AccountSummary($0) })
  }
}

extension TemplateProblem {
  init(_ problem: MailTemplateProblem) {
    self.init(
      part: TemplatePart(rawValue: problem.part.rawValue),
      rule: TemplateRule(rawValue: problem.rule.rawValue), text: problem.text)
  }
}

extension Mail.PreviewTemplate.Response {
  init(_ preview: MailTemplatePreview) {
    self.init(
      template: TemplateView(preview.state), text: TemplateText(preview.shown),
      builtIn: TemplateText(preview.builtIn), subject: preview.preview.subject,
      body: preview.preview.text, problems: preview.problems.map { TemplateProblem($0) },
      versions: preview.versions.map { version, author in
        TemplateVersionView(
          version: version.version, at: version.at,
          by: author.map { AccountSummary($0) },
          text: version.template.map { TemplateText($0) })
      })
  }
}
