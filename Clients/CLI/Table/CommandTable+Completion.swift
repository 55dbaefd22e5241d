extension CommandTable {
  /// Completion of the last word of a line, from the same declarations as parsing and help.
  ///
  /// - Parameters:
  ///   - before: The finished words, without the name of the program.
  ///   - begun: The unfinished word, empty where none is begun.
  /// - Returns: The words that can stand there, whether or not they begin like `begun`.
  func completion(behind before: ArraySlice<String>, begun: String) -> Completion {
    guard let noun = before.first else { return .words(self.nouns.map(\.name)) }
    let candidates = self.commands.filter { $0.noun == noun }
    guard let (command, rest) = Self.command(of: before.dropFirst(), among: candidates) else {
      let name = before.joined(separator: " ")
      return .words(Self.nextWords(of: candidates, behind: name))
    }
    let options = command.syntax.allOptions
    if let option = options.first(where: { $0.name == rest.last }), option.placeholder != nil {
      return option.completion
    }
    if begun.hasPrefix("-") { return .words(options.map(\.name)) }
    return Self.argument(behind: rest, of: command)?.completion ?? .none
  }

  /// The command that words name, with the words behind its name; nil while the name is unfinished.
  private static func command(
    of words: ArraySlice<String>, among candidates: [Command<Context>]
  ) -> (Command<Context>, ArraySlice<String>)? {
    for candidate in candidates {
      let verb = candidate.verb?.split(separator: " ").map(String.init) ?? []
      if words.starts(with: verb) { return (candidate, words.dropFirst(verb.count)) }
    }
    return nil
  }

  /// The argument that comes next; nil behind the last one.
  private static func argument(
    behind words: ArraySlice<String>, of command: Command<Context>
  ) -> (any AnyArgument)? {
    let options = command.syntax.allOptions
    var count = 0
    var rest = words
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        count += 1
        continue
      }
      if let option = options.first(where: { $0.name == word }), option.placeholder != nil {
        _ = rest.popFirst()
      }
    }
    if let last = command.arguments.last, last.isMany, count >= command.arguments.count {
      return last
    }
    return count < command.arguments.count ? command.arguments[count] : nil
  }
}
