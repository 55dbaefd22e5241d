import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: links and tickets")
struct TokenContract {
  @Test("A token reads back as it was made", arguments: StoreUnderTest.allCases)
  func insertion(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let id = try await store.write { try $0.insert(NewToken.sample(1, ana)) }
      let token = try await store.read { try $0.token(.number(1)) }
      #expect(
        token
          == Token(
            id: id, purpose: .agentReset, account: ana.id, epoch: 1, emailVersion: 1,
            globalEpoch: 1, createdAt: start, expiresAt: start + .hours(48), state: .live))
      #expect(try await store.read { try $0.token(.number(2)) } == nil)
    }
  }

  @Test(
    "A newer token supersedes the live one of its purpose and account only",
    arguments: StoreUnderTest.allCases)
  func supersession(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let ben = try await store.added(.agent("Ben"))
      try await store.write { store throws in
        let used = try store.insert(NewToken.sample(1, ana))
        #expect(try store.claimToken(used))
        _ = try store.insert(NewToken.sample(2, ana))
        _ = try store.insert(NewToken.sample(3, ana, purpose: .agentInvitation))
        _ = try store.insert(NewToken.sample(4, ben))
        _ = try store.insert(NewToken.sample(5, ana))
      }
      let states = try await store.read { store throws in
        try (1...5).map { try store.token(.number($0))?.state }
      }
      #expect(states == [.used, .superseded, .live, .live, .live])
    }
  }

  @Test("What is no longer live is neither claimed nor revoked", arguments: StoreUnderTest.allCases)
  func singleUse(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      try await store.write { store throws in
        let used = try store.insert(NewToken.sample(1, ana))
        #expect(try store.claimToken(used))
        let revoked = try store.insert(NewToken.sample(2, ana))
        #expect(try store.revokeToken(revoked))
        let superseded = try store.insert(NewToken.sample(3, ana))
        _ = try store.insert(NewToken.sample(4, ana))
        for token in [used, revoked, superseded, TokenID(rawValue: 99)] {
          #expect(try store.claimToken(token) == false)
          #expect(try store.revokeToken(token) == false)
        }
        #expect(
          try (1...4).map { try store.token(.number($0))?.state }
            == [.used, .revoked, .superseded, .live])
      }
    }
  }

  @Test("Of 64 who claim a token at once, exactly one has it", arguments: StoreUnderTest.allCases)
  func race(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      for number in 1...8 {
        let token = try await store.write { try $0.insert(NewToken.sample(number, ana)) }
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
          for _ in 0..<64 {
            group.addTask { try await store.write { try $0.claimToken(token) } }
          }
          return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
      }
    }
  }

  @Test("The same digest is never stored twice", arguments: StoreUnderTest.allCases)
  func digests(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let ben = try await store.added(.agent("Ben"))
      try await store.write { store throws in
        _ = try store.insert(NewToken.sample(1, ana))
        #expect(storeError { _ = try store.insert(NewToken.sample(1, ben)) } == .conflict(.other))
        // The refused one superseded nothing.
        #expect(storeError { _ = try store.insert(NewToken.sample(1, ana)) } == .conflict(.other))
        #expect(try store.token(.number(1))?.state == .live)
      }
    }
  }
}
