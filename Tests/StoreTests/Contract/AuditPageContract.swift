import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyTestBasics
import LatchkeyTesting
import Testing

/// Filters of the audit against the plain way: look at everything.
@Suite("Store contract: pages of the audit")
struct AuditPageContract {
  private static let actions: [AuditAction] = [
    .signIn, .agentRead, .agentPasswordSet, .agentCreated, .auditRead,
  ]

  /// Entries whose clock is set back now and then.
  private static func samples(_ count: Int64, seed: UInt64) -> [AuditEntry] {
    var numbers = SeededNumbers(seed: seed)
    var moment: Int64 = 1_000
    return (1...count).map { sequence in
      moment += Int64.random(in: -20...40, using: &numbers)
      let actor: AuditActor =
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: .nobody
        case 1: .service
        default: .account(AccountID(rawValue: Int64.random(in: 1...5, using: &numbers)))
        }
      return AuditEntry(
        sequence: sequence,
        record: AuditRecord(
          at: Timestamp(milliseconds: moment),
          principal: Bool.random(using: &numbers) ? "console" : "portal", actor: actor,
          action: Self.actions.randomElement(using: &numbers) ?? .signIn,
          target: Bool.random(using: &numbers)
            ? AccountID(rawValue: Int64.random(in: 1...5, using: &numbers)) : nil,
          outcome: Int.random(in: 0..<5, using: &numbers) == 0 ? .refused : .done),
        link: [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: 32))
    }
  }

  private static func query(_ numbers: inout SeededNumbers) -> AuditQuery {
    func maybe<Value>(_ value: Value) -> Value? {
      Int.random(in: 0..<3, using: &numbers) == 0 ? value : nil
    }
    func account() -> AccountID { AccountID(rawValue: Int64.random(in: 1...6, using: &numbers)) }
    let from = Int64.random(in: 0...20_000, using: &numbers)
    return AuditQuery(
      account: maybe(account()), actor: maybe(account()), target: maybe(account()),
      actions: maybe(Array(Self.actions.shuffled(using: &numbers).prefix(2))),
      refusedOnly: Bool.random(using: &numbers), principal: maybe("portal"),
      from: maybe(Timestamp(milliseconds: from)),
      until: maybe(Timestamp(milliseconds: from + 5_000)),
      limit: Int.random(in: 1...50, using: &numbers))
  }

  @Test(
    "Every filter and every two of them find what a look at everything finds, page by page",
    arguments: StoreUnderTest.allCases)
  func filters(on kind: StoreUnderTest) async throws {
    let samples = Self.samples(1_500, seed: 3)
    try await kind.run { store in
      try await store.write { transaction throws in
        for entry in samples { try transaction.insert(entry) }
      }
      var numbers = SeededNumbers(seed: 4)
      for _ in 0..<300 {
        let query = Self.query(&numbers)
        var found: [Int64] = []
        var next = query
        var pages = 0
        while true {
          let page = try await store.read { [next] in try $0.auditPage(next) }
          #expect(page.entries.count <= query.limit)
          found += page.entries.map(\.sequence)
          pages += 1
          guard let before = page.next, pages < 2_000 else { break }
          next.before = before
        }
        let wanted = samples.filter { query.admits($0.record) }.map(\.sequence)
        #expect(found.sorted() == wanted, "\(query)")
        if query.from == nil && query.until == nil { #expect(found == wanted.reversed()) }
      }
    }
  }

  @Test(
    "A page ends after a bounded number of entries, full or not, and says where to go on",
    arguments: StoreUnderTest.allCases)
  func bounded(on kind: StoreUnderTest) async throws {
    let count = Int64(AuditQuery.examinedMax + 500)
    try await kind.run { store in
      try await store.write { transaction throws in
        for sequence in 1...count {
          var record = AuditRecord(
            at: Timestamp(milliseconds: sequence), principal: "console", actor: .nobody,
            action: .signIn, target: AccountID(rawValue: 1))
          if sequence == 1 { record.outcome = .refused }
          try transaction.insert(
            AuditEntry(
              sequence: sequence, record: record, link: [UInt8](repeating: 1, count: 32)))
        }
      }
      let query = AuditQuery(
        actions: [.signIn], principal: "console", until: Timestamp(milliseconds: 2), limit: 10)
      let first = try await store.read { try $0.auditPage(query) }
      #expect(first.entries.isEmpty)
      #expect(first.next == 501)
      var second = query
      second.before = first.next
      let last = try await store.read { [second] in try $0.auditPage(second) }
      #expect(last.entries.map(\.sequence) == [1])
      #expect(last.next == nil)
    }
  }

  @Test(
    "Entries go behind a checkpoint only, and a checkpoint never goes back",
    arguments: StoreUnderTest.allCases)
  func checkpoint(on kind: StoreUnderTest) async throws {
    @Sendable func checkpoint(_ sequence: Int64) -> AuditCheckpoint {
      let bytes = [UInt8](repeating: UInt8(sequence), count: 32)
      return AuditCheckpoint(sequence: sequence, link: bytes, proof: bytes)
    }
    try await kind.run { store in
      try await store.write { transaction throws in
        for entry in Self.samples(10, seed: 1) { try transaction.insert(entry) }
      }
      #expect(try await store.write { try $0.trimAudit(to: checkpoint(4)) } == 4)
      try await store.read { transaction throws in
        #expect(try transaction.auditCheckpoint() == checkpoint(4))
        #expect(try transaction.auditEntries(after: 0, limit: 99).map(\.sequence) == Array(5...10))
      }
      for sequence: Int64 in [3, 4] {
        let error = try await refusal {
          try await store.write { _ = try $0.trimAudit(to: checkpoint(sequence)) }
        }
        #expect(error != nil)
      }
      #expect(try await store.write { try $0.trimAudit(to: checkpoint(7)) } == 3)
      #expect(try await store.read { try $0.auditHead()?.sequence } == 10)
    }
  }
}
