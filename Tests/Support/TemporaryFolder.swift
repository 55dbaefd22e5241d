import Foundation

/// A folder for one test, removed with everything in it at the end.
public final class TemporaryFolder: Sendable {
  /// Where it is.
  public let path: String

  /// Makes one.
  public init() throws {
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

  /// The bytes of every file in here, by path below the folder. The store's wal among them.
  public func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: self.path) {
      let file = "\(self.path)/\(name)"
      if let data = FileManager.default.contents(atPath: file) { contents[name] = Array(data) }
    }
    return contents
  }
}

extension [UInt8] {
  /// Whether these bytes hold those, in one piece.
  public func holds(_ needle: [UInt8]) -> Bool {
    guard !needle.isEmpty else { return true }
    return Data(self).range(of: Data(needle)) != nil
  }
}
