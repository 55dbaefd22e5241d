import LatchkeySchema

/// What was typed behind a command, by name.
struct Values: Sendable {
  private var arguments: [String: [String]] = [:]
  private var options: [String: [String]] = [:]

  /// Takes the arguments of a command apart.
  ///
  /// Values are not repeated in errors: one of them may be a secret in the wrong place.
  init(_ line: [String], for command: Command) throws(Refusal) {
    let known = command.allOptions
    var positional: [String] = []
    var rest = line[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positional += rest
        break
      }
      guard word.hasPrefix("--") else {
        guard !word.hasPrefix("-") || word == "-" else { throw command.unknown(word) }
        positional.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = known.first(where: { $0.name == name }) else {
        throw command.unknown(name)
      }
      let given = parts.count == 2 ? String(parts[1]) : nil
      try self.take(option, given: given, rest: &rest, of: command)
    }
    try self.place(positional, of: command)
  }

  private mutating func take(
    _ option: Option, given: String?, rest: inout ArraySlice<String>, of command: Command
  ) throws(Refusal) {
    var value = ""
    if let placeholder = option.value {
      guard let next = given ?? rest.popFirst() else {
        throw command.usage("\(option.name) needs a value: \(option.name) \(placeholder).")
      }
      value = next
    } else if given != nil {
      throw command.usage("\(option.name) takes no value.")
    }
    guard option.isMany || self.options[option.name] == nil else {
      throw command.usage("\(option.name) is there twice.")
    }
    self.options[option.name, default: []].append(value)
  }

  private mutating func place(
    _ positional: [String], of command: Command
  ) throws(Refusal) {
    var rest = positional[...]
    for argument in command.arguments {
      if argument.isMany {
        self.arguments[argument.name] = Array(rest)
        rest = []
      } else if let word = rest.popFirst() {
        self.arguments[argument.name] = [word]
      }
      guard argument.isOptional || self.arguments[argument.name]?.isEmpty == false else {
        throw command.usage("\(argument.name) is missing: \(argument.help).")
      }
    }
    guard rest.isEmpty else {
      throw command.usage(
        rest.count == 1 ? "There is one argument too many." : "There are too many arguments.")
    }
  }

  /// A value given by position.
  func argument(_ name: String) -> String? { self.arguments[name]?.first }
  /// All values of the last position.
  func arguments(_ name: String) -> [String] { self.arguments[name] ?? [] }
  /// A value given by name.
  func option(_ name: String) -> String? { self.options[name]?.first }
  /// All values given by one name.
  func options(_ name: String) -> [String]? { self.options[name] }
  /// Whether a flag is there.
  func flag(_ name: String) -> Bool { self.options[name] != nil }
}

extension Command {
  /// All options, those for secrets and the global ones included. An own one goes first.
  var allOptions: [Option] {
    let own = self.options + self.secretOptions
    return own
      + CommandTable.globalOptions.filter { global in
        !own.contains { $0.name == global.name }
      }
  }

  /// What secrets bring along.
  var secretOptions: [Option] {
    guard !self.secrets.isEmpty else { return [] }
    let descriptors = self.secrets.map { slot in
      Option(
        name: "--\(slot.name)-fd", value: "N", help: "read it from this file descriptor, one line")
    }
    let order = self.secrets.map { $0.name.replacing("-", with: " ") }.joined(separator: ", then ")
    return descriptors + [
      Option(name: "--stdin", help: "read from standard input, a line each: \(order)")
    ]
  }

  func usage(_ text: String) -> Refusal {
    .usage(text, hint: "latchkey \(self.name) --help")
  }

  func unknown(_ name: String) -> Refusal {
    if let slot = self.secrets.first(where: { name == "--\($0.name)" }) {
      return .usage(
        "Secrets are not taken from the command line, where others can read them.",
        hint: "leave \(name) out to be asked, or use --\(slot.name)-fd N or --stdin")
    }
    return .usage(
      "\(self.name) has no \(name)."
        + Suggestion.sentence(for: name, among: self.allOptions.map(\.name)),
      hint: "latchkey \(self.name) --help")
  }
}
