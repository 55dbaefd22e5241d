import LatchkeyAuthorization
import LatchkeyDomain

/// Everything that can be configured, with its default.
struct Configuration {
  /// The Unix socket that siblings call.
  var socketPath = "/run/latchkey/latchkey.sock"
  /// The SQLite file.
  var databasePath = "/var/lib/latchkey/latchkey.sqlite"
  /// The file with the keys of digests. Made at the first start.
  var keysPath = "/var/lib/latchkey/keys"
  /// How mail goes.
  var mail = MailKeys()
  /// Lifetimes, limits and decisions of the desk.
  var settings = DeskSettings()
  /// Memory of one password hash, in KiB.
  var hashMemoryKiB = 19_456
  /// Passes over that memory.
  var hashPasses = 2
  /// Threads that hash; nil is one for each core.
  var hashThreads: Int?
  /// Hashes that may wait before callers are sent away.
  var hashQueue = 256
  /// Threads that serve connections.
  var loops = 1
  /// How long one of them may look for work before it sleeps, in microseconds.
  var loopSpin = 0
  /// How long calls in progress may take when the service is stopped, in seconds.
  var drainSeconds = 10
  /// The least important lines that are logged.
  var logLevel = LogLevel.info
  /// How lines are written.
  var logFormat = LogFormat.text
  /// The sibling services; the operator is not among them.
  var services: [ConfiguredService] = []
  /// A missing key file is made anew although there is a database.
  var makesNewKeys = false
  /// Where each key was set last: what is said about values that do not fit names that place.
  var places: [String: String] = [:]

  /// A sibling service as the configuration describes it.
  struct ConfiguredService {
    /// Its name.
    var name: String
    /// Where its section begins.
    var place: String
    /// The uids that it runs as.
    var users: [UInt32] = []
    /// The groups with members that speak for it.
    var groups: [UInt32] = []
    /// What it may do.
    var scopes: Set<Scope> = []
  }
}

/// A configuration that cannot be used: where, and why.
struct ConfigurationError: Error, CustomStringConvertible {
  /// "latchkeyd.conf:12", "--socket" or "LATCHKEYD_SOCKET".
  var place: String
  /// The key, if it is about one.
  var key: String?
  /// Fault and remedy: a sentence, or "must be …" about the key.
  var problem: String

  var description: String {
    // The names of flags and variables contain the key already.
    let isNamed = self.place.hasPrefix("--") || self.place.hasPrefix("LATCHKEYD_")
    let key = isNamed ? "" : self.key.map { "\($0): " } ?? ""
    return "\(self.place): \(key)\(self.problem)"
  }
}
