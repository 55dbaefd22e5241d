import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// A daemon that is replaced again and again while everybody goes on working.
@Suite(.serialized)
struct RestartTests {
  /// What callers heard of the changes that they asked for, by address.
  private struct Heard {
    var done: [String] = []
    /// Changes that failed, and how.
    var failed: [(address: String, error: LatchkeyError)] = []
  }

  /// One of the callers: asks for one change after the other until all is over.
  private static func work(
    _ lane: Int, on client: LatchkeyClient, as boss: Secret, until isOver: Noted<Bool>,
    _ heard: Noted<Heard>, _ answers: AsyncStream<Void>.Continuation
  ) async {
    var round = 0
    while !isOver.value {
      let address = "agent-\(lane)-\(round)@example.org"
      round += 1
      do throws(LatchkeyError) {
        _ = try await client.agents.createAgent(
          displayName: "Agent", email: address, roleIDs: [], sendInvitation: false, as: boss)
        heard.note { $0.done.append(address) }
      } catch {
        heard.note { $0.failed.append((address, error)) }
      }
      answers.yield()
    }
  }

  @Test("Four restarts by SIGTERM under 64 callers lose nothing that was answered, and tell no lie")
  func restarts() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let clients = try (0..<4).map { _ in
      try LatchkeyClient(socket: folder.path(Daemon.names.socket), waitsForService: true)
    }
    let heard = Noted(Heard())
    let isOver = Noted(false)
    let (answers, answered) = AsyncStream<Void>.makeStream()
    let boss = desk.boss
    var daemon = desk.daemon
    var codes: [Int32] = []
    try await withThrowingTaskGroup { group in
      for lane in 0..<64 {
        group.addTask {
          await Self.work(lane, on: clients[lane % 4], as: boss, until: isOver, heard, answered)
        }
      }
      // Whatever goes wrong here, the callers must hear that it is over.
      defer { isOver.note { $0 = true } }
      for _ in 0..<4 {
        // In the middle of their work: every caller has been answered about once since the last start.
        try await Self.progress(heard, answers)
        await daemon.client.close()
        daemon.program.send(SIGTERM)
        codes.append(await daemon.program.end())
        daemon = try await Daemon.started(in: folder)
      }
      try await Self.progress(heard, answers)
      isOver.note { $0 = true }
      try await group.waitForAll()
    }
    for client in clients { await client.close() }
    #expect(codes == [0, 0, 0, 0])

    let present = try await Self.addresses(on: daemon.client, as: boss)
    let (done, failed) = (heard.value.done, heard.value.failed)
    #expect(done.count >= 5 * 64)
    #expect(present.isSuperset(of: done), "What was answered is there.")
    // An honest server that goes away in order leaves nobody in doubt.
    for (address, error) in failed {
      #expect(error.code == .unavailable, "\(error)")
      #expect(error.outcome == .notStarted || error.outcome == .rolledBack, "\(error)")
      #expect(!present.contains(address), "It was said that nothing happened: \(error)")
    }
    #expect(present.count == done.count + 1, "Nothing else is there but the first administrator.")
    let chain = try await daemon.client.audit.verifyChain(as: boss)
    #expect(chain.isIntact)
    print("\(done.count) changes, \(failed.count) failures, 4 restarts")
    #expect(await daemon.stop() == 0)
  }

  /// Returns when 64 more changes are done.
  private static func progress(
    _ heard: Noted<Heard>, _ answers: AsyncStream<Void>
  ) async throws {
    let wanted = heard.value.done.count + 64
    for await _ in answers {
      guard heard.value.done.count < wanted else { return }
      try #require(heard.value.failed.count < 1_000, "\(heard.value.failed.last?.error as Any)")
    }
  }

  private static func addresses(
    on client: LatchkeyClient, as boss: Secret
  ) async throws -> Set<String> {
    var addresses: Set<String> = []
    var after: Int64?
    repeat {
      let page = try await client.agents.listAgents(limit: 200, afterID: after, as: boss)
      addresses.formUnion(page.agents.flatMap(\.emails))
      after = page.nextAfterID
    } while after != nil
    return addresses
  }
}
