import Foundation

/// A folder for one test, removed with everything in it at the end.
final class TemporaryFolder {
  let path: String

  init() throws {
    self.path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("latchkey-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: self.path, withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
  }

  deinit {
    try? FileManager.default.removeItem(atPath: self.path)
  }

  /// Writes a file of mode 0600, or another, and returns its path.
  func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    let file = "\(self.path)/\(name)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  /// The names in the folder.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: self.path).sorted() }
  }
}
