import Foundation
import LatchkeyApplication

/// The database of a desk and its keys, as a beginning for others: to copy a file costs a fraction of
/// what its schema and its first accounts cost.
public struct DeskTemplate: Sendable {
  /// There is no database.
  public struct Missing: Error {}

  private let database: Data
  private let keys: Data

  /// Closes a desk and takes its files.
  public init(closing desk: TestDesk) async throws {
    await desk.close()
    guard let database = FileManager.default.contents(atPath: desk.file) else { throw Missing() }
    guard let keys = FileManager.default.contents(atPath: desk.keyPath) else { throw Missing() }
    self.database = database
    self.keys = keys
  }

  func write(to folder: TemporaryFolder) throws {
    for (path, data) in [
      (TestDesk.file(in: folder), self.database), (TestDesk.keyPath(in: folder), self.keys),
    ] {
      let isWritten = FileManager.default.createFile(
        atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
      guard isWritten else { throw Missing() }
    }
  }
}
