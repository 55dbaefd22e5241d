public import Foundation

/// A file that follows from declarations.
public struct GeneratedFile: Hashable, Sendable {
  /// Where it lies, from the top of the repository.
  public let path: String
  /// What it holds.
  public let text: String

  /// A file.
  ///
  /// - Parameters:
  ///   - path: Where it lies, from the top of the repository.
  ///   - text: What it holds.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// Folders that hold nothing but generated files, so that one whose source is gone can be removed.
  public static let folders = [
    "Protocol/Schema/Generated", "Protocol/Hot/Generated", "Sources/LatchkeyServer/Generated",
    "Clients/Swift/Generated", "Protocol/Vectors/messages",
  ]

  /// Writes files where they differ, and removes the others from the generated folders that they lie in.
  ///
  /// - Parameters:
  ///   - files: All files of the folders that they lie in.
  ///   - top: The top of the repository.
  /// - Returns: The paths that changed.
  /// - Throws: What `FileManager` throws.
  @discardableResult
  public static func write(_ files: [GeneratedFile], top: URL) throws -> [String] {
    var changed: [String] = []
    for path in Self.superfluous(files, top: top) {
      try FileManager.default.removeItem(at: top.appendingPathComponent(path))
      changed.append(path)
    }
    for file in files {
      let place = top.appendingPathComponent(file.path)
      guard (try? String(contentsOf: place, encoding: .utf8)) != file.text else { continue }
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try file.text.write(to: place, atomically: true, encoding: .utf8)
      changed.append(file.path)
    }
    return changed
  }

  /// What differs between files and the repository.
  ///
  /// - Parameters:
  ///   - files: All files of the folders that they lie in.
  ///   - top: The top of the repository.
  /// - Returns: A sentence for each file that is missing, superfluous or different, with the line.
  public static func differences(_ files: [GeneratedFile], top: URL) -> [String] {
    var found = Self.superfluous(files, top: top).map { "\($0) follows from nothing any more." }
    for file in files {
      let place = top.appendingPathComponent(file.path)
      guard let stored = try? String(contentsOf: place, encoding: .utf8) else {
        found.append("\(file.path) is missing.")
        continue
      }
      guard stored != file.text else { continue }
      let pairs = zip(
        stored.split(separator: "\n", omittingEmptySubsequences: false),
        file.text.split(separator: "\n", omittingEmptySubsequences: false))
      let line = pairs.enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? -1
      found.append("\(file.path) differs from its declarations at line \(line + 1).")
    }
    return found
  }

  private static func superfluous(_ files: [GeneratedFile], top: URL) -> [String] {
    let paths = Set(files.map(\.path))
    return Self.folders.filter { folder in paths.contains { $0.hasPrefix(folder + "/") } }
      .flatMap { folder in
        let names =
          (try? FileManager.default.contentsOfDirectory(
            atPath: top.appendingPathComponent(folder).path)) ?? []
        return names.map { "\(folder)/\($0)" }.filter { !paths.contains($0) }
      }.sorted()
  }
}
