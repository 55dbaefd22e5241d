/// All commands of the program.
struct CommandTable<Context: Sendable>: Sendable {
  let nouns: [Noun]
  /// Words between a noun and the last word of its verbs.
  let groups: [Noun]
  let commands: [Command<Context>]

  /// The words that can follow a name, each once.
  static func nextWords(of candidates: [Command<Context>], behind name: String) -> [String] {
    var words: [String] = []
    for candidate in candidates where candidate.name.hasPrefix(name + " ") {
      let rest = candidate.name.dropFirst(name.count + 1)
      let word = String(rest.prefix { $0 != " " })
      if !words.contains(word) { words.append(word) }
    }
    return words
  }
}
