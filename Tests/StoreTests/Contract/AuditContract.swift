import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: the audit")
struct AuditContract {
  static func entry(
    _ sequence: Int64, actor: AuditActor = .nobody, target: Int64? = nil,
    outcome: AuditRecord.Outcome = .done, details: [String: String] = [:]
  ) -> AuditEntry {
    AuditEntry(
      sequence: sequence,
      record: AuditRecord(
        at: .at(sequence), principal: "console", actor: actor, action: .agentPasswordSet,
        target: target.map { AccountID(rawValue: $0) }, outcome: outcome,
        reason: outcome == .refused ? "MISSING_PERMISSION" : nil, details: details),
      link: link(sequence))
  }

  static let samples: [AuditEntry] = [
    entry(1),
    entry(2, actor: .hostOperator, target: 7),
    entry(3, actor: .service, outcome: .refused),
    entry(4, actor: .account(AccountID(rawValue: 7)), target: 8, outcome: .refused),
    entry(5, actor: .account(AccountID(rawValue: 8)), target: 8),
    entry(
      6, actor: .account(AccountID(rawValue: 8)), target: 7,
      details: [
        "b": "quote \" backslash \\ slash / newline \n nul \0 bell \u{7} delete \u{7F}",
        "a": "", "": "no name", "ü": "Ξένη \u{1F600}", "{}": "{\"a\":\"b\"}",
      ]),
  ]

  @Test("Entries read back exactly, in order", arguments: StoreUnderTest.allCases)
  func order(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let empty = try await store.read { try $0.auditHead() == nil }
      #expect(empty)
      try await store.write { store throws in
        for entry in Self.samples { try store.insert(entry) }
      }
      try await store.read { store throws in
        let head = try store.auditHead()
        #expect(head?.sequence == 6)
        #expect(head?.link == link(6))
        #expect(try store.auditEntries(after: 0, limit: 99) == Self.samples)
        #expect(try store.auditEntries(after: 2, limit: 2) == Array(Self.samples[2...3]))
        #expect(try store.auditEntries(after: 6, limit: 2) == [])
      }
    }
  }

  static let queries: [(AuditQuery, [Int64])] = [
    (AuditQuery(limit: 99), [6, 5, 4, 3, 2, 1]),
    (AuditQuery(limit: 2), [6, 5]),
    (AuditQuery(limit: 0), []),
    (AuditQuery(before: 3, limit: 99), [2, 1]),
    (AuditQuery(account: AccountID(rawValue: 7), limit: 99), [6, 4, 2]),
    (AuditQuery(account: AccountID(rawValue: 7), limit: 2), [6, 4]),
    (AuditQuery(before: 6, account: AccountID(rawValue: 8), limit: 99), [5, 4]),
    (AuditQuery(account: AccountID(rawValue: 9), limit: 99), []),
    (AuditQuery(refusedOnly: true, limit: 99), [4, 3]),
    (AuditQuery(before: 4, refusedOnly: true, limit: 99), [3]),
    (AuditQuery(account: AccountID(rawValue: 8), refusedOnly: true, limit: 99), [4]),
    (AuditQuery(account: AccountID(rawValue: 7), refusedOnly: true, limit: 99), [4]),
    (AuditQuery(before: 4, account: AccountID(rawValue: 7), refusedOnly: true, limit: 99), []),
  ]

  @Test(
    "A query finds the newest entries that fit it",
    arguments: StoreUnderTest.allCases, Self.queries)
  func query(on kind: StoreUnderTest, row: (AuditQuery, [Int64])) async throws {
    try await kind.run { store in
      try await store.write { store throws in
        for entry in Self.samples { try store.insert(entry) }
      }
      let found = try await store.read { try $0.auditPage(row.0) }
      #expect(found.entries.map(\.sequence) == row.1)
    }
  }

  @Test(
    "An entry goes at the end and nowhere else",
    arguments: StoreUnderTest.allCases, [0, 1, 2, 3, 4] as [Int64])
  func end(on kind: StoreUnderTest, sequence: Int64) async throws {
    try await kind.run { store in
      try await store.write { store throws in
        try store.insert(Self.entry(1))
        try store.insert(Self.entry(2))
      }
      let error = try await refusal {
        try await store.write { try $0.insert(Self.entry(sequence)) }
      }
      #expect(error == (sequence == 3 ? nil : .conflict(.other)))
    }
  }
}
