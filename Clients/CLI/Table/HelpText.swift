/// Help at every level, all of it from the table.
enum HelpText {
  static func all<Context>(of table: CommandTable<Context>) -> String {
    var lines = [
      "latchkey – administer the passwords of a help desk from the command line", "",
      "usage: latchkey NOUN [VERB] [ARGUMENTS] [OPTIONS]", "",
    ]
    lines += Wrapping.columns(
      table.nouns.map { noun in
        let verbs = table.commands.filter { $0.noun == noun.name }.compactMap(\.verb)
        let list = verbs.isEmpty ? "" : "\n" + verbs.joined(separator: " · ")
        return (noun.name, noun.summary + list)
      })
    lines += ["", "Every command takes:"]
    lines += Wrapping.columns(GlobalOptions.all.map { (Self.usage(of: $0), $0.help) })
    lines += [
      "",
      "An account is given by number, address, login name or telephone number, with",
      "contact: or agent: in front where it could be either; a role by name or number.",
      "Secrets are asked for without echo, or read from a descriptor or standard input.", "",
      "latchkey NOUN [VERB] --help   more, with examples",
      "latchkey help exit-codes      exit codes for scripts",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  static func noun<Context>(_ name: String, of table: CommandTable<Context>) -> String {
    let commands = table.commands.filter { $0.name == name || $0.name.hasPrefix(name + " ") }
    let summary = (table.nouns + table.groups).first { $0.name == name }?.summary ?? ""
    var lines = ["latchkey \(name) – \(summary)", ""]
    lines += Wrapping.columns(commands.map { (Self.usage(of: $0, options: false), $0.summary) })
    // Four examples: the help of each verb has its own.
    let examples = commands.compactMap(\.examples.first).prefix(4)
    if !examples.isEmpty { lines += ["", "examples:"] + examples.map { "  \($0)" } }
    lines += ["", "latchkey \(name) VERB --help   more about one of them"]
    return lines.joined(separator: "\n") + "\n"
  }

  static func command<Context>(_ command: Command<Context>) -> String {
    var lines = ["latchkey \(command.name) – \(command.summary)", ""]
    lines.append("usage: latchkey \(Self.usage(of: command, options: true))")
    if !command.about.isEmpty { lines += [""] + Wrapping.wrap(command.about, to: 80) }
    if !command.arguments.isEmpty {
      lines += [""] + Wrapping.columns(command.arguments.map { ($0.name, $0.help) })
    }
    let own = command.syntax.ownOptions
    if !own.isEmpty { lines += [""] + Wrapping.columns(own.map { (Self.usage(of: $0), $0.help) }) }
    if !command.examples.isEmpty {
      lines += ["", "examples:"] + command.examples.map { "  \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static let exitCodes: String =
    (["latchkey exits with:", ""]
    + Wrapping.columns(ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }))
    .joined(separator: "\n") + "\n"

  private static func usage<Context>(of command: Command<Context>, options: Bool) -> String {
    var words = [command.name]
    for argument in command.arguments {
      let name = argument.isMany ? "\(argument.name)..." : argument.name
      words.append(argument.isOptional ? "[\(name)]" : name)
    }
    if options, !command.syntax.ownOptions.isEmpty { words.append("[OPTIONS]") }
    return words.joined(separator: " ")
  }

  private static func usage(of option: any AnyOption) -> String {
    option.placeholder.map { "\(option.name) \($0)" } ?? option.name
  }
}
