import Foundation
import LatchkeyTesting

extension TemporaryFolder {
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
