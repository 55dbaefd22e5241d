import Foundation
internal import LatchkeyApplication
internal import LatchkeyStore

extension TestDesk {
  /// The store's files as they are at a moment: what a crash of the machine leaves over.
  public struct Files: Sendable {
    let database: Data
    let log: Data
  }

  /// Reads the files while calls may run.
  ///
  /// The log is only ever appended to until it begins anew with another salt, so that a part of it
  /// is what a crash would have left; when it began anew meanwhile, all is read again.
  public func filesNow() throws -> Files {
    while true {
      let before = FileManager.default.contents(atPath: self.file + "-wal") ?? Data()
      let database = FileManager.default.contents(atPath: self.file) ?? Data()
      let after = FileManager.default.contents(atPath: self.file + "-wal") ?? Data()
      if before.prefix(32) == after.prefix(32) { return Files(database: database, log: after) }
    }
  }

  /// Opens the store as a crash left it.
  public func comeBack(from files: Files) async throws {
    await self.close()
    for (name, data) in [("", files.database), ("-wal", files.log), ("-shm", nil)] {
      let path = self.file + name
      try? FileManager.default.removeItem(atPath: path)
      guard let data else { continue }
      let isWritten = FileManager.default.createFile(
        atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
      guard isWritten else { throw DeskTemplate.Missing() }
    }
    try self.start()
  }

  /// Puts a copy in the place of the store, as the operator's command does, and opens it (T21).
  public func restore(from path: String) async throws {
    await self.close()
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: self.file + suffix)
    }
    let restore = try StoreRestore(from: path, to: self.file)
    _ = try await OfflineChange.settleRestored(
      restore.copy, digests: self.digests, at: self.clock.now(), acceptsOtherKeys: false)
    try await restore.finish()
    try self.start()
  }
}
