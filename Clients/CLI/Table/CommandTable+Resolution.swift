/// Meaning of a command line.
enum Resolution<Context: Sendable> {
  case help(String)
  case run(Command<Context>, Values)
}

extension CommandTable {
  /// Finds the command of a line, and sorts its words.
  func resolve(_ line: [String]) throws(Refusal) -> Resolution<Context> {
    let (globals, arguments) = Self.splitLeadingOptions(line)
    let words = arguments.prefix { !$0.hasPrefix("-") }
    let asksForHelp = arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    guard let noun = words.first else {
      if arguments.contains("--version") { return .help("latchkey \(Environment.version)\n") }
      guard arguments.isEmpty || asksForHelp else {
        throw .usage("A command comes first, then its options.", hint: "latchkey --help")
      }
      return .help(HelpText.all(of: self))
    }
    if noun == "help" { return .help(try self.helpPage(Array(words.dropFirst()))) }
    let candidates = self.commands.filter { $0.noun == noun }
    guard !candidates.isEmpty else {
      throw .usage(
        "There is no command \"\(noun)\"."
          + Suggestion.sentence(for: noun, among: self.nouns.map(\.name)),
        hint: "latchkey --help")
    }
    if let only = candidates.first, only.verb == nil {
      return try self.resolve(only, globals + arguments.dropFirst(), asksForHelp)
    }
    let spoken = Array(words.dropFirst())
    guard let verb = spoken.first else {
      return try self.unfinished(noun, candidates, asksForHelp)
    }
    if let command = candidates.first(where: { $0.verb == verb || $0.formerVerb == verb }) {
      return try self.resolve(command, globals + arguments.dropFirst(2), asksForHelp)
    }
    let group = candidates.filter { $0.verb?.hasPrefix(verb + " ") ?? false }
    guard !group.isEmpty else { throw Self.unknown(verb, of: noun, among: candidates) }
    let name = "\(noun) \(verb)"
    guard spoken.count > 1 else { return try self.unfinished(name, group, asksForHelp) }
    guard let command = group.first(where: { $0.verb == "\(verb) \(spoken[1])" }) else {
      throw Self.unknown(spoken[1], of: name, among: group)
    }
    return try self.resolve(command, globals + arguments.dropFirst(3), asksForHelp)
  }

  /// The error or the help for a noun, or a noun and a group, without a verb.
  private func unfinished(
    _ name: String, _ candidates: [Command<Context>], _ asksForHelp: Bool
  ) throws(Refusal) -> Resolution<Context> {
    if asksForHelp { return .help(HelpText.noun(name, of: self)) }
    let words = Self.nextWords(of: candidates, behind: name)
    throw .usage(
      "What about \(name)? \(Suggestion.list(words)).", hint: "latchkey \(name) --help")
  }

  private static func unknown(
    _ word: String, of name: String, among candidates: [Command<Context>]
  ) -> Refusal {
    .usage(
      "\(name) has no \"\(word)\"."
        + Suggestion.sentence(
          for: word, among: Self.nextWords(of: candidates, behind: name)),
      hint: "latchkey \(name) --help")
  }

  /// Global options may stand in front of a command as well as behind it.
  private static func splitLeadingOptions(_ line: [String]) -> ([String], ArraySlice<String>) {
    var rest = line[...]
    var leading: [String] = []
    while let word = rest.first, word != "--help",
      let option = GlobalOptions.all.first(where: {
        word == $0.name || word.hasPrefix($0.name + "=")
      })
    {
      leading.append(rest.removeFirst())
      if option.placeholder != nil, word == option.name, let value = rest.popFirst() {
        leading.append(value)
      }
    }
    // With `call`, --json takes the request; the answer is JSON in any case.
    return (rest.first == "call" ? leading.filter { $0 != "--json" } : leading, rest)
  }

  private func resolve(
    _ command: Command<Context>, _ rest: [String], _ asksForHelp: Bool
  ) throws(Refusal) -> Resolution<Context> {
    guard !asksForHelp else {
      let onWord = rest.lazy.compactMap { command.helpOnWord?($0) }.first
      return .help(onWord ?? HelpText.command(command))
    }
    return .run(command, try Values(rest, for: command.syntax))
  }

  private func helpPage(_ words: [String]) throws(Refusal) -> String {
    guard let first = words.first else { return HelpText.all(of: self) }
    if first == "exit-codes" { return HelpText.exitCodes }
    guard case .help(let text) = try self.resolve(words + ["--help"]) else { return "" }
    return text
  }
}
