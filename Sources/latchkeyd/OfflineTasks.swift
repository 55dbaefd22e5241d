import Glibc
import LatchkeyApplication
import LatchkeyCrypto
import LatchkeyStore

/// What is done to a database that no daemon serves.
enum OfflineTasks {
  /// Runs a task on a database and ends the process: 0 when it was done.
  static func run(_ body: @escaping @Sendable () async throws -> String) -> Never {
    Task.detached {
      do {
        let text = try await body()
        Latchkeyd.say(text)
        exit(0)
      } catch {
        Latchkeyd.complain("latchkeyd: \(error)")
        exit(1)
      }
    }
    while true { pause() }
  }

  /// Puts a backup in the place of the database.
  static func restore(_ configuration: Configuration, from source: String) async throws -> String {
    try Process.forbidCoreDumps()
    let digests = try KeyedDigestsBySodium(keys: try Self.keys(configuration))
    let restore = try StoreRestore(from: source, to: configuration.databasePath)
    do {
      let restored = try await OfflineChange.settleRestored(
        restore.copy, digests: digests, at: SystemClock().now(),
        acceptsOtherKeys: configuration.makesNewKeys)
      try await restore.finish()
      return """
        Restored \(source) to \(configuration.databasePath).
        Every session and link in it has ended (epoch \(restored.globalEpoch)).
        Ended: \(restored.effects.temporaryPasswords) temporary passwords, \
        \(restored.effects.recoveryCodes) recovery codes. \
        Dropped: \(restored.effects.mails) mails that were still to go.
        Passwords that were changed after the backup are those of before again.
        Audit entry: \(restored.auditSequence)

        """
    } catch {
      await restore.abandon()
      throw error
    }
  }

  /// Ends every session and link.
  static func advanceEpoch(_ configuration: Configuration) async throws -> String {
    try Process.forbidCoreDumps()
    let digests = try KeyedDigestsBySodium(keys: try Self.keys(configuration))
    let path = configuration.databasePath
    guard unsafe access(path, F_OK) == 0 else { throw Missing(path: path) }
    let store = try SQLiteStore.open(path: path)
    do {
      let epoch = try await OfflineChange.advanceEpoch(
        of: store, digests: digests, at: SystemClock().now(),
        acceptsOtherKeys: configuration.makesNewKeys)
      await store.close()
      return "Every session and link has ended (epoch \(epoch)).\n"
    } catch {
      await store.close()
      throw error
    }
  }

  private static func keys(_ configuration: Configuration) throws -> KeyFile {
    configuration.makesNewKeys
      ? try KeyFile(atOrCreating: configuration.keysPath)
      : try KeyFile(at: configuration.keysPath)
  }

  private struct Missing: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(self.path): there is no database." }
  }
}
