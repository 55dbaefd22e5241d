import Foundation
import LatchkeyClient
import LatchkeySchema

/// Completion for shells: the words come from the table of commands, and from what the service says of
/// itself.
enum CompletionCommand {
  static let all = [
    Command(
      noun: "completion", verb: "bash", summary: "a script for bash",
      identity: .nobody, about: "Put it where bash looks for completions, or into .bashrc.",
      examples: ["latchkey completion bash > /etc/bash_completion.d/latchkey"],
      action: { run throws(Refusal) in run.output.write(Self.bash) }),
    Command(
      noun: "completion", verb: "zsh", summary: "a script for zsh", identity: .nobody,
      examples: ["latchkey completion zsh > ~/.zfunc/_latchkey"],
      action: { run throws(Refusal) in run.output.write(Self.zsh) }),
    Command(
      noun: "completion", verb: "words", summary: "what may stand next; the scripts ask",
      arguments: [
        Argument(
          name: "WORD", help: "what stands there, the unfinished one last", isOptional: true,
          isMany: true)
      ],
      identity: .nobody, examples: ["latchkey completion words -- agent re"], action: Self.words),
  ]

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

  static func words(_ run: Run) async throws(Refusal) {
    let line = run.values.arguments("WORD")
    let begun = line.last ?? ""
    var candidates = Self.candidates(line.dropLast(), begun, CommandTable.standard)
    if candidates.isEmpty, ["call", "describe"].contains(line.first ?? ""), line.count == 2 {
      candidates = await Self.methods(run)
    }
    for word in candidates where word.hasPrefix(begun) {
      run.output.write(Layout.visible(word) + "\n")
    }
  }

  /// What the table knows to stand behind some words.
  static func candidates(
    _ before: ArraySlice<String>, _ begun: String, _ table: CommandTable
  ) -> [String] {
    guard let noun = before.first else { return table.nouns.map(\.name) }
    let commands = table.commands.filter { $0.noun == noun }
    let verbs = commands.compactMap(\.verb)
    if before.count == 1, !verbs.isEmpty { return verbs }
    let verb = before.dropFirst().first
    guard begun.hasPrefix("-"),
      let command = commands.first(where: { $0.verb == nil || $0.verb == verb })
    else { return [] }
    return command.allOptions.map(\.name)
  }

  /// The methods of the service; those of this program while it does not answer.
  private static func methods(_ run: Run) async -> [String] {
    do throws(Refusal) {
      return try await run.call(Server.Describe()).methods.map(\.name)
    } catch {
      return LatchkeySchema.Method.allCases.map(\.declaration.name)
    }
  }
}
