/// Syntax of the words behind the name of a command.
struct Syntax: Sendable {
  /// `agent reset-link`.
  let name: String
  /// Values given by position.
  let arguments: [any AnyArgument]
  /// Values given by name, other than the global ones and those for secrets.
  let options: [any AnyOption]
  /// Secrets, in the order in which they are read.
  let secrets: [SecretSlot]

  /// The options of the command itself, those for its secrets included.
  var ownOptions: [any AnyOption] {
    guard !self.secrets.isEmpty else { return self.options }
    return self.options + self.secrets.map { $0.descriptor as any AnyOption }
      + [SecretSlot.standardInput(of: self.secrets)]
  }

  /// All options. One of the command itself hides a global one of the same name.
  var allOptions: [any AnyOption] {
    let own = self.ownOptions
    return own
      + GlobalOptions.all.filter { global in !own.contains { $0.name == global.name } }
  }

  /// The error for a wrong line, with a pointer to the help of the command.
  func usage(_ text: String) -> Refusal {
    .usage(text, hint: "latchkey \(self.name) --help")
  }

  /// The error for a value that is not of its kind.
  func usage(_ wrong: WrongValue) -> Refusal {
    .usage(wrong.sentence, hint: "latchkey \(self.name)\(wrong.hint ?? " --help")")
  }

  /// The error for an unknown option.
  func unknown(_ name: String) -> Refusal {
    if self.secrets.contains(where: { name == "--\($0.name)" }) {
      return .usage(
        "Secrets are not taken from the command line, where other users could read them.",
        hint: "leave \(name) out to be asked, or use \(name)-fd N or --stdin")
    }
    return self.usage(
      "\(self.name) has no \(name)."
        + Suggestion.sentence(for: name, among: self.allOptions.map(\.name)))
  }
}
