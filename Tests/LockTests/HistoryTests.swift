import Foundation
import LatchkeyGenerator
import LatchkeyTestBasics
import Testing

@Suite(
  "What the lock promised in any commit since the last release is kept, or broken on purpose",
  .ownThread)
struct HistoryTests {
  @Test("The lock of this repository keeps what its history promised")
  func thisRepository() throws {
    let history: LockHistory
    do {
      history = try LockHistory(of: LockTests.top)
    } catch let reason as LockHistory.Unavailable {
      // ./dev test shows lines that begin so.
      print("schema lock: NOT compared with what it promised before: \(reason).")
      return
    }
    let recorded = BreakRecord(top: LockTests.top).read()
    let findings = history.findings(try LockTests.current(), recorded: recorded)
    for finding in findings { Issue.record("\(finding)") }
    print(
      "schema lock: compared with \(history.since.count) versions since",
      history.released.map { "release \($0.name)" } ?? "the first one (no release so far)",
      "and \(recorded.count) recorded breaks: \(findings.isEmpty ? "kept" : "broken")")
  }

  // MARK: - Repositories made for it

  /// A lock, one that breaks a promise of it, and what the checker says of the step.
  private static let pair = RulePair.all.first { $0.rule == .deadlineNotLowered }
  private static func texts() throws -> (whole: String, broken: String, breach: String) {
    let pair = try #require(Self.pair)
    let breach = try #require(
      LockRule.breaches(
        from: try SchemaLock(text: pair.before), to: try SchemaLock(text: pair.breaking)
      ).first)
    return (pair.before, pair.breaking, "\(breach)")
  }

  @Test(
    "A break that nobody recorded is found, in the last commit, in an older one, and uncommitted")
  func accidental() throws {
    let (whole, broken, breach) = try Self.texts()
    for commits in [[whole, broken], [whole, broken, broken + "limit added 1\n"], [whole]] {
      let repository = try ScratchRepository()
      for text in commits { try repository.commit(text) }
      let current = try SchemaLock(text: commits.count == 1 ? broken : commits.last ?? "")
      let history = try LockHistory(of: repository.folder)
      #expect(history.released == nil && history.since.count == commits.count)
      let findings = history.findings(current, recorded: [])
      #expect(findings.count == 1)
      #expect(findings.first?.hasPrefix(breach) == true, "\(findings)")
    }
  }

  @Test("A break that is recorded passes as long as it is one")
  func deliberate() throws {
    let (whole, broken, breach) = try Self.texts()
    let repository = try ScratchRepository()
    for text in [whole, broken] { try repository.commit(text) }
    let history = try LockHistory(of: repository.folder)
    #expect(history.findings(try SchemaLock(text: broken), recorded: [breach]).isEmpty)
    #expect(history.needed(try SchemaLock(text: broken)) == [breach])
    let restored = history.findings(try SchemaLock(text: whole), recorded: [breach])
    #expect(restored.count == 1)
    #expect(restored.first?.contains("not broken") == true)
  }

  @Test("What a release promised is kept whatever is recorded; what came before it is forgotten")
  func released() throws {
    let (whole, broken, breach) = try Self.texts()
    let repository = try ScratchRepository()
    try repository.commit(whole)
    try repository.run("tag", "v1.0.0")
    try repository.commit(broken)
    let after = try LockHistory(of: repository.folder)
    #expect(after.released?.name == "v1.0.0" && after.since.count == 1 && after.before.count == 1)
    let findings = after.findings(try SchemaLock(text: broken), recorded: [breach])
    #expect(findings.count == 1)
    #expect(findings.first?.contains("released with v1.0.0") == true, "\(findings)")
    // Released broken: nobody was ever promised what the first commit had.
    try repository.run("tag", "v1.1.0")
    let later = try LockHistory(of: repository.folder)
    #expect(later.released?.name == "v1.1.0" && later.since.isEmpty)
    #expect(later.findings(try SchemaLock(text: broken), recorded: []).isEmpty)
    #expect(later.findings(try SchemaLock(text: broken), recorded: [breach]).isEmpty)
  }

  @Test("Without a history it is said that nothing was compared, and why")
  func unavailable() throws {
    let repository = try ScratchRepository()
    let (whole, broken, _) = try Self.texts()
    for text in [whole, broken] { try repository.commit(text) }
    let shallow = repository.folder.appendingPathComponent("shallow")
    try repository.run(
      "clone", "--quiet", "--depth", "1", "file://\(repository.folder.path)", shallow.path)
    let bare = FileManager.default.temporaryDirectory
      .appendingPathComponent("lock-none-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: bare, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: bare) }
    let inside = repository.folder.appendingPathComponent("Protocol")
    for (folder, word) in [(shallow, "shallow"), (bare, "no git"), (inside, "another folder")] {
      let error = #expect(throws: LockHistory.Unavailable.self) { try LockHistory(of: folder) }
      #expect(error?.description.contains(word) == true, "\(folder.path)")
    }
  }
}

/// A repository of git for one test, removed with it.
private final class ScratchRepository {
  struct Failed: Error { let arguments: [String] }

  let folder: URL

  init() throws {
    self.folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lock-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(
      at: self.folder.appendingPathComponent("Protocol/Spec"), withIntermediateDirectories: true)
    try self.run("init", "--quiet")
  }

  deinit { try? FileManager.default.removeItem(at: self.folder) }

  /// Commits a lock.
  func commit(_ text: String) throws {
    try text.write(
      to: self.folder.appendingPathComponent(LockHistory.path), atomically: true, encoding: .utf8)
    try self.run("add", LockHistory.path)
    try self.run("commit", "--quiet", "--message", "Change the lock")
  }

  /// Runs a command of git in it.
  func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "git", "-C", self.folder.path, "-c", "user.name=Test", "-c", "user.email=test@example.org",
        "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false", "-c", "core.hooksPath=/dev/null",
      ] + arguments
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
    process.standardError = FileHandle.nullDevice
    try process.start()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
  }
}
