public import Foundation
import LatchkeyDeclarations

/// The lock of a repository: compared, and written where that breaks nothing.
public struct LockFile {
  private let top: URL

  /// The lock of a repository.
  ///
  /// - Parameter top: The top of the repository.
  public init(top: URL) { self.top = top }

  private var file: URL { self.top.appendingPathComponent(LockHistory.path) }

  /// What stands between this version and the lock.
  ///
  /// - Returns: A sentence for each promise that is broken, and one when something new is not locked yet.
  /// - Throws: What reading the lock throws.
  public func differences() throws -> [String] {
    let current = try SchemaLock.current(SchemaSource(top: self.top))
    let text = try String(contentsOf: self.file, encoding: .utf8)
    let broken = LockRule.breaches(from: try SchemaLock(text: text), to: current).map {
      "\($0). ./dev generate --breaking writes it all the same."
    }
    if broken.isEmpty, text != current.text {
      return ["Something was added that breaks nothing: ./dev generate locks it."]
    }
    return broken
  }

  /// Writes the lock of this version.
  ///
  /// - Parameter allowsBreaking: Whether promises may be broken that no release has made. They are recorded in
  ///   `schema.breaks`.
  /// - Returns: Sentences that say why nothing was written; none when it was.
  /// - Throws: What reading and writing throws.
  public func write(allowsBreaking: Bool) throws -> [String] {
    let current = try SchemaLock.current(SchemaSource(top: self.top))
    let text = (try? String(contentsOf: self.file, encoding: .utf8)) ?? ""
    let breaches = LockRule.breaches(from: try SchemaLock(text: text), to: current)
    if allowsBreaking {
      let history = try? LockHistory(of: self.top)
      let released = history?.releasedFindings(current) ?? []
      guard released.isEmpty else { return released }
      try BreakRecord(top: self.top).write(current, history, breaches: breaches)
    } else if !breaches.isEmpty {
      return breaches.map { "\($0). ./dev generate --breaking writes it all the same." }
    }
    try current.text.write(to: self.file, atomically: true, encoding: .utf8)
    return []
  }
}
