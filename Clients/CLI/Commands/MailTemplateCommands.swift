import LatchkeyClient
import LatchkeySchema

/// What mail says.
enum MailTemplateCommands {
  static let all = [
    Command(
      noun: "mail", verb: "template list", summary: "the texts of all mails",
      options: [
        Option(name: "--for", value: "WHOM", help: "only those for contact or agent"),
        Option(name: "--language", value: "TAG", help: "only those in en, de or fr"),
        Option(name: "--edited", help: "only those that differ from the built-in ones"),
      ],
      examples: ["latchkey mail template list --language en --for contact"], action: Self.list),
    Command(
      noun: "mail", verb: "template preview",
      summary: "a mail with sample facts, and what is wrong with it",
      arguments: [Self.template],
      options: [
        Self.whom, Self.language,
        Option(name: "--file", value: "FILE", help: "a draft; - is standard input"),
        Option(name: "--source", help: "what edit takes, with its placeholders"),
        Option(name: "--built-in", help: "with --source: what comes with the service"),
      ],
      about: "Exit code 10 if something is wrong with it.",
      examples: [
        "latchkey mail template preview self_reset_link --language de",
        "latchkey mail template preview invitation --for agent --source > file",
      ],
      action: Self.preview),
    Command(
      noun: "mail", verb: "template edit", summary: "replace what a mail says",
      arguments: [Self.template],
      options: [
        Self.whom, Self.language,
        Option(
          name: "--file", value: "FILE", help: "the text; - is standard input; else your EDITOR"),
        Self.version,
      ],
      about:
        "A line \"Subject: ...\", an empty line, then paragraphs. Filled in are {desk}, {account}, "
        + "{name}, {lifetime} and {link}; the link stands in a line of its own. Earlier versions "
        + "are kept.",
      examples: [
        "latchkey mail template edit self_reset_link",
        "latchkey mail template edit invitation --for agent --file invitation.txt",
      ],
      action: Self.edit),
    Command(
      noun: "mail", verb: "template reset", summary: "back to what comes with the service",
      arguments: [Self.template], options: [Self.whom, Self.language, Self.version, Command.yes],
      examples: ["latchkey mail template reset self_reset_link"], action: Self.reset),
  ]

  private static let template = Argument(
    name: "TEMPLATE", help: "what the mail is about: \"mail template list\" names them")
  private static let whom = Option(
    name: "--for", value: "WHOM", help: "contact (the default) or agent")
  private static let language = Option(
    name: "--language", value: "TAG", help: "en (the default), de or fr")
  private static let version = Option(
    name: "--version-seen", value: "N", help: "refuse if it was changed since this one")

  static func list(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Mail.ListTemplates(
        population: run.values.option("--for") == nil ? nil : try Self.population(run),
        language: run.values.option("--language"),
        editedOnly: run.values.flag("--edited") ? true : nil))
    try run.show(answer.templates, none: "There is no such template.", MailText.table)
  }

  static func preview(_ run: Run) async throws(Refusal) {
    let draft: TemplateText?
    if let file = run.values.option("--file") {
      draft = try TemplateFile.read(file)
    } else {
      draft = nil
    }
    let answer = try await run.call(
      Mail.PreviewTemplate(key: try Self.key(run), draft: draft))
    if run.values.flag("--source") {
      let text = run.values.flag("--built-in") ? answer.builtIn : answer.text
      return try run.show(text) { text in
        TemplateFile.text(of: text).split(separator: "\n", omittingEmptySubsequences: false)
          .dropLast().map(String.init)
      }
    }
    try run.show(answer, MailText.lines)
    if !answer.problems.isEmpty { throw .answered(.checkedAndBad) }
  }

  static func edit(_ run: Run) async throws(Refusal) {
    let key = try Self.key(run)
    let seen = try run.values.number("--version-seen", of: run.command)
    let now = try await run.call(Mail.PreviewTemplate(key: key))
    if let file = run.values.option("--file") {
      let text = try TemplateFile.read(file)
      return try await Self.update(run, key, text, seen ?? Int64(now.template.version))
    }
    let (text, path) = try TemplateFile.edit(now.text, run.surroundings)
    do throws(Refusal) {
      try await Self.update(run, key, text, seen ?? Int64(now.template.version))
    } catch {
      run.output.note("Your text is still in \(path): edit it, then give --file.")
      throw error
    }
    TemplateFile.remove(path)
  }

  static func reset(_ run: Run) async throws(Refusal) {
    let key = try Self.key(run)
    var version = try run.values.number("--version-seen", of: run.command)
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
      kind: run.argument("TEMPLATE").replacing("-", with: "_").replacing(" ", with: "_"),
      population: try Self.population(run), language: run.values.option("--language") ?? "en")
  }

  private static func population(_ run: Run) throws(Refusal) -> PopulationName {
    let population = PopulationName(rawValue: run.values.option("--for") ?? "contact")
    guard population.isKnown else {
      throw run.command.usage("--for takes contact or agent.")
    }
    return population
  }
}
