import LatchkeyAuthorization

/// What the daemon was started with.
struct Options {
  /// What is to be done.
  enum Task {
    /// Serve until told to stop.
    case serve
    /// Check the configuration and say what it is.
    case check
    /// Print the help text.
    case help
    /// Print the version.
    case version
    /// Put a backup in the place of the database. No daemon serves it.
    case restore(from: String)
    /// End every session and link in the database. No daemon serves it.
    case advanceEpoch
  }

  /// What is to be done.
  var task = Task.serve
  /// The configuration, from the file, then the environment, then the flags.
  var configuration = Configuration()

  /// Where the configuration is looked for when no file is named. It may be absent.
  static let defaultFile = "/etc/latchkey/latchkeyd.conf"

  /// Reads the command line.
  init(
    arguments: [String], environment: [String: String], exists: (String) -> Bool
  ) throws(ConfigurationFaults) {
    var faults = ConfigurationFaults()
    var file: String?
    var flags: [(name: String, value: String)] = []
    faults.collect { () throws(ConfigurationError) in
      (file, flags) = try self.readArguments(arguments)
    }
    // Without a command line that can be read, it is not known which file is meant.
    try faults.raise()
    let named = file ?? environment["LATCHKEYD_CONFIG"]
    if let path = named ?? (exists(Self.defaultFile) ? Self.defaultFile : nil) {
      faults.collect(partBy: { () throws(ConfigurationFaults) in
        try ConfigurationFile.read(path, into: &self.configuration)
      })
    }
    let variables = environment.filter { $0.key.hasPrefix("LATCHKEYD_") }.sorted { $0.key < $1.key }
    for (variable, value) in variables where variable != "LATCHKEYD_CONFIG" {
      faults.collect { () throws(ConfigurationError) in
        guard let key = ConfigurationKey.all.first(where: { $0.variable == variable }) else {
          throw ConfigurationError(
            place: variable,
            problem: "There is no such variable. `latchkeyd --help` lists the keys.")
        }
        try Configuration.set(key.name, to: value, at: variable, in: &self.configuration)
      }
    }
    for (name, value) in flags {
      faults.collect { () throws(ConfigurationError) in
        try Configuration.set(name, to: value, at: "--\(name)", in: &self.configuration)
      }
    }
    try faults.raise()
  }

  /// Takes the command line apart: what is to be done, the file that it names, and the keys that it sets.
  private mutating func readArguments(
    _ arguments: [String]
  ) throws(ConfigurationError) -> (file: String?, flags: [(name: String, value: String)]) {
    var file: String?
    var flags: [(name: String, value: String)] = []
    var rest = arguments[...]
    var source: String?
    let command = rest.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
    if command != nil { rest.removeFirst() }
    while let argument = rest.popFirst() {
      switch argument {
      case "--check": self.task = .check
      case "--new-keys": self.configuration.makesNewKeys = true
      case "--help", "-h": self.task = .help
      case "--version": self.task = .version
      default:
        guard argument.hasPrefix("--") else {
          throw ConfigurationError(
            place: argument, problem: "There is no such flag. `latchkeyd --help` lists them.")
        }
        let name: String
        let value: String
        if let equals = argument.firstIndex(of: "=") {
          name = String(argument[..<equals].dropFirst(2))
          value = String(argument[argument.index(after: equals)...])
        } else {
          name = String(argument.dropFirst(2))
          guard let next = rest.popFirst() else {
            throw ConfigurationError(place: argument, problem: "A value must follow.")
          }
          value = next
        }
        switch name {
        case "config": file = value
        case "from" where command == "restore": source = value
        default: flags.append((name, value))
        }
      }
    }
    try self.read(command, source)
    return (file, flags)
  }

  /// What comes before the flags.
  private mutating func read(
    _ command: String?, _ source: String?
  ) throws(ConfigurationError) {
    switch command {
    case nil: break
    case "restore":
      guard let source else {
        throw ConfigurationError(
          place: "restore", problem: "A backup is missing: latchkeyd restore --from FILE.")
      }
      if case .serve = self.task { self.task = .restore(from: source) }
    case "advance-epoch":
      if case .serve = self.task { self.task = .advanceEpoch }
    case let command?:
      throw ConfigurationError(
        place: command,
        problem: "There is no command \"\(command)\"; restore and advance-epoch are the commands. "
          + "`latchkeyd --help` tells more.")
    }
  }

  /// The help text.
  static var help: String {
    let keys = ConfigurationKey.all.map { key in
      "  --\(key.name) \(key.form)\n        \(key.help)"
    }
    return """
      latchkeyd, the credential desk of a help desk

      Usage: latchkeyd [--config FILE] [--check] [--KEY VALUE ...]
             latchkeyd restore --from FILE [--config FILE] [--KEY VALUE ...]
             latchkeyd advance-epoch [--config FILE] [--KEY VALUE ...]

      Commands, while no daemon serves the database
        restore --from FILE
              check a backup, copy it to the place of the database, which must be empty, and end
              every session, link, temporary password and queued mail in it
        advance-epoch
              end every session and link

      Values come from the file, then from the environment (LATCHKEYD_SOCKET for --socket), then
      from the flags; the last one counts. Without --config, \(Self.defaultFile) is read if it exists.

      Flags
        --config FILE
              the configuration file
        --check
              check the configuration, print it, and exit
        --new-keys
              create a new key file for an existing database: ends every session and link, and
              the earlier audit can no longer be verified
        --version, --help

      Keys
      \(keys.joined(separator: "\n"))

      Sibling services are named in the file, by the user or group that they run as:
        [service portal]
        users = portal
        scopes = end_user, verify
      Scopes: \(Scope.allCases.filter { $0 != .operate }.map(\.rawValue).joined(separator: ", ")).
      Root and the daemon's own user are the operator, who has every scope.

      Signals: SIGTERM or SIGINT stops after the calls in flight; a second one stops at once.
      Exit codes: 0 stopped as asked, 1 could not start or failed, 2 wrong configuration.

      """
  }
}
