/// One step of the schema forward. A step that was released never changes.
struct Migration: Sendable {
  /// The version of the schema after it, from 1.
  let version: Int64
  /// What it does, inside one transaction.
  let sql: String

  /// Every step, in order.
  static let all: [Migration] = [.version1, .version2, .version3]

  /// The version that this program works with.
  static var latestVersion: Int64 { Self.all.last?.version ?? 0 }
}
