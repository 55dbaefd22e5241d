import Glibc
import LatchkeyApplication
import LatchkeyCrypto
import LatchkeyRuntime
import LatchkeyServer
import LatchkeyStore

/// The database and the keys that belong to it, opened in the order that a first start needs.
struct StoreParts {
  let store: SQLiteStore
  let keys: KeyRing
  let digests: KeyedDigestsBySodium
  let vault: SeedVaultBySodium

  /// Opens both. `health` hears when the store fails, and when it works again.
  init(_ configuration: Configuration, health: HealthBoard, log: Log) throws {
    // At a first start the keys come first: a database without keys is one that has lost them.
    // Unsafe: the path is lent to the call, which keeps nothing of it.
    let hasDatabase = unsafe access(configuration.databasePath, F_OK) == 0
    let newKeys = hasDatabase ? nil : try KeyFile(atOrCreating: configuration.keysPath)
    self.store = try SQLiteStore.open(
      path: configuration.databasePath, report: { health.report($0) })
    let keys = try newKeys ?? Self.keys(configuration, log: log)
    for warning in keys.warnings { log.write(.warning, "keys", ["warning": "\(warning)"]) }
    self.digests = try KeyedDigestsBySodium(keys: keys)
    self.vault = try SeedVaultBySodium(keys: keys)
    self.keys = KeyRing(
      keys: keys, path: configuration.keysPath, users: [self.digests, self.vault])
  }

  /// The keys that belong to a database. Their absence is a loss to be repaired, not a first start: new
  /// ones would silently end every session and link, and part the audit from its proof.
  private static func keys(_ configuration: Configuration, log: Log) throws -> KeyFile {
    let path = configuration.keysPath
    let isMissing = unsafe access(path, F_OK) != 0 && errno == ENOENT
    if isMissing {
      guard configuration.makesNewKeys else { throw KeysLost(path: path) }
      log.write(.warning, "new keys", ["keys": path])
    }
    return try KeyFile(atOrCreating: path)
  }

  /// There is a database, and the keys that belong to it are gone.
  private struct KeysLost: Error, CustomStringConvertible {
    let path: String
    var description: String {
      "\(KeyFileError.missing(path: self.path)) To accept that, start once with --new-keys."
    }
  }
}
