import LatchkeyApplication
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
}
