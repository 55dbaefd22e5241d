import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyStore
import LatchkeyTesting
import Testing

@Suite("Transactions that wait together share a commit")
struct GroupCommitTests {
  struct Refused: Error, Equatable {}

  @Test("64 concurrent writers are all durable, with fewer commits than transactions")
  func group() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<64 {
        group.addTask {
          for turn in 0..<8 {
            _ = try await store.write { store in
              try store.insert(NewAccount.agent("agent-\(writer)-\(turn)"))
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let activity = store.activity
    #expect(activity.transactions == 512)
    #expect(activity.commits < 512, "\(activity)")
    await store.close()

    let again = try folder.open()
    let agents = try await again.read { store in
      try store.accounts(in: .agent, after: nil, search: nil, limit: 1_000)
    }
    #expect(agents.count == 512)
    await again.close()
  }

  @Test("What waits behind one commit goes into the next one, however it ends")
  func exactGroups() async throws {
    try await withStore { store in
      let gate = Gate()
      async let first: Void = store.write { _ in gate.stay() }
      await gate.whenEntered()
      let results = Task {
        await withTaskGroup(of: (Int, Bool).self) { group in
          for number in 0..<10 {
            group.addTask {
              do {
                try await store.write { store throws in
                  _ = try store.insert(NewAccount.agent("agent\(number)"))
                  if number.isMultiple(of: 3) { throw Refused() }
                }
                return (number, true)
              } catch {
                return (number, error as? Refused == nil)
              }
            }
          }
          return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
        }
      }
      await store.whenWaiting(10)
      gate.open()
      try await first
      let isDone = await results.value
      for number in 0..<10 {
        #expect(isDone[number] == !number.isMultiple(of: 3), "agent\(number)")
      }
      let activity = store.activity
      #expect(activity.commits == 2)
      #expect(activity.transactions == 7)
      #expect(activity.rolledBack == 4)
      let names = try await store.read { store in
        try store.accounts(in: .agent, after: nil, search: nil, limit: 99)
          .map(\.displayName.text).sorted()
      }
      #expect(names == ["agent1", "agent2", "agent4", "agent5", "agent7", "agent8"])
    }
  }

  @Test("A group has a largest size", arguments: [(1, 5), (2, 3), (4, 2), (5, 2)])
  func groupMax(largest: Int, commits: Int) async throws {
    var configuration = SQLiteConfiguration()
    configuration.groupMax = largest
    try await withStore(configuration) { store in
      let gate = Gate()
      async let first: Void = store.write { _ in gate.stay() }
      await gate.whenEntered()
      let others = Task {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 {
            group.addTask { _ = try await store.write { try $0.advanceGlobalEpoch() } }
          }
          try await group.waitForAll()
        }
      }
      await store.whenWaiting(4)
      gate.open()
      try await first
      try await others.value
      #expect(store.activity.commits == commits)
      #expect(try await store.read { try $0.globalEpoch() } == 5)
    }
  }

  @Test("One more than may wait is refused at once, and the others are done")
  func overload() async throws {
    var configuration = SQLiteConfiguration()
    configuration.waitingWritesMax = 2
    try await withStore(configuration) { store in
      let gate = Gate()
      async let first: Void = store.write { _ in gate.stay() }
      await gate.whenEntered()
      async let second = store.write { try $0.advanceGlobalEpoch() }
      await store.whenWaiting(1)
      async let third = store.write { try $0.advanceGlobalEpoch() }
      await store.whenWaiting(2)
      let error = try await refusal { try await store.write { _ in } }
      #expect(error == .overloaded)
      gate.open()
      try await first
      #expect(try await [second, third] == [2, 3])
    }
  }

  @Test("Closing finishes what waits and takes no more")
  func closing() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    let gate = Gate()
    async let first: Void = store.write { _ in gate.stay() }
    await gate.whenEntered()
    async let second = store.write { try $0.advanceGlobalEpoch() }
    await store.whenWaiting(1)
    async let closed: Void = store.close()
    // The queue is closed once a write is refused.
    while try await refusal(of: { try await store.read { _ in } }) != .closed {
      await Task.yield()
    }
    gate.open()
    try await first
    #expect(try await second == 2)
    await closed
    await store.close()
    #expect(try await refusal { try await store.write { _ in } } == .closed)
    #expect(try await refusal { try await store.read { _ in } } == .closed)
    let again = try folder.open()
    #expect(try await again.read { try $0.globalEpoch() } == 2)
    await again.close()
  }
}

@Suite("Reads are snapshots")
struct SnapshotTests {
  @Test("A read that began before a commit does not see it, and one after it does")
  func isolation() async throws {
    try await withStore { store in
      let gate = Gate()
      let reading = Task(executorPreference: OwnThread()) {
        try await store.read { store throws in
          let before = try store.globalEpoch()
          gate.stay()
          return [before, try store.globalEpoch()]
        }
      }
      await gate.whenEntered()
      _ = try await store.write { try $0.advanceGlobalEpoch() }
      #expect(try await store.read { try $0.globalEpoch() } == 2)
      gate.open()
      #expect(try await reading.value == [1, 1])
    }
  }

  @Test("A read goes on while a transaction is under way, and sees none of it")
  func readDuringWrite() async throws {
    try await withStore { store in
      let gate = Gate()
      async let writing: Void = store.write { store throws in
        _ = try store.advanceGlobalEpoch()
        gate.stay()
      }
      await gate.whenEntered()
      #expect(try await store.read { try $0.globalEpoch() } == 1)
      gate.open()
      try await writing
      #expect(try await store.read { try $0.globalEpoch() } == 2)
    }
  }

  @Test("More reads at once than allowed are refused, and none waits for another")
  func readersMax() async throws {
    var configuration = SQLiteConfiguration()
    configuration.readersMax = 1
    configuration.restingReadersMax = 0
    try await withStore(configuration) { store in
      let gate = Gate()
      let reading = Task(executorPreference: OwnThread()) {
        try await store.read { _ in gate.stay() }
      }
      await gate.whenEntered()
      #expect(try await refusal { try await store.read { _ in } } == .overloaded)
      gate.open()
      try await reading.value
      #expect(try await store.read { try $0.globalEpoch() } == 1)
    }
  }
}
