import LatchkeyBase
import LatchkeyDomain
import Testing

/// The bytes under the audit's chain: no two entries have the same.
struct AuditEntryTests {
  private static func bytes(
    previous: [UInt8] = [UInt8](repeating: 9, count: 32), sequence: Int64 = 1, _ record: AuditRecord
  ) -> [UInt8] {
    AuditEntry.chainedBytes(previous: previous, sequence: sequence, record: record)
  }

  @Test("Every field counts, and nothing can be moved between neighbours")
  func injective() {
    let principals = ["", "a", "ab", "b"]
    let actors: [AuditActor] = [
      .nobody, .hostOperator, .service, .account(AccountID(rawValue: 1)),
      .account(AccountID(rawValue: 11)),
    ]
    let targets: [AccountID?] = [nil, AccountID(rawValue: 1), AccountID(rawValue: 11)]
    let reasons: [String?] = [nil, "", "a", "ab"]
    let details: [[String: String]] = [
      [:], ["": ""], ["a": ""], ["": "a"], ["a": "b"], ["ab": ""], ["": "ab"],
      ["a": "", "b": ""], ["a": "b", "b": "a"], ["ab": "", "": ""],
    ]
    var seen: [[UInt8]: AuditRecord] = [:]
    var count = 0
    for principal in principals {
      for actor in actors {
        for action in [AuditAction.signIn, .signOut] {
          for target in targets {
            for outcome in [AuditRecord.Outcome.done, .refused] {
              for reason in reasons {
                for detail in details {
                  let record = AuditRecord(
                    at: Sample.now, principal: principal, actor: actor, action: action,
                    target: target, outcome: outcome, reason: reason, details: detail)
                  if let other = seen.updateValue(record, forKey: Self.bytes(record)) {
                    Issue.record("\(record) has the bytes of \(other).")
                  }
                  count += 1
                }
              }
            }
          }
        }
      }
    }
    #expect(seen.count == count)
  }

  @Test("The place, the moment and the link before count")
  func chained() {
    let record = AuditRecord(
      at: Timestamp(milliseconds: 11), principal: "console", actor: .nobody, action: .signIn)
    var later = record
    later.at = Timestamp(milliseconds: 111)
    let all = [
      Self.bytes(record), Self.bytes(sequence: 11, record), Self.bytes(later),
      Self.bytes(previous: [], record), Self.bytes(previous: [9], record),
      Self.bytes(previous: [UInt8](repeating: 8, count: 32), record),
    ]
    #expect(Set(all).count == all.count)
  }

  @Test("The order in which details were given does not count")
  func order() {
    let names = (0..<20).map { "name\($0)" }
    var forwards = AuditRecord(
      at: Sample.now, principal: "console", actor: .nobody, action: .signIn)
    var backwards = forwards
    for name in names { forwards.details[name] = "x" }
    for name in names.reversed() { backwards.details[name] = "x" }
    #expect(Self.bytes(forwards) == Self.bytes(backwards))
  }

  @Test("Actions have different names of small letters")
  func names() {
    let names = AuditAction.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name.utf8.allSatisfy { (0x61...0x7A).contains($0) || "._".utf8.contains($0) })
    }
  }
}
