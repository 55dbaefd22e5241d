/// One thing that can be typed, and everything there is to say about it. Help, parsing and dispatch
/// all come from here.
struct Command: Sendable {
  /// `agent`, or the whole command where there is no verb: `sign-in`.
  let noun: String
  /// `reset-link`. Of two words, the first names a group: `server show`.
  var verb: String?
  /// Another verb that leads here, which help does not name: how it was called before.
  var formerVerb: String?
  /// What it does, in half a line.
  let summary: String
  /// What is given by position.
  var arguments: [Argument] = []
  /// What is given by name, other than what every command takes.
  var options: [Option] = []
  /// What is asked for without echo, in this order.
  var secrets: [SecretSlot] = []
  /// Whether somebody has to be signed in.
  var identity = Identity.session
  /// What is worth knowing beyond the summary.
  var about: String = ""
  /// What to type, as seen by somebody who does it for the first time.
  var examples: [String] = []
  /// What happens.
  let action: @Sendable (Run) async throws(Refusal) -> Void

  /// On whose behalf a command is run.
  enum Identity: Sendable {
    /// Nobody's: a session is not sent even if there is one.
    case nobody
    /// That of the session file, which has to be there.
    case session
    /// That of the session file, if it is there.
    case sessionIfAny
  }

  /// `agent reset-link`.
  var name: String { self.verb.map { "\(self.noun) \($0)" } ?? self.noun }
}

/// A value given by position.
struct Argument: Sendable {
  /// In capitals, as it stands in the usage line.
  let name: String
  let help: String
  var isOptional = false
  /// Takes all that follow. The last one only.
  var isMany = false
}

/// A value given by name.
struct Option: Sendable {
  /// With both dashes.
  let name: String
  /// In capitals, as it stands in the usage line; a flag has none.
  var value: String?
  let help: String
  /// May be given more than once.
  var isMany = false
}

/// A secret, which never comes from the command line: others on the machine can read that.
struct SecretSlot: Sendable {
  /// `new-password`: gives the option `--new-password-fd`.
  let name: String
  /// What the prompt says.
  let question: String
  /// Asked for twice, as a typing error would be kept.
  var isNew = false
  /// Not asked for unless the command finds that it needs it.
  var isDeferred = false
}

/// What stands in front of verbs.
struct Noun: Sendable {
  let name: String
  let summary: String
}
