import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyStore
import LatchkeyTesting
import Testing

/// T21: a copy while serving, and its way back.
@Suite("Backup and restore")
struct BackupTests {
  private static func backUp(_ desk: TestDesk, _ name: String = "copy") async throws -> String {
    let path = desk.folder.path + "/\(name)"
    _ = try await desk.desk.operator.backup(desk.operatorCall, to: path, by: desk.backup)
    return path
  }

  @Test("T21 the copy is private, whole and of one moment; the entry of the backup follows it")
  func copy() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let path = desk.folder.path + "/copy"
      var facts: BackupFacts?
      let attempt = try await desk.attempt {
        facts = try await desk.desk.operator.backup(desk.operatorCall, to: path, by: desk.backup)
      }
      #expect(attempt.entries == ["operator.backup done"])
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect((attributes[.size] as? NSNumber)?.int64Value == facts?.bytes)
      #expect(facts?.auditSequence == 3)
      let copy = RawDatabase(path: path)
      #expect(try copy.rows("PRAGMA integrity_check") == [["ok"]])
      #expect(try copy.rows("SELECT count(*) FROM account") == [["1"]])
      #expect(try copy.rows("PRAGMA user_version") == desk.raw.rows("PRAGMA user_version"))
      #expect(try await desk.works(ada.session))
    }
  }

  @Test(
    "T21 a path that is taken, relative or nowhere is refused by its field; what is there stays",
    arguments: ["taken", "relative", "nowhere", "folder", "link", "nul"])
  func paths(kind: String) async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      var path = desk.folder.path + "/there"
      switch kind {
      case "taken": try "mine".write(toFile: path, atomically: true, encoding: .utf8)
      case "relative": path = "there"
      case "nowhere": path = desk.folder.path + "/no/where"
      case "link":
        try FileManager.default.createSymbolicLink(
          atPath: path, withDestinationPath: desk.folder.path + "/elsewhere")
      case "nul": path = "\(path)\0x"
      default: path = desk.folder.path
      }
      let attempt = try await desk.attempt {
        try await desk.desk.operator.backup(desk.operatorCall, to: path, by: desk.backup)
      }
      #expect(attempt.refusal?.field?.field == "path")
      #expect(attempt.entries == [])
      if kind == "taken" { #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine") }
      #expect(!FileManager.default.fileExists(atPath: desk.folder.path + "/elsewhere"))
    }
  }

  @Test("T21 I17 nothing that was spent, ended or withdrawn after the backup lives again")
  func nothingReturns() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let kim = try await desk.agent("kim@example.com")
      let lee = try await desk.account("lee@example.com")
      let spent = try await desk.forgottenLink(of: kim.email)
      try await desk.set("Given-W0rds!", of: lee, by: ada, oneTime: true)
      let ticket = try #require(try await desk.ticket(lee.email, "Given-W0rds!")).token
      // A mail with a link waits, and so it does in the copy.
      try await desk.desk.recovery.requestPasswordReset(
        desk.anonymous(), population: .agent, address: try EmailAddress("ada@example.com"))
      let path = try await Self.backUp(desk)

      try await desk.completeReset(spent, "Brand-N3w-Words!")
      _ = try await desk.completeChange(ticket, "Third-W0rds!")
      try await desk.courier.runOnce()
      let delivered = try desk.received().count
      try await desk.restore(from: path)

      #expect(try await desk.reason { try await desk.inspect(spent) } != nil)
      #expect(
        try await desk.reason { try await desk.completeReset(spent, "Fourth-W0rds!") } != nil)
      #expect(
        try await desk.reason { try await desk.completeChange(ticket, "Fourth-W0rds!") } != nil)
      #expect(try await !desk.works(ada.session))
      #expect(try await !desk.works(kim.session))
      #expect(
        try await desk.reason { try await desk.ticket(lee.email, "Given-W0rds!") }
          == .invalidCredentials)
      try await desk.courier.runOnce()
      #expect(try desk.received().count == delivered)
      // What was not one-time is as it was.
      _ = try await desk.session(kim.email, kim.password)
    }
  }

  @Test("T21 I15 the restore is an entry of the audit, and the chain holds; a second one too")
  func audited() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let path = try await Self.backUp(desk)
      for epoch in [2, 2] {
        try await desk.restore(from: path)
        let entries = try await desk.audit()
        #expect(entries.count == 4)
        #expect(entries.last?.record.action == .restored)
        #expect(entries.last?.record.actor == .hostOperator)
        #expect(entries.last?.record.details["global_epoch"] == "\(epoch)")
        let verdict = try await desk.desk.audit.verifyChain(Call(principal: .collector))
        #expect(verdict.firstBad == nil)
      }
    }
  }

  @Test(
    "T21 a restore is refused over a database, from one in use, from damage, and with other keys")
  func refused() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      let path = try await Self.backUp(desk)
      let target = desk.folder.path + "/target"
      #expect(throws: (any Error).self) { try StoreRestore(from: path, to: desk.file) }
      #expect(throws: (any Error).self) { try StoreRestore(from: desk.file, to: target) }

      let foreign = desk.folder.path + "/foreign"
      try "no database at all".write(toFile: foreign, atomically: true, encoding: .utf8)
      #expect(throws: (any Error).self) { try StoreRestore(from: foreign, to: target) }
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for index in 8_192..<(8_192 + 2_048) { bytes[index] = 0xEE }
      let damaged = desk.folder.path + "/damaged"
      try bytes.write(to: URL(fileURLWithPath: damaged))
      #expect(throws: StoreRestore.Refusal.self) { try StoreRestore(from: damaged, to: target) }

      let restore = try StoreRestore(from: path, to: target)
      // Whoever comes second finds it in use.
      #expect(throws: SQLiteOpenError.self) { try StoreRestore(from: path, to: target) }
      let other = try TestDesk()
      await #expect(throws: OfflineChange.KeysDoNotFit.self) {
        try await OfflineChange.settleRestored(
          restore.copy, digests: other.digests, at: desk.clock.now(), acceptsOtherKeys: false)
      }
      await other.close()
      await restore.abandon()
      let names = try FileManager.default.contentsOfDirectory(atPath: desk.folder.path)
      #expect(!names.contains("target"))
      #expect(!names.contains { $0.hasPrefix("target.restoring") })
    }
  }

  @Test("Advancing the epoch offline ends every session, and is an entry of the audit")
  func epoch() async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let now = desk.clock.now()
      let epoch = try await OfflineChange.advanceEpoch(
        of: desk.store, digests: desk.digests, at: now, acceptsOtherKeys: false)
      #expect(epoch == 2)
      #expect(try await !desk.works(ada.session))
      #expect(try await desk.audit().last?.record.action == .epochAdvanced)
    }
  }
}
