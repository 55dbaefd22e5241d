import LatchkeyClient
import LatchkeySchema

/// Commands for the texts of mails.
enum MailTemplateCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "mail", verb: "template list", summary: "list the templates of all mails",
      options: [Self.onlyFor, Self.onlyLanguage, Self.edited],
      examples: ["latchkey mail template list --language en --for contact"], action: Self.list),
    Command(
      noun: "mail", verb: "template preview",
      summary: "show a mail with sample values, and its problems",
      arguments: [Self.template],
      options: [Self.population, Self.language, Self.draft, Self.source, Self.builtIn],
      about: "Exit code 10 if there is a problem.",
      examples: [
        "latchkey mail template preview self_reset_link --language de",
        "latchkey mail template preview invitation --for agent --source > file",
      ],
      action: Self.preview),
    Command(
      noun: "mail", verb: "template edit", summary: "replace the text of a mail",
      arguments: [Self.template],
      options: [Self.population, Self.language, Self.file, Self.version],
      about:
        "The text is a line \"Subject: ...\", an empty line, then paragraphs. {desk}, {account}, "
        + "{name}, {lifetime} and {link} are filled in; {link} has a line of its own. Earlier "
        + "versions are kept.",
      examples: [
        "latchkey mail template edit self_reset_link",
        "latchkey mail template edit invitation --for agent --file invitation.txt",
      ],
      action: Self.edit),
    Command(
      noun: "mail", verb: "template reset", summary: "return to the built-in text",
      arguments: [Self.template],
      options: [Self.population, Self.language, Self.version, CommonOptions.yes],
      examples: ["latchkey mail template reset self_reset_link"], action: Self.reset),
  ]

  private static let template = Argument(
    "TEMPLATE", .text, help: "occasion of the mail: \"mail template list\" shows all")
  private static let population = Option(
    "--for", "POPULATION", .word(of: PopulationName.known), default: .contact,
    help: "contact (the default) or agent")
  private static let onlyFor = Option(
    "--for", "POPULATION", .word(of: PopulationName.known),
    help: "only templates for contact or agent")
  private static let language = Option(
    "--language", "TAG", .text, default: "en", help: "en (the default), de or fr")
  private static let onlyLanguage = Option(
    "--language", "TAG", .text, help: "only templates in en, de or fr")
  private static let edited = Option(
    flag: "--edited", help: "only templates that differ from the built-in ones")
  private static let draft = Option(
    "--file", "FILE", .text, help: "a draft instead; - is standard input")
  private static let source = Option(
    flag: "--source", help: "show the text with its placeholders, as edit takes it")
  private static let builtIn = Option(flag: "--built-in", help: "with --source: the built-in text")
  private static let file = Option(
    "--file", "FILE", .text, help: "the text; - is standard input (opens your EDITOR)")
  private static let version = Option(
    "--version-seen", "N", .number, help: "refuse if it has changed since this version")

  private static func list(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Mail.ListTemplates(
        population: try run[Self.onlyFor], language: try run[Self.onlyLanguage],
        editedOnly: try run[Self.edited] ? true : nil))
    try run.show(answer.templates, none: "There is no such template.", MailText.table)
  }

  private static func preview(_ run: Run) async throws(Refusal) {
    var draft: TemplateText?
    if let file = try run[Self.draft] { draft = try TemplateFile.read(file) }
    let answer = try await run.call(Mail.PreviewTemplate(key: try Self.key(run), draft: draft))
    if try run[Self.source] {
      let text = try run[Self.builtIn] ? answer.builtIn : answer.text
      return try run.show(text) { text in
        TemplateFile.text(of: text).split(separator: "\n", omittingEmptySubsequences: false)
          .dropLast().map(String.init)
      }
    }
    try run.show(answer, MailText.lines)
    if !answer.problems.isEmpty { throw .answered(.checkedAndBad) }
  }

  private static func edit(_ run: Run) async throws(Refusal) {
    let key = try Self.key(run)
    let seen = try run[Self.version]
    let now = try await run.call(Mail.PreviewTemplate(key: key))
    let version = seen ?? Int64(now.template.version)
    if let file = try run[Self.file] {
      return try await Self.update(run, key, try TemplateFile.read(file), version)
    }
    let (text, path) = try TemplateFile.edit(now.text, run.processEnvironment)
    do throws(Refusal) {
      try await Self.update(run, key, text, version)
    } catch {
      run.output.note("Your text is still in \(path): edit it, then give --file.")
      throw error
    }
    TemplateFile.remove(path)
  }

  private static func reset(_ run: Run) async throws(Refusal) {
    let key = try Self.key(run)
    var version = try run[Self.version]
    if version == nil {
      version = Int64(try await run.call(Mail.PreviewTemplate(key: key)).template.version)
    }
    try run.confirm("Reset \(MailText.name(key))?")
    try await Self.update(run, key, nil, version ?? 0)
  }

  private static func update(
    _ run: Run, _ key: TemplateKey, _ text: TemplateText?, _ version: Int64
  ) async throws(Refusal) {
    let view = try await run.call(
      Mail.UpdateTemplate(key: key, text: text, version: Int(clamping: version)))
    try run.show(view) { view in
      Layout.card(
        "\(MailText.name(view.key)): \(view.isEdited ? "edited" : "built in").",
        [("subject", view.subject), ("version", "\(view.version)")])
    }
  }

  private static func key(_ run: Run) throws(Refusal) -> TemplateKey {
    TemplateKey(
      kind: try run[Self.template].replacing("-", with: "_").replacing(" ", with: "_"),
      population: try run[Self.population], language: try run[Self.language])
  }
}
