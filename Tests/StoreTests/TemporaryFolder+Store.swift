import Foundation
import LatchkeyStore
import LatchkeyTesting

extension TemporaryFolder {
  /// The store's file in here.
  var file: String { self.path + "/desk.db" }

  /// Takes the file's permissions from others.
  func makePrivate() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: self.file)
  }

  func open(_ configuration: SQLiteConfiguration = .init()) throws -> SQLiteStore {
    try SQLiteStore.open(path: self.file, configuration: configuration)
  }
}

/// Runs a closure on a new store in a new folder, and closes it.
func withStore(
  _ configuration: SQLiteConfiguration = .init(),
  _ body: (SQLiteStore) async throws -> Void
) async throws {
  let folder = try TemporaryFolder()
  let store = try folder.open(configuration)
  do {
    try await body(store)
  } catch {
    await store.close()
    throw error
  }
  await store.close()
}
