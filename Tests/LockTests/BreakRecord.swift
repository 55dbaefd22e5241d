import Foundation

/// The breaks that somebody meant: a line each, as the checker words them.
enum BreakRecord {
  private static let file = LockTests.top.appendingPathComponent("Protocol/Spec/schema.breaks")

  private static let head = """
    # What was broken on purpose before a release had it. Written by ./dev generate --breaking;
    # PROTOCOL.md, section 11.

    """

  /// The lines; none when there is no file.
  static func read() -> Set<String> {
    let text = (try? String(contentsOf: Self.file, encoding: .utf8)) ?? ""
    return Set(text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") })
  }

  /// Records what a lock breaks: of its history, where there is one, and else of the lock before it.
  static func write(_ current: SchemaLock, _ history: LockHistory?, breaches: [LockBreach]) throws {
    let lines = history?.needed(current) ?? Self.read().union(breaches.map(\.description))
    try (Self.head + lines.sorted().map { $0 + "\n" }.joined())
      .write(to: Self.file, atomically: true, encoding: .utf8)
  }
}
