import Foundation
import Testing

/// Texts that people have looked at once: a change shows up as a difference to look at again.
enum Golden {
  static let folder: URL = {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden")
  }()

  static let isWriting = ProcessInfo.processInfo.environment["LATCHKEY_WRITE_GOLDEN"] == "1"

  /// Compares a file with a text, or writes it.
  static func expect(_ name: String, is text: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    if Self.isWriting {
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let stored = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let pairs = zip(stored.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    let difference = pairs.first { $0 != $1 }
    #expect(
      stored == text,
      "\(name): \(difference.map { "\($0.0) | \($0.1)" } ?? "one ends earlier"). LATCHKEY_WRITE_GOLDEN=1 writes it anew."
    )
  }
}
