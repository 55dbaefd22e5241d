import LatchkeySchema

/// Help at every level, all of it from the table.
enum HelpText {
  static func all(of table: CommandTable) -> String {
    var lines = [
      "latchkey – passwords of a help desk, from the command line", "",
      "usage: latchkey NOUN [VERB] [ARGUMENTS] [OPTIONS]", "",
    ]
    lines += Self.columns(
      table.nouns.map { noun in
        let verbs = table.commands.filter { $0.noun == noun.name }.compactMap(\.verb)
        let list = verbs.isEmpty ? "" : "\n" + verbs.joined(separator: " · ")
        return (noun.name, noun.summary + list)
      })
    lines += ["", "Every command takes:"]
    lines += Self.columns(CommandTable.globalOptions.map { (Self.usage(of: $0), $0.help) })
    lines += [
      "",
      "An account is given by number, address, login name or telephone number, with",
      "contact: or agent: in front where it may be either; a role by name or number.",
      "Secrets are asked for without echo, or come from a descriptor or standard input.", "",
      "latchkey NOUN [VERB] --help   more, with examples",
      "latchkey help exit-codes      what scripts can rely on",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  static func noun(_ name: String, of table: CommandTable) -> String {
    let commands = table.commands.filter { $0.name == name || $0.name.hasPrefix(name + " ") }
    let summary = (table.nouns + table.groups).first { $0.name == name }?.summary ?? ""
    var lines = ["latchkey \(name) – \(summary)", ""]
    lines += Self.columns(commands.map { (Self.usage(of: $0, options: false), $0.summary) })
    // Four give the idea; every verb has its own.
    let examples = commands.compactMap(\.examples.first).prefix(4)
    if !examples.isEmpty { lines += ["", "examples:"] + examples.map { "  \($0)" } }
    lines += ["", "latchkey \(name) VERB --help   more on one of them"]
    return lines.joined(separator: "\n") + "\n"
  }

  static func command(_ command: Command, method: String?) -> String {
    if command.noun == "call", let method, let text = CallCommand.help(of: method) { return text }
    var lines = ["latchkey \(command.name) – \(command.summary)", ""]
    lines.append("usage: latchkey \(Self.usage(of: command, options: true))")
    if !command.about.isEmpty { lines += [""] + Self.wrap(command.about, to: 80) }
    if !command.arguments.isEmpty {
      lines += [""] + Self.columns(command.arguments.map { ($0.name, $0.help) })
    }
    let own = command.options + command.secretOptions
    if !own.isEmpty { lines += [""] + Self.columns(own.map { (Self.usage(of: $0), $0.help) }) }
    if !command.examples.isEmpty {
      lines += ["", "examples:"] + command.examples.map { "  \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static let exitCodes: String =
    (["latchkey exits with:", ""]
    + Self.columns(ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }))
    .joined(separator: "\n") + "\n"

  private static func usage(of command: Command, options: Bool) -> String {
    var words = [command.name]
    for argument in command.arguments {
      let name = argument.isMany ? "\(argument.name)..." : argument.name
      words.append(argument.isOptional ? "[\(name)]" : name)
    }
    if options, !(command.options + command.secrets.map { _ in Option(name: "", help: "") }).isEmpty
    {
      words.append("[OPTIONS]")
    }
    return words.joined(separator: " ")
  }

  private static func usage(of option: Option) -> String {
    option.value.map { "\(option.name) \($0)" } ?? option.name
  }

  /// Two columns, the right one wrapped at 80 characters.
  static func columns(_ rows: [(String, String)]) -> [String] {
    let width = min(28, rows.map(\.0.count).max() ?? 0)
    return rows.flatMap { left, right in
      let indent = String(repeating: " ", count: width + 4)
      let wrapped = right.split(separator: "\n").flatMap {
        Self.wrap(String($0), to: 80 - width - 4)
      }
      guard left.count <= width else { return ["  \(left)"] + wrapped.map { indent + $0 } }
      let head = "  " + left + String(repeating: " ", count: width - left.count + 2)
      return [head + (wrapped.first ?? "")] + wrapped.dropFirst().map { indent + $0 }
    }
  }

  static func wrap(_ text: String, to width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      var lines = [""]
      for word in paragraph.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if last.count + 1 + word.count <= width {
          lines[lines.count - 1] = last + " " + word
        } else {
          lines.append(String(word))
        }
      }
      return lines
    }
  }
}
