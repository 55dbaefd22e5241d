import Foundation

/// A folder for one test, removed with everything in it at the end.
public final class TemporaryFolder: Sendable {
  /// Where it is.
  public let path: String

  /// Makes one.
  ///
  /// - Parameter inMemory: Whether it lies in memory where the system has a folder there, so that no
  ///   write waits for a disk.
  /// - Throws: What the system said.
  public init(inMemory: Bool = false) throws {
    let memory = "/dev/shm"
    let parent =
      inMemory && FileManager.default.isWritableFile(atPath: memory)
      ? memory : FileManager.default.temporaryDirectory.path
    self.path = "\(parent)/latchkey-\(UUID().uuidString)"
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
