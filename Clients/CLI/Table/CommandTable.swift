/// Everything that can be typed.
struct CommandTable: Sendable {
  let nouns: [Noun]
  /// What stands between a noun and the last word of its verbs.
  let groups: [Noun]
  let commands: [Command]

  /// What this program can do.
  static let standard = CommandTable(
    nouns: [
      Noun(name: "sign-in", summary: "open a session"),
      Noun(name: "sign-out", summary: "end it"),
      Noun(name: "step-up", summary: "prove again who sits here, for what asks for it"),
      Noun(name: "whoami", summary: "who is signed in"),
      Noun(name: "session", summary: "sessions, own and others'"),
      Noun(name: "password", summary: "the own password, and the rules for passwords"),
      Noun(name: "second-factor", summary: "a device beside the password"),
      Noun(name: "reset", summary: "forgotten passwords: links by mail"),
      Noun(name: "activation", summary: "invitations"),
      Noun(name: "contact", summary: "the customers"),
      Noun(name: "agent", summary: "the people of the help desk"),
      Noun(name: "account", summary: "the own account; locks, and demands for a new password"),
      Noun(name: "role", summary: "what agents may do"),
      Noun(name: "explain", summary: "why somebody may do something, or may not"),
      Noun(name: "settings", summary: "what the desk decides"),
      Noun(name: "mail", summary: "outgoing mail: the server, the queue, the texts"),
      Noun(name: "audit", summary: "who did what to whom"),
      Noun(name: "server", summary: "the service itself"),
      Noun(name: "describe", summary: "what can be called, as the service says it"),
      Noun(name: "top", summary: "what the service is doing"),
      Noun(name: "operator", summary: "for root on this host"),
      Noun(name: "call", summary: "any method, with JSON"),
      Noun(name: "completion", summary: "for shells"),
    ],
    groups: [
      Noun(name: "mail server", summary: "where mail goes"),
      Noun(name: "mail outbox", summary: "mail on its way, and what became of it"),
      Noun(name: "mail template", summary: "what mail says"),
    ],
    commands: [
      SignInCommands.all, SessionCommands.all, SessionWatchCommand.all, PasswordCommands.all,
      SecondFactorCommands.all, ResetCommands.all,
      ContactCommands.all, ContactPasswordCommands.all, ContactImportCommand.all, AgentCommands.all,
      AgentPasswordCommands.all, AccountCommands.all, OwnAccountCommands.all, RoleCommands.all,
      ExplainCommand.all, SettingsCommands.all, MailServerCommands.all,
      MailOutboxCommands.all, MailTemplateCommands.all, AuditCommands.all,
      AuditStreamCommands.all,
      ServerCommands.all, OperatorCommands.all, CallCommand.all, DescribeCommand.all,
      TopCommand.all, CompletionCommand.all,
    ].flatMap { $0 })

  /// What every command takes.
  static let globalOptions = [
    Option(
      name: "--socket", value: "PATH",
      help: "socket of the service (LATCHKEY_SOCKET, \(Surroundings.defaultSocket))"),
    Option(
      name: "--session", value: "FILE",
      help: "where the session is kept (LATCHKEY_SESSION, else below XDG_STATE_HOME)"),
    Option(name: "--json", help: "for programs: one JSON document, or one line an entry"),
    Option(name: "--deadline", value: "TIME", help: "how long to wait: 500ms, 5s, 1m"),
    Option(name: "--wait", help: "wait that long for a service that is not there yet"),
    Option(
      name: "--trace", value: "TRACEPARENT",
      help: "the W3C trace that this belongs to, for log and audit (TRACEPARENT)"),
    Option(name: "--help", help: "what can be typed, with examples"),
  ]

  /// What a line of arguments asks for.
  enum Resolution {
    case help(String)
    case run(Command, Values)
  }

  /// Finds the command, and takes its arguments apart.
  func resolve(_ line: [String]) throws(Refusal) -> Resolution {
    let (globals, arguments) = Self.splitLeadingOptions(line)
    let words = arguments.prefix { !$0.hasPrefix("-") }
    let asksForHelp = arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    guard let noun = words.first else {
      if arguments.contains("--version") { return .help("latchkey \(Surroundings.version)\n") }
      guard arguments.isEmpty || asksForHelp else {
        throw .usage("A command comes first, then its options.", hint: "latchkey --help")
      }
      return .help(HelpText.all(of: self))
    }
    if noun == "help" { return .help(try self.helpPage(Array(words.dropFirst()))) }
    let candidates = self.commands.filter { $0.noun == noun }
    guard !candidates.isEmpty else {
      throw .usage(
        "There is no \"\(noun)\"."
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

  /// A noun, or a noun and a group, without a verb.
  private func unfinished(
    _ name: String, _ candidates: [Command], _ asksForHelp: Bool
  ) throws(Refusal) -> Resolution {
    if asksForHelp { return .help(HelpText.noun(name, of: self)) }
    let words = Self.nextWords(of: candidates, behind: name)
    throw .usage(
      "What about \(name)? \(Suggestion.list(words)).", hint: "latchkey \(name) --help")
  }

  private static func unknown(
    _ word: String, of name: String, among candidates: [Command]
  ) -> Refusal {
    .usage(
      "\(name) has no \"\(word)\"."
        + Suggestion.sentence(
          for: word, among: Self.nextWords(of: candidates, behind: name)),
      hint: "latchkey \(name) --help")
  }

  /// What can be typed next, each word once.
  private static func nextWords(of candidates: [Command], behind name: String) -> [String] {
    var words: [String] = []
    for candidate in candidates {
      let rest = candidate.name.dropFirst(name.count + 1)
      let word = String(rest.prefix { $0 != " " })
      if !words.contains(word) { words.append(word) }
    }
    return words
  }

  /// Options that every command takes may stand in front of it as well.
  private static func splitLeadingOptions(_ line: [String]) -> ([String], ArraySlice<String>) {
    var rest = line[...]
    var leading: [String] = []
    while let word = rest.first, word != "--help",
      let option = Self.globalOptions.first(where: {
        word == $0.name || word.hasPrefix($0.name + "=")
      })
    {
      leading.append(rest.removeFirst())
      if option.value != nil, word == option.name, let value = rest.popFirst() {
        leading.append(value)
      }
    }
    // What `call` takes as --json is the request; its answer is JSON anyway.
    return (rest.first == "call" ? leading.filter { $0 != "--json" } : leading, rest)
  }

  private func resolve(
    _ command: Command, _ rest: [String], _ asksForHelp: Bool
  ) throws(Refusal) -> Resolution {
    guard !asksForHelp else {
      return .help(HelpText.command(command, method: rest.first { CallCommand.method($0) != nil }))
    }
    return .run(command, try Values(rest, for: command))
  }

  private func helpPage(_ words: [String]) throws(Refusal) -> String {
    guard let first = words.first else { return HelpText.all(of: self) }
    if first == "exit-codes" { return HelpText.exitCodes }
    guard case .help(let text) = try self.resolve(words + ["--help"]) else { return "" }
    return text
  }
}
