/// Words behind the name of a command, sorted by the declarations of its syntax.
struct Values: Sendable {
  let syntax: Syntax
  private var arguments: [String: [String]] = [:]
  private var options: [String: [String]] = [:]

  /// Splits the words of a line into arguments and options.
  ///
  /// Errors do not repeat values: one of them may be a secret in the wrong place.
  init(_ line: [String], for syntax: Syntax) throws(Refusal) {
    self.syntax = syntax
    let known = syntax.allOptions
    var positional: [String] = []
    var rest = line[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positional += rest
        break
      }
      guard word.hasPrefix("--") else {
        guard !word.hasPrefix("-") || word == "-" else { throw syntax.unknown(word) }
        positional.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = known.first(where: { $0.name == name }) else {
        throw syntax.unknown(name)
      }
      let given = parts.count == 2 ? String(parts[1]) : nil
      try self.take(option, given: given, rest: &rest)
    }
    try self.place(positional)
  }

  private mutating func take(
    _ option: any AnyOption, given: String?, rest: inout ArraySlice<String>
  ) throws(Refusal) {
    var value = ""
    if let placeholder = option.placeholder {
      guard let next = given ?? rest.popFirst() else {
        throw self.usage("\(option.name) needs a value: \(option.name) \(placeholder).")
      }
      value = next
    } else if given != nil {
      throw self.usage("\(option.name) takes no value.")
    }
    guard option.isMany || self.options[option.name] == nil else {
      throw self.usage("\(option.name) is there twice.")
    }
    self.options[option.name, default: []].append(value)
  }

  private mutating func place(_ positional: [String]) throws(Refusal) {
    var rest = positional[...]
    for argument in self.syntax.arguments {
      if argument.isMany {
        self.arguments[argument.name] = Array(rest)
        rest = []
      } else if let word = rest.popFirst() {
        self.arguments[argument.name] = [word]
      }
      guard argument.isOptional || self.arguments[argument.name]?.isEmpty == false else {
        throw self.usage("\(argument.name) is missing: \(argument.help).")
      }
    }
    guard rest.isEmpty else {
      throw self.usage(
        rest.count == 1 ? "There is one argument too many." : "There are too many arguments.")
    }
  }

  /// The value of an argument, by its declaration.
  subscript<Value>(argument: Argument<Value>) -> Value {
    get throws(Refusal) {
      precondition(
        self.syntax.arguments.contains { $0.name == argument.name },
        "\(self.syntax.name) reads \(argument.name) and does not declare it.")
      do throws(WrongValue) {
        return try argument.parse(self.arguments[argument.name] ?? [])
      } catch {
        throw self.syntax.usage(error)
      }
    }
  }

  /// The value of an option, by its declaration.
  subscript<Value>(option: Option<Value>) -> Value {
    get throws(Refusal) {
      precondition(
        self.syntax.allOptions.contains { $0.name == option.name },
        "\(self.syntax.name) reads \(option.name) and does not declare it.")
      do throws(WrongValue) {
        return try option.parse(self.options[option.name])
      } catch {
        throw self.syntax.usage(error)
      }
    }
  }

  /// Whether an option is given, with any value.
  func has(_ option: any AnyOption) -> Bool { self.options[option.name] != nil }

  /// The error for a wrong line, with a pointer to the help of the command.
  func usage(_ text: String) -> Refusal { self.syntax.usage(text) }
}
