import LatchkeyApplication
import LatchkeyDomain
import LatchkeyStore
import Testing

@Suite("Transactions that wait together share a commit")
struct GroupCommitTests {
  @Test("64 concurrent writers are all durable, with fewer commits than transactions")
  func group() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<64 {
        group.addTask {
          for turn in 0..<8 {
            _ = try await store.write { store in
              try store.insert(.agent("agent-\(writer)-\(turn)"))
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
}
