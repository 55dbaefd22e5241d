import LatchkeyClient
import LatchkeySchema

/// Commands for completion in shells: the table tells the words, and the service its methods.
enum CompletionCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "completion", verb: "bash", summary: "print a script for bash", session: .notSent,
      about: "Put it where bash looks for completions, or into .bashrc.",
      examples: ["latchkey completion bash > /etc/bash_completion.d/latchkey"],
      action: { run throws(Refusal) in run.output.write(Self.bash) }),
    Command(
      noun: "completion", verb: "zsh", summary: "print a script for zsh", session: .notSent,
      examples: ["latchkey completion zsh > ~/.zfunc/_latchkey"],
      action: { run throws(Refusal) in run.output.write(Self.zsh) }),
    Command(
      noun: "completion", verb: "words", summary: "print the words that can come next, for scripts",
      arguments: [Self.line], session: .notSent,
      examples: ["latchkey completion words -- agent re"], action: Self.words),
  ]

  private static let line = Argument(
    many: "WORD", .text, help: "the words of the line, the unfinished one last", isOptional: true)

  private static let bash = """
    _latchkey() {
      local IFS=$'\\n'
      COMPREPLY=($(latchkey completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
    }
    complete -o default -F _latchkey latchkey

    """

  private static let zsh = """
    #compdef latchkey
    local -a found
    found=("${(@f)$(latchkey completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    compadd -a found

    """

  private static func words(_ run: Run) async throws(Refusal) {
    let line = try run[Self.line]
    let begun = line.last ?? ""
    let words: [String]
    switch run.table.completion(behind: line.dropLast(), begun: begun) {
    case .none: words = []
    case .words(let known): words = known
    case .methods: words = await Self.methods(run)
    }
    for word in words where word.hasPrefix(begun) {
      run.output.write(Layout.visible(word) + "\n")
    }
  }

  /// The methods of the service; those of this program if it does not answer.
  private static func methods(_ run: Run) async -> [String] {
    do throws(Refusal) {
      return try await run.call(Server.Describe()).methods.map(\.name)
    } catch {
      return LatchkeySchema.Method.allCases.map(\.declaration.name)
    }
  }
}
