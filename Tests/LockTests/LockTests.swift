import Foundation
import LatchkeyDeclarations
import LatchkeyGenerator
import Testing

@Suite("A change of the schema breaks no program that was built before it")
struct LockTests {
  static let top = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The lock of the sources as they lie there.
  static func current() throws -> SchemaLock {
    try SchemaLock.current(try SchemaSource(top: Self.top))
  }

  @Test("The lock in the repository is kept, and holds all that there is")
  func inRepository() throws {
    for difference in try LockFile(top: Self.top).differences() {
      Issue.record("\(difference)")
    }
  }

  @Test("A text says all that the lock holds")
  func roundTrip() throws {
    var lock = try Self.current()
    lock.reserved = ["method 699", "field Agents.GetAgent 9", "word HealthStatus ill"]
    lock.names["setting", default: []].insert("a.b")
    #expect(try SchemaLock(text: lock.text) == lock)
  }

  @Test("A lock that says something else is refused", arguments: ["limit frame", "colour red 1"])
  func unreadable(line: String) {
    #expect(throws: SchemaLock.Unreadable.self) { try SchemaLock(text: line) }
  }

  @Test("The schema breaks nothing of its own")
  func itself() throws {
    let current = try Self.current()
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
