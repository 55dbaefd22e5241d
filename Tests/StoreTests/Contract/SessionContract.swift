import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: sessions")
struct SessionContract {
  @Test(
    "A session is found by its digest with what decides about it",
    arguments: StoreUnderTest.allCases)
  func standing(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      var ana = try await store.added(.agent("Ana"))
      let new = NewSession.sample(1, ana)
      let id = try await store.write { try $0.insert(new) }
      let expected = Session(
        id: id, account: ana.id, population: .agent, epoch: 1, globalEpoch: 1,
        principal: "console", createdAt: start, lastSeenAt: start,
        expiresAt: start + .hours(12), idleLimit: .hours(2), provedAt: nil)
      let found = try await store.read { try $0.session(.number(1)) }
      #expect(
        found
          == SessionStanding(
            session: expected, accountEpoch: 1, isEnabled: true, globalEpoch: 1))
      #expect(try await store.read { try $0.session(.number(2)) } == nil)

      ana.deactivate(by: nil, at: start, reason: "left")
      let epoch = try await store.write { [ana] store throws in
        try store.update(ana)
        return try store.advanceGlobalEpoch()
      }
      #expect(epoch == 2)
      let later = try await store.read { try $0.session(.number(1)) }
      #expect(
        later
          == SessionStanding(
            session: expected, accountEpoch: 2, isEnabled: false, globalEpoch: 2))
    }
  }

  @Test("Seeing, proving and rebinding change just that", arguments: StoreUnderTest.allCases)
  func changes(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let other = try await store.write { try $0.insert(NewSession.sample(2, ana)) }
      let id = try await store.write { store throws in
        let id = try store.insert(NewSession.sample(1, ana))
        try store.touchSession(id, at: .at(60_000))
        try store.proveSession(id, at: .at(70_000))
        try store.rebindSession(id, toEpoch: 5)
        return id
      }
      let sessions = try await store.read { try $0.sessions(of: ana.id, before: nil, limit: 9) }
      #expect(sessions.map(\.id) == [id, other])
      #expect(sessions.map(\.lastSeenAt) == [.at(60_000), start])
      #expect(sessions.map(\.provedAt) == [.at(70_000), nil])
      #expect(sessions.map(\.epoch) == [5, 1])
    }
  }

  @Test(
    "Sessions end one by one, or all but one, and only an account's own",
    arguments: StoreUnderTest.allCases)
  func deletion(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let ben = try await store.added(.agent("Ben"))
      let ids = try await store.write { store throws in
        try (1...4).map { try store.insert(NewSession.sample($0, ana)) } + [
          store.insert(NewSession.sample(5, ben))
        ]
      }
      try await store.write { store throws in
        #expect(try store.deleteSession(ids[0], of: ben.id) == false)
        #expect(try store.deleteSession(ids[0], of: ana.id))
        #expect(try store.deleteSession(ids[0], of: ana.id) == false)
        #expect(try store.deleteSessions(of: ana.id, except: ids[2]) == 2)
        #expect(try store.sessions(of: ana.id, before: nil, limit: 9).map(\.id) == [ids[2]])
        #expect(try store.deleteSessions(of: ana.id, except: nil) == 1)
        #expect(try store.sessions(of: ben.id, before: nil, limit: 9).map(\.id) == [ids[4]])
      }
    }
  }

  /// What is done, and whether sessions may stand otherwise behind it.
  static let works:
    [(String, Bool, @Sendable (any StoreWriting, Account, SessionID) throws -> Void)] = [
      ("nothing", false, { _, _, _ in }),
      ("seeing a session", false, { store, _, id in try store.touchSession(id, at: .at(9)) }),
      ("another session", false, { store, ana, _ in _ = try store.insert(.sample(2, ana)) }),
      (
        "forgetting where it was seen", false,
        { store, ana, _ in try store.forgetOrigins(of: ana.id) }
      ),
      ("another account", true, { store, _, _ in _ = try store.insert(NewAccount.agent("Ben")) }),
      (
        "the account", true,
        { store, ana, _ in
          var ana = ana
          ana.deactivate(by: nil, at: .at(9), reason: "left")
          try store.update(ana)
        }
      ),
      ("proving a session", true, { store, _, id in try store.proveSession(id, at: .at(9)) }),
      ("rebinding", true, { store, _, id in try store.rebindSession(id, toEpoch: 2) }),
      ("ending it", true, { store, ana, id in _ = try store.deleteSession(id, of: ana.id) }),
      (
        "ending all", true,
        { store, ana, _ in _ = try store.deleteSessions(of: ana.id, except: nil) }
      ),
      ("the store's epoch", true, { store, _, _ in _ = try store.advanceGlobalEpoch() }),
      ("cleaning up", true, { store, _, _ in _ = try store.purge(endedBefore: .at(9), limit: 9) }),
    ]

  @Test(
    "The revision of standings counts what sessions stand on, and that before the change is answered",
    arguments: StoreUnderTest.allCases, Self.works.indices)
  func revision(on kind: StoreUnderTest, index: Int) async throws {
    let (name, counts, work) = Self.works[index]
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let id = try await store.write { try $0.insert(NewSession.sample(1, ana)) }
      let before = store.standingsRevision
      try await store.write { try work($0, ana, id) }
      #expect((store.standingsRevision > before) == counts, "\(name)")
      let between = store.standingsRevision
      _ = try await store.read { try $0.session(.number(1)) }
      #expect(store.standingsRevision == between)
    }
  }
}
