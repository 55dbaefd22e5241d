import Foundation
import LatchkeyApplication

/// The database of a desk and its keys, as a beginning for others: to copy a file costs a fraction of
/// what its schema and its first accounts cost.
public struct DeskTemplate: Sendable {
  /// There is no database.
  public struct Missing: Error {}

  private let database: Data
  let digests: any KeyedDigests
  let vault: any SeedVault

  /// Closes a desk and takes its files.
  public init(closing desk: TestDesk) async throws {
    await desk.close()
    guard let database = FileManager.default.contents(atPath: desk.file) else { throw Missing() }
    self.database = database
    self.digests = desk.digests
    self.vault = desk.vault
  }

  func write(to folder: TemporaryFolder) throws {
    let isWritten = FileManager.default.createFile(
      atPath: TestDesk.file(in: folder), contents: self.database,
      attributes: [.posixPermissions: 0o600])
    guard isWritten else { throw Missing() }
  }
}
