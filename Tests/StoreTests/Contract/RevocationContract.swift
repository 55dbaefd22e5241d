import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyStore
import LatchkeyTesting
import Testing

@Suite("Store contract: revocations")
struct RevocationContract {
  @Test(
    "What dies is told in order: epochs of accounts, single sessions, the epoch of the store",
    arguments: StoreUnderTest.allCases)
  func order(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      #expect(try await store.read { try $0.revocationBounds() } == nil)
      var ana = try await store.added(.agent("Ana"))
      let ben = try await store.added(.contact("Ben", emails: ["ben@example.org"]))
      let living = ana
      let ids = try await store.write { store throws in
        try (1...3).map { try store.insert(NewSession.sample($0, living)) }
      }
      // Neither an account nor a session that begins has died.
      #expect(try await store.read { try $0.revocationBounds() } == nil)
      ana.deactivate(by: nil, at: start, reason: "left")
      let gone = ana
      try await store.write { store throws in
        #expect(try store.deleteSession(ids[0], of: ben.id) == false)
        #expect(try store.deleteSession(ids[0], of: gone.id))
        try store.update(gone)
        #expect(try store.deleteSessions(of: gone.id, except: ids[1]) == 1)
        _ = try store.advanceGlobalEpoch()
        #expect(try store.deleteSession(ids[1], of: gone.id))
      }
      let told = try await store.read { try $0.revocations(after: 0, limit: 100) }
      #expect(
        told.map(\.scope) == [
          .session(ids[0], of: ana.id, .agent), .account(gone.id, .agent, epoch: gone.epoch),
          .session(ids[2], of: ana.id, .agent), .everything,
          .session(ids[1], of: ana.id, .agent),
        ])
      #expect(told.prefix(3).map(\.cursor) == [1, 2, 3])
      #expect(told[3].cursor == 2 << 40)
      #expect(told[4].cursor == (2 << 40) + 1)
      #expect(try await store.read { try $0.revocationBounds() } == 1...(2 << 40) + 1)
      let page = try await store.read { try $0.revocations(after: 2, limit: 2) }
      #expect(page == Array(told[2...3]))
    }
  }

  @Test(
    "What is rolled back, and what changes no epoch, tells nothing",
    arguments: StoreUnderTest.allCases)
  func silence(on kind: StoreUnderTest) async throws {
    struct Change: Error {}
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let id = try await store.write { try $0.insert(NewSession.sample(1, ana)) }
      await #expect(throws: Change.self) {
        try await store.write { store throws in
          _ = try store.deleteSession(id, of: ana.id)
          _ = try store.advanceGlobalEpoch()
          throw Change()
        }
      }
      try await store.write { store throws in
        try store.update(ana)
        try store.touchSession(id, at: .at(1_000))
        try store.rebindSession(id, toEpoch: 4)
      }
      // A session that has long ended is no news when it is removed.
      let gone = try await store.write {
        try $0.purge(endedBefore: start + .hours(100), limit: 10)
      }
      #expect(gone == 1)
      #expect(try await store.read { try $0.revocationBounds() } == nil)
    }
  }

  @Test("Old revocations are removed a bounded number at a time, and the newest are kept")
  func bounded() async throws {
    let folder = try TemporaryFolder()
    await (try folder.open()).close()
    try raw(
      folder.file,
      """
      WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 66536)
      INSERT INTO revocation (kind, account, population, epoch) SELECT 2, n, 1, n FROM number;
      """)
    let store = try folder.open()
    for expected in [401, 801, 1_001, 1_001] as [Int64] {
      _ = try await store.write { try $0.purge(endedBefore: start, limit: 400) }
      #expect(try await store.read { try $0.revocationBounds() } == expected...66_536)
    }
    #expect(SessionRevocation.keptCount == 65_536)
    await store.close()
  }
}
