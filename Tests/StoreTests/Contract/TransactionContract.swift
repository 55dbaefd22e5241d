import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: transactions")
struct TransactionContract {
  struct Refused: Error, Equatable {}

  @Test(
    "When a closure throws, its error comes out and nothing of it remains",
    arguments: StoreUnderTest.allCases)
  func rollback(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      await #expect(throws: Refused()) {
        try await store.write { store throws in
          _ = try store.insert(NewAccount.agent("Ana"))
          throw Refused()
        }
      }
      await #expect(throws: Refused()) { try await store.read { _ in throw Refused() } }
      let agents = try await store.read { store throws in
        try store.accounts(in: .agent, after: nil, search: nil, limit: 9)
      }
      #expect(agents == [])
    }
  }

  @Test(
    "A transaction sees its own changes, and others see them once it returned",
    arguments: StoreUnderTest.allCases)
  func visibility(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      for expected in 2...20 as ClosedRange<Int64> {
        let inside = try await store.write { store throws in
          _ = try store.advanceGlobalEpoch()
          return try store.globalEpoch()
        }
        let outside = try await store.read { try $0.globalEpoch() }
        #expect(inside == expected)
        #expect(outside == expected)
      }
    }
  }

  @Test("What was handed to a closure does not work after it", arguments: StoreUnderTest.allCases)
  func leak(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let box = Box()
      try await store.write { box.writing = $0 }
      #expect(storeError { _ = try box.writing?.advanceGlobalEpoch() } == .closed)
      try await store.read { box.reading = $0 }
      #expect(storeError { _ = try box.reading?.globalEpoch() } == .closed)
      #expect(try await store.read { try $0.globalEpoch() } == 1)
    }
  }

  /// Keeps what must not be kept. One thread at a time uses it.
  final class Box: Sendable {
    nonisolated(unsafe) private var kept: (any StoreReading, (any StoreWriting)?)?

    var reading: (any StoreReading)? {
      get { unsafe self.kept?.0 }
      set { unsafe self.kept = newValue.map { ($0, nil) } }
    }

    var writing: (any StoreWriting)? {
      get { unsafe self.kept?.1 }
      set { unsafe self.kept = newValue.map { ($0, $0) } }
    }
  }
}
