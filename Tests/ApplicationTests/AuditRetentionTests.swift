import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// The audit gets shorter, and stays as hard to change unseen.
@Suite("Retention of the audit")
struct AuditRetentionTests {
  private static var settings: DeskSettings {
    var settings = DeskSettings()
    settings.auditRemovesOldEntries = true
    settings.auditRetention = .days(90)
    return settings
  }

  /// A desk with so many old entries and a few new ones.
  private static func run(
    old: Int = 12, _ body: @Sendable (TestDesk) async throws -> Void
  ) async throws {
    try await TestDesk.run(settings: Self.settings) { desk in
      try await desk.bootstrap()
      for number in 3..<old { try await Self.add(number, desk) }
      #expect(try await desk.audit().count == old)
      desk.clock.move(by: Lifetime.days(91).milliseconds)
      for number in 0..<3 { try await Self.add(number, desk) }
      try await body(desk)
    }
  }

  private static func add(_ number: Int, _ desk: TestDesk) async throws {
    _ = try await desk.reason { try await desk.session("no\(number)@example.com", "x") }
  }

  private static func verdict(_ desk: TestDesk) async throws -> ChainVerdict {
    try await desk.desk.audit.verifyChain(Call(principal: .collector))
  }

  @Test("Without the setting nothing is ever removed")
  func off() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      desk.clock.move(by: Lifetime.days(36_500).milliseconds)
      #expect(try await desk.desk.audit.trim().get() == 0)
      #expect(try await desk.audit().count == 3)
    }
  }

  @Test("I15 what is older than the retention goes, with an entry that says so; the chain holds")
  func trimmed() async throws {
    try await Self.run { desk in
      #expect(try await desk.desk.audit.trim().get() == 12)
      let left = try await desk.audit()
      #expect(left.map(\.sequence) == [13, 14, 15, 16])
      #expect(left.last?.record.action == .auditTrimmed)
      #expect(left.last?.record.details == ["first": "1", "last": "12"])
      let verdict = try await Self.verdict(desk)
      #expect(verdict.entries == 4)
      #expect(verdict.firstBad == nil)
      #expect(verdict.checkpoint == 12)
      #expect(try await desk.desk.audit.trim().get() == 0)
      // And on it goes.
      desk.clock.move(by: Lifetime.days(91).milliseconds)
      try await Self.add(9, desk)
      #expect(try await desk.desk.audit.trim().get() == 4)
      #expect(try await Self.verdict(desk).checkpoint == 16)
      #expect(try await Self.verdict(desk).firstBad == nil)
    }
  }

  @Test("The last entry stays, however old it is")
  func last() async throws {
    try await TestDesk.run(settings: Self.settings) { desk in
      try await desk.bootstrap()
      desk.clock.move(by: Lifetime.days(400).milliseconds)
      #expect(try await desk.desk.audit.trim().get() == 2)
      #expect(try await desk.audit().map(\.sequence) == [3, 4])
      #expect(try await Self.verdict(desk).firstBad == nil)
    }
  }

  @Test("A step removes a bounded number of entries, and the next one goes on")
  func bounded() async throws {
    try await Self.run(old: AuditUseCases.trimmedEntriesMax + 20) { desk in
      #expect(try await desk.desk.audit.trim().get() == AuditUseCases.trimmedEntriesMax)
      #expect(try await desk.desk.audit.trim().get() == 20)
      #expect(try await desk.desk.audit.trim().get() == 0)
      let verdict = try await Self.verdict(desk)
      #expect(verdict.firstBad == nil)
      #expect(verdict.entries == 5)
    }
  }

  @Test("A clock that was set back keeps what came behind it")
  func clock() async throws {
    try await TestDesk.run(settings: Self.settings) { desk in
      try await desk.bootstrap()
      desk.clock.move(by: Lifetime.days(91).milliseconds)
      try await Self.add(1, desk)
      desk.clock.move(by: -Lifetime.days(91).milliseconds)
      try await Self.add(2, desk)
      try await Self.add(3, desk)
      desk.clock.move(by: Lifetime.days(91).milliseconds + 5_000)
      #expect(try await desk.desk.audit.trim().get() == 3)
      #expect(try await desk.audit().map(\.sequence) == [4, 5, 6, 7])
    }
  }

  @Test("What somebody changed is not removed, but found")
  func evidence() async throws {
    try await Self.run { desk in
      await desk.close()
      try desk.raw.run(
        "DROP TRIGGER audit_never_changes; UPDATE audit SET reason = 'X' WHERE sequence = 7")
      try desk.start()
      let damage = await #expect(throws: AuditDamaged.self) {
        try await desk.desk.audit.trim().get()
      }
      #expect(damage?.firstBad == 7)
      #expect(try await desk.audit().count == 15)
      #expect(try await Self.verdict(desk).firstBad == 7)
    }
  }

  @Test(
    "A forged, moved or missing checkpoint, a gap and a cut end are found behind a trimmed beginning",
    arguments: [
      ("DELETE FROM audit_checkpoint", 1),
      ("UPDATE audit_checkpoint SET sequence = 13; DELETE FROM audit WHERE sequence = 13", 13),
      ("UPDATE audit_checkpoint SET proof = zeroblob(32)", 12),
      ("UPDATE audit_checkpoint SET link = zeroblob(32)", 12),
      (
        """
        UPDATE audit_checkpoint SET sequence = 14,
          link = (SELECT link FROM audit WHERE sequence = 14);
        DELETE FROM audit WHERE sequence <= 14
        """, 14
      ),
      ("DELETE FROM audit WHERE sequence = 13", 13), ("DELETE FROM audit WHERE sequence = 14", 14),
      ("UPDATE audit SET at = at - 1 WHERE sequence = 15", 15),
      ("DELETE FROM audit WHERE sequence > 14", 15), ("DELETE FROM audit", 13),
    ] as [(String, Int64)])
  func tampered(sql: String, firstBad: Int64) async throws {
    try await Self.run { desk in
      #expect(try await desk.desk.audit.trim().get() == 12)
      await desk.close()
      let triggers = [
        "audit_never_changes", "audit_never_shrinks", "audit_checkpoint_stays",
        "audit_checkpoint_never_returns",
      ]
      try desk.raw.run(triggers.map { "DROP TRIGGER \($0);" }.joined() + sql)
      try desk.start()
      #expect(try await Self.verdict(desk).firstBad == firstBad)
      // Going on does not make it whole again.
      try await Self.add(1, desk)
      #expect(try await Self.verdict(desk).firstBad != nil)
    }
  }

  @Test("The database itself refuses to lose an entry behind the checkpoint")
  func trigger() async throws {
    try await Self.run { desk in
      _ = try await desk.desk.audit.trim().get()
      var refusals = 0
      for sql in [
        "DELETE FROM audit WHERE sequence = 13", "DELETE FROM audit",
        "DELETE FROM audit_checkpoint", "UPDATE audit_checkpoint SET sequence = 11",
      ] {
        do {
          try desk.raw.run(sql)
        } catch is RawDatabase.Failure {
          refusals += 1
        }
      }
      #expect(refusals == 4)
      let verdict = try await Self.verdict(desk)
      #expect(verdict.firstBad == nil)
    }
  }

  @Test("No entry of the audit holds an address or a name of a person")
  func pseudonyms() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.account("kim@example.com", name: "Kim Uncommon")
      try await desk.set("Given-W0rds!", of: kim, by: ada)
      try await desk.create("new@example.com", by: ada)
      _ = try await desk.reason { try await desk.create("kim@example.com", by: ada) }
      var changes = AgentChanges()
      changes.displayName = try DisplayName("Kim Unheard")
      _ = try await desk.desk.agents.updateAgent(desk.call(ada), kim.selector, changes)
      _ = try await desk.desk.agents.deactivateAgent(
        desk.call(ada), kim.selector, reason: "Kim Uncommon has left")
      _ = try await desk.reason { try await desk.session("kim@example.com", "x") }
      try await desk.courier.runOnce()
      let texts = try desk.raw.rows("SELECT principal, reason, details FROM audit").joined()
      for text in texts {
        #expect(
          !text.contains("@") && !text.contains("Kim") && !text.contains("example"), "\(text)")
      }
    }
  }
}
