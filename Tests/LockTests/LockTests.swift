import Foundation
import Testing

@Suite("A change of the schema breaks no program that was built before it")
struct LockTests {
  static let top = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let file = Self.top.appendingPathComponent(LockHistory.path)

  private static func isSet(_ name: String) -> Bool {
    ProcessInfo.processInfo.environment[name] == "1"
  }
  /// Whether the lock is written anew.
  static let isWriting = Self.isSet("LATCHKEY_WRITE_GOLDEN")

  @Test("The lock in the repository is kept, and holds all that there is")
  func current() throws {
    let current = try SchemaLock.current()
    let text = (try? String(contentsOf: Self.file, encoding: .utf8)) ?? ""
    let breaches = LockRule.breaches(from: try SchemaLock(text: text), to: current)
    let isAllowed = Self.isWriting && Self.isSet("LATCHKEY_ALLOW_BREAKING")
    if !isAllowed {
      for breach in breaches {
        Issue.record("\(breach). ./dev generate --breaking writes it all the same.")
      }
    }
    if Self.isWriting {
      guard isAllowed || breaches.isEmpty else { return }
      if isAllowed {
        let history = try? LockHistory(of: Self.top)
        let released = history?.releasedFindings(current) ?? []
        for finding in released { Issue.record("\(finding)") }
        guard released.isEmpty else { return }
        try BreakRecord.write(current, history, breaches: breaches)
      }
      try current.text.write(to: Self.file, atomically: true, encoding: .utf8)
    } else {
      #expect(
        text == current.text, "Something was added that breaks nothing: ./dev generate locks it.")
    }
  }

  @Test("A text says all that the lock holds")
  func roundTrip() throws {
    var lock = try SchemaLock.current()
    lock.reserved = ["method 699", "field Agents.GetAgent 9", "word HealthStatus ill"]
    #expect(try SchemaLock(text: lock.text) == lock)
  }

  @Test("A lock that says something else is refused", arguments: ["limit frame", "colour red 1"])
  func unreadable(line: String) {
    #expect(throws: SchemaLock.Unreadable.self) { try SchemaLock(text: line) }
  }

  @Test("The schema breaks nothing of its own")
  func itself() throws {
    let current = try SchemaLock.current()
    #expect(LockRule.breaches(from: current, to: current).isEmpty)
  }

  @Test("Each rule has a change that breaks it, and one like it that does not")
  func pairsAreComplete() {
    #expect(Set(RulePair.all.map(\.rule)) == Set(LockRule.allCases))
    #expect(RulePair.all.count == LockRule.allCases.count)
  }

  @Test("A change that breaks a rule is found, and only that", arguments: RulePair.all)
  func breaking(pair: RulePair) throws {
    let before = try SchemaLock(text: pair.before)
    let breaches = LockRule.breaches(from: before, to: try SchemaLock(text: pair.breaking))
    #expect(Set(breaches.map(\.rule)) == [pair.rule])
  }

  @Test("A change that programs can live with is none", arguments: RulePair.all)
  func kept(pair: RulePair) throws {
    let before = try SchemaLock(text: pair.before)
    #expect(LockRule.breaches(from: before, to: try SchemaLock(text: pair.kept)).isEmpty)
  }
}
