/// Description of a command. Help, completion, parsing and dispatch all come from it.
///
/// Generic over what actions get, so that the table does not depend on the commands.
struct Command<Context: Sendable>: Sendable {
  /// `agent`, or the whole command where there is no verb: `sign-in`.
  let noun: String
  /// `reset-link`. Of two words, the first names a group: `server show`.
  var verb: String?
  /// An earlier name of the verb, which still works and is not in the help.
  var formerVerb: String?
  /// Effect of the command, in half a line.
  let summary: String
  /// Values given by position.
  var arguments: [any AnyArgument] = []
  /// Values given by name, other than the global options.
  var options: [any AnyOption] = []
  /// Secrets read without echo, in this order.
  var secrets: [SecretSlot] = []
  /// Whether the session file is needed.
  var session = SessionUse.required
  /// Paragraph below the summary.
  var about: String = ""
  /// Lines to type, as a newcomer would.
  var examples: [String] = []
  /// Help on one word behind the command, such as a method; nil for a word without any.
  var helpOnWord: (@Sendable (_ word: String) -> String?)?
  let action: @Sendable (Context) async throws(Refusal) -> Void

  /// `agent reset-link`.
  var name: String { self.verb.map { "\(self.noun) \($0)" } ?? self.noun }

  var syntax: Syntax {
    Syntax(
      name: self.name, arguments: self.arguments, options: self.options, secrets: self.secrets)
  }
}

/// Use of the session file by a command.
enum SessionUse: Sendable {
  /// Not read: no session is sent.
  case notSent
  /// Read; without a session the command fails.
  case required
  /// Read; the command also works without a session.
  case ifPresent
}

/// First word of commands, or the first two of a group.
struct Noun: Sendable {
  let name: String
  let summary: String
}
