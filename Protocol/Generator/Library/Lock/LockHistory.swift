package import Foundation

/// What the repository's history says that the lock has promised.
package struct LockHistory {
  /// A lock as a commit has it.
  package struct Version {
    /// The commit, short, or the tag of a release.
    package var name: String
    package var lock: SchemaLock
  }

  /// Why history cannot be looked at.
  package struct Unavailable: Error, CustomStringConvertible {
    package var description: String
  }

  package static let path = "Protocol/Spec/schema.lock"

  /// The lock of the last release before this commit, if there was one: the newest tag `v1…`.
  package var released: Version?
  /// Every lock since the release, or since there is one, the newest first.
  package var since: [Version] = []
  /// Those before the release.
  package var before: [Version] = []

  /// Reads the history of a repository.
  ///
  /// - Parameter folder: Its top.
  /// - Throws: ``Unavailable``, and what a lock throws that cannot be read.
  package init(of folder: URL) throws {
    guard let isShallow = Self.git(["rev-parse", "--is-shallow-repository"], in: folder) else {
      throw Unavailable(description: "there is no git, or no history of git here")
    }
    guard isShallow == "false" else {
      throw Unavailable(description: "this is a shallow clone, which has no history")
    }
    // A folder in somebody else's repository has a history that is not this one's.
    let top = Self.git(["rev-parse", "--show-toplevel"], in: folder) ?? ""
    guard URL(fileURLWithPath: top).standardizedFileURL.path == folder.standardizedFileURL.path
    else {
      throw Unavailable(description: "the history that is there is that of another folder")
    }
    let tag = Self.git(["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"], in: folder)
    if let tag { self.released = try Self.version(of: tag, in: folder) }
    self.since = try Self.versions(tag.map { "\($0)..HEAD" } ?? "HEAD", in: folder)
    self.before = try tag.map { try Self.versions($0, in: folder) } ?? []
  }

  private static func versions(_ range: String, in folder: URL) throws -> [Version] {
    let text = Self.git(
      ["log", "--first-parent", "--format=%h", range, "--", Self.path], in: folder)
    return try (text ?? "").split(separator: "\n").compactMap {
      try Self.version(of: String($0), in: folder)
    }
  }

  /// The lock of a commit; nil where it has none.
  private static func version(of commit: String, in folder: URL) throws -> Version? {
    guard let text = Self.git(["show", "\(commit):\(Self.path)"], in: folder) else { return nil }
    return Version(name: commit, lock: try SchemaLock(text: text))
  }

  /// What a command of git writes; nil when it fails, or there is no git.
  private static func git(_ arguments: [String], in folder: URL) -> String? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder.path] + arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    // Whoever runs the tests from a hook of git has set where its repository is.
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
    guard (try? process.run()) != nil else { return nil }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension LockHistory {
  /// What a lock breaks of what was promised, but for what is recorded as broken on purpose.
  ///
  /// - Parameters:
  ///   - current: The lock.
  ///   - recorded: Lines of `schema.breaks`.
  /// - Returns: Sentences, or nothing.
  package func findings(_ current: SchemaLock, recorded: Set<String>) -> [String] {
    var findings = self.releasedFindings(current)
    var needed = Self.breaches(of: self.since, current)
    for breach in needed.keys.sorted() where !recorded.contains(breach) {
      findings.append(
        """
        \(breach). \(needed[breach] ?? "") has it. If that is meant, \
        ./dev generate --breaking records it.
        """)
    }
    needed.merge(Self.breaches(of: self.before, current)) { first, _ in first }
    for line in recorded.sorted() where needed[line] == nil {
      findings.append("\(line). That is recorded in schema.breaks and not broken: take it out.")
    }
    return findings
  }

  /// What a lock breaks of what was released: nothing makes up for that.
  package func releasedFindings(_ current: SchemaLock) -> [String] {
    guard let released = self.released else { return [] }
    return LockRule.breaches(from: released.lock, to: current).map {
      "\($0). It was released with \(released.name); no record makes up for that."
    }
  }

  /// What has to be recorded so that a lock may stand as it is.
  package func needed(_ current: SchemaLock) -> Set<String> {
    Set(Self.breaches(of: self.since + self.before, current).keys)
  }

  /// Broken promises, and one of the commits that made each.
  private static func breaches(
    of versions: [Version], _ current: SchemaLock
  ) -> [String: String] {
    var found: [String: String] = [:]
    for version in versions {
      for breach in LockRule.breaches(from: version.lock, to: current) {
        found[breach.description] = version.name
      }
    }
    return found
  }
}
