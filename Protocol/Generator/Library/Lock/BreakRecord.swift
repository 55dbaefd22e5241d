package import Foundation

/// The breaks that somebody meant: a line each, as the checker words them.
package struct BreakRecord {
  private let file: URL

  private static let head = """
    # What was broken on purpose before a release had it. Written by ./dev generate --breaking;
    # PROTOCOL.md, section 11.

    """

  /// The record of a repository.
  ///
  /// - Parameter top: The top of the repository.
  package init(top: URL) {
    self.file = top.appendingPathComponent("Protocol/Spec/schema.breaks")
  }

  /// The lines; none when there is no file.
  package func read() -> Set<String> {
    let text = (try? String(contentsOf: self.file, encoding: .utf8)) ?? ""
    return Set(text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") })
  }

  /// Records what a lock breaks: of its history, where there is one, and else of the lock before it.
  ///
  /// - Parameters:
  ///   - current: The lock.
  ///   - history: What was promised before, where that can be found out.
  ///   - breaches: What it breaks of the lock before it.
  /// - Throws: What writing throws.
  package func write(
    _ current: SchemaLock, _ history: LockHistory?, breaches: [LockBreach]
  ) throws {
    let lines =
      history?.needed(current) ?? self.read().union(breaches.map(\.description))
    try (Self.head + lines.sorted().map { $0 + "\n" }.joined())
      .write(to: self.file, atomically: true, encoding: .utf8)
  }
}
