import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySocket

/// One key of the configuration: the same in the file, as a flag and in the environment.
struct ConfigurationKey {
  /// "hash-memory-kib": the flag is `--hash-memory-kib`, the variable `LATCHKEYD_HASH_MEMORY_KIB`.
  let name: String
  /// What a value looks like, for the help text.
  let form: String
  /// What it is, for the help text.
  let help: String
  /// Reads a value into the configuration, or says what would be right.
  let read: (String, inout Configuration) -> String?
  /// What is in force, written as a value of this key; nil where nothing is.
  let shown: (Configuration) -> String?

  /// The variable of the environment.
  var variable: String {
    "LATCHKEYD_"
      + String(
        decoding: self.name.utf8.map { byte in
          byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte & 0xDF
        }.map { $0 == 0x5F || ($0 >= 0x41 && $0 <= 0x5A) ? $0 : 0x5F }, as: UTF8.self)
  }

  /// Every key there is.
  static var all: [ConfigurationKey] {
    Self.files + Self.mail + Self.others
  }

  private static var files: [ConfigurationKey] {
    [
      path("socket", "Unix socket for the sibling services", \.socketPath),
      path("database", "SQLite file", \.databasePath),
      path("keys", "file with the keys of digests; created at the first start", \.keysPath),
    ]
  }

  private static var others: [ConfigurationKey] {
    [
      link("agent-link", "page that agents' links lead to", \.settings.agentLinkBase),
      link("contact-link", "page that contacts' links lead to", \.settings.contactLinkBase),
      text("desk-name", "name of the desk in mails", \.settings.deskName),
      ConfigurationKey(
        name: "mail-domain", form: "DOMAIN",
        help: "domain of the sender and of Message-IDs"
      ) { text, configuration in
        guard (try? EmailAddress("desk@\(text)")) != nil else {
          return "must be a domain such as example.com"
        }
        configuration.settings.mailDomain = text
        return nil
      } shown: {
        $0.settings.mailDomain
      },
      number("hash-memory-kib", 7_168...262_144, "memory of one password hash", \.hashMemoryKiB),
      number("hash-passes", 1...16, "passes over that memory", \.hashPasses),
      ConfigurationKey(
        name: "hash-threads", form: "1 to 64", help: "threads that hash; one for each core if unset"
      ) { text, configuration in
        guard let count = Int(text), (1...64).contains(count) else {
          return "must be a number from 1 to 64"
        }
        configuration.hashThreads = count
        return nil
      } shown: {
        $0.hashThreads.map { "\($0)" } ?? "one for each core"
      },
      number("hash-queue", 1...65_536, "hashes that may be queued", \.hashQueue),
      number("loops", 1...64, "threads that serve connections", \.loops),
      number(
        "loop-spin", 0...EventLoop.spinMicrosecondsMax,
        "microseconds that such a thread polls for work before it sleeps", \.loopSpin),
      number(
        "drain-seconds", 0...3_600, "time for calls to finish when the daemon stops", \.drainSeconds
      ),
      choice("log-level", LogLevel.self, "least severe level that is logged", \.logLevel),
      choice("log-format", LogFormat.self, "format of the lines of the log", \.logFormat),
    ]
  }

  /// Keys of before that are settings of the desk now: decisions belong to the desk and its audit,
  /// facts of the host stay here. Two places for one value would leave open which one counts.
  static let moved: [String: String] = [
    "agent-policy": Self.advice("passwords.agent_"),
    "contact-policy": Self.advice("passwords.contact_"),
  ]

  private static func advice(_ prefix: String) -> String {
    "Settings of the desk decide this now: remove the line, start, and use `latchkey settings profile "
      + "nist`, or `latchkey settings set` for the settings that begin with \"\(prefix)\"."
  }

  private static func path(
    _ name: String, _ help: String, _ field: WritableKeyPath<Configuration, String>
  ) -> Self {
    Self(name: name, form: "PATH", help: help) { text, configuration in
      guard text.hasPrefix("/"), !text.utf8.contains(0) else { return "must be an absolute path" }
      configuration[keyPath: field] = text
      return nil
    } shown: {
      $0[keyPath: field]
    }
  }

  private static func text(
    _ name: String, _ help: String, _ field: WritableKeyPath<Configuration, String>
  ) -> Self {
    Self(name: name, form: "TEXT", help: help) { text, configuration in
      guard let checked = try? DisplayName(text) else {
        return "must be a text of 1 to 200 visible characters"
      }
      configuration[keyPath: field] = checked.text
      return nil
    } shown: {
      $0[keyPath: field]
    }
  }

  /// Links carry what sets a password: https, but for a trial on this host.
  private static func link(
    _ name: String, _ help: String, _ field: WritableKeyPath<Configuration, String>
  ) -> Self {
    Self(name: name, form: "URL", help: help) { text, configuration in
      let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
      let host = parts.count > 2 && parts[1].isEmpty ? parts[2].prefix { $0 != ":" } : ""
      let isLocal = parts[0] == "http:" && (host == "localhost" || host == "127.0.0.1")
      guard !host.isEmpty, parts[0] == "https:" || isLocal, text.utf8.count <= 500,
        text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
      else {
        return "must be an https address without a fragment, such as https://desk.example.com/reset"
      }
      configuration[keyPath: field] = text
      return nil
    } shown: {
      $0[keyPath: field]
    }
  }

  private static func number(
    _ name: String, _ range: ClosedRange<Int>, _ help: String,
    _ field: WritableKeyPath<Configuration, Int>
  ) -> Self {
    Self(name: name, form: "\(range.lowerBound) to \(range.upperBound)", help: help) {
      text, configuration in
      guard let value = Int(text), range.contains(value) else {
        return "must be a number from \(range.lowerBound) to \(range.upperBound)"
      }
      configuration[keyPath: field] = value
      return nil
    } shown: {
      "\($0[keyPath: field])"
    }
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ type: Choice.Type, _ help: String,
    _ field: WritableKeyPath<Configuration, Choice>
  ) -> Self {
    let words = Choice.allCases.map(\.rawValue)
    return Self(name: name, form: words.joined(separator: " | "), help: help) {
      text, configuration in
      guard let choice = Choice(rawValue: text) else {
        return "must be one of \(words.joined(separator: ", "))"
      }
      configuration[keyPath: field] = choice
      return nil
    } shown: {
      $0[keyPath: field].rawValue
    }
  }
}
