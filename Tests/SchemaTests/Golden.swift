import Foundation
import Testing

/// Files of the repository that a test compares with what the code says.
enum Golden {
  /// Top of the repository: the folder above this one that has the manifest.
  static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let manifest = folder.appendingPathComponent("Package.swift")
      if FileManager.default.fileExists(atPath: manifest.path) { return folder }
    }
    return folder
  }()

  /// Whether files are written and not compared.
  static let isWriting = ProcessInfo.processInfo.environment["LATCHKEY_WRITE_GOLDEN"] == "1"

  /// Compares a file with a text, or writes it.
  static func expect(_ path: String, is text: String) throws {
    let file = self.root.appendingPathComponent(path)
    if self.isWriting {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      if (try? String(contentsOf: file, encoding: .utf8)) != text {
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      return
    }
    let stored = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    #expect(
      stored == text,
      "\(path) differs from the code at line \(Self.firstDifference(stored, text)). LATCHKEY_WRITE_GOLDEN=1 writes it anew."
    )
  }

  private static func firstDifference(_ left: String, _ right: String) -> Int {
    let lefts = left.split(separator: "\n", omittingEmptySubsequences: false)
    let rights = right.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, (one, other)) in zip(lefts, rights).enumerated() where one != other {
      return number + 1
    }
    return min(lefts.count, rights.count) + 1
  }
}
