import Foundation
import Testing

/// The files of the repository as they lie there: what is tracked, and what is new and not ignored.
struct Repository: Sendable {
  /// One file with its text.
  struct File: Sendable {
    /// From the top of the repository.
    let path: String
    let bytes: Data

    var text: String { String(decoding: self.bytes, as: UTF8.self) }

    /// Lines with their numbers, from 1.
    var lines: [(number: Int, text: Substring)] {
      self.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .map { ($0.offset + 1, $0.element) }
    }

    func isIn(_ folders: [String]) -> Bool {
      folders.contains { self.path.hasPrefix($0 + "/") }
    }

    func has(ending endings: String...) -> Bool {
      endings.contains { self.path.hasSuffix("." + $0) }
    }

    /// Whether the bytes hold this text: quick, before lines are looked at.
    func holds(_ text: String) -> Bool { self.bytes.range(of: Data(text.utf8)) != nil }
  }

  static let top = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// All files, read once.
  static let files: [File] = {
    let paths = listed() ?? walked()
    return paths.sorted().compactMap { path in
      guard let bytes = try? Data(contentsOf: top.appending(path: path)) else { return nil }
      return File(path: path, bytes: bytes)
    }
  }()

  /// Swift files of what is built and shipped.
  static let shipped = files.filter {
    $0.has(ending: "swift") && $0.isIn(["Sources", "Protocol", "Clients"])
  }

  /// What version control knows and does not ignore; nil without it.
  private static func listed() -> [String]? {
    let git = Process()
    let output = Pipe()
    git.executableURL = URL(filePath: "/usr/bin/env")
    git.arguments = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    git.currentDirectoryURL = top
    git.standardOutput = output
    git.standardError = FileHandle.nullDevice
    guard (try? git.run()) != nil else { return nil }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { return nil }
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Everything but build folders, for a copy without version control.
  private static func walked() -> [String] {
    let walk = FileManager.default.enumerator(atPath: top.path)
    var paths: [String] = []
    while let path = walk?.nextObject() as? String {
      let first = path.prefix { $0 != "/" }
      if first.hasPrefix(".build") || first == ".git" || first == ".swiftpm" {
        walk?.skipDescendants()
        continue
      }
      var isFolder: ObjCBool = false
      let exists = unsafe FileManager.default.fileExists(
        atPath: top.appending(path: path).path, isDirectory: &isFolder)
      if exists && !isFolder.boolValue { paths.append(path) }
    }
    return paths
  }
}

/// Records what was found, a few at most, with what to do instead.
func report(_ findings: [String], instead: String) {
  guard !findings.isEmpty else { return }
  let shown = findings.prefix(10).joined(separator: "\n")
  Issue.record("\(findings.count) found. \(instead)\n\(shown)")
}
