import Foundation

/// A temporary folder, gone with its last owner.
final class Folder: Sendable {
  let url: URL

  /// An open one can be looked into by other users.
  init(isOpen: Bool = false) throws {
    self.url = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("latchkey-contract-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
      at: self.url, withIntermediateDirectories: true,
      attributes: [.posixPermissions: isOpen ? 0o755 : 0o750])
  }

  deinit {
    try? FileManager.default.removeItem(at: self.url)
  }

  func path(_ name: String) -> String {
    self.url.appendingPathComponent(name).path
  }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: self.path(name)))
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: self.path(name))
    return self.path(name)
  }

  /// What lies in it, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: self.url.path).sorted() }
  }

  /// The permission bits of a file in it.
  func mode(of name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: self.path(name))
    return (attributes[.posixPermissions] as? Int ?? -1) & 0o7777
  }
}
