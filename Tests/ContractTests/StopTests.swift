import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// How the daemon ends: asked once, asked twice, and not asked.
@Suite(.serialized)
struct StopTests {
  /// One hash at a time, one that waits: who hears OVERLOADED knows that both places are taken.
  static let narrow = ["--hash-threads", "1", "--hash-queue", "1"]

  /// Hashes that take a while, and all the time for them at the end.
  static let slow = ["--hash-memory-kib", "65536", "--hash-passes", "4", "--drain-seconds", "600"]

  /// A desk whose people have passwords of such costs. Several people: the attempts of one are made
  /// one after the other, and would never meet in the hash queue.
  private static func opened(
    in folder: Folder, _ costs: [String]
  ) async throws -> (desk: Desk, people: [String]) {
    let desk = try await Desk.opened(in: folder, Self.narrow + costs)
    var people: [String] = []
    for index in 0..<4 {
      people.append(try await desk.add("p\(index)", password: Self.password))
    }
    return (desk, people)
  }

  private static let password = "Seven-Grey-Herons-2"

  /// Begins sign-ins and gives control when the first was sent away, so that one is being hashed.
  private static func busy(
    _ desk: Desk, _ people: [String], then act: @Sendable () async -> Void
  ) async -> [String] {
    await withTaskGroup(of: String.self) { group in
      for person in people {
        group.addTask {
          await Desk.refusal { () throws(LatchkeyError) in
            try await desk.client.signIn.signIn(
              population: .agent, identifier: person, password: Secret(Self.password))
          } ?? "in"
        }
      }
      var ends: [String] = []
      for await end in group {
        if ends.isEmpty { await act() }
        ends.append(end)
      }
      return ends
    }
  }

  @Test("SIGTERM lets a sign-in that is being hashed finish")
  func drains() async throws {
    let folder = try Folder()
    let (desk, people) = try await Self.opened(in: folder, Self.slow)
    let daemon = desk.daemon
    let ends = await Self.busy(desk, people) { daemon.program.send(SIGTERM) }
    #expect(await daemon.program.end() == 0)
    await daemon.client.close()
    #expect(ends.first == "OVERLOADED")
    #expect(ends.contains("in"), "The one in progress was answered: \(ends)")
    #expect(
      ends.allSatisfy {
        ["in", "OVERLOADED", "DRAINING", "CONNECT"].contains($0)
      }, "\(ends)")
  }

  @Test("While it drains, new calls are sent away as not started")
  func refusesWhileDraining() async throws {
    let folder = try Folder()
    let (desk, people) = try await Self.opened(in: folder, Self.slow)
    let daemon = desk.daemon
    let other = try daemon.another()
    _ = try await other.sessions.verifySession(session: desk.boss)
    let late = Noted<LatchkeyError?>(nil)
    let ends = await Self.busy(desk, people) {
      daemon.program.send(SIGTERM)
      _ = await daemon.program.line(holding: "stopping")
      // The line is written first; soon after it nobody is served any more.
      while late.value == nil {
        do {
          _ = try await other.sessions.verifySession(session: desk.boss)
        } catch let error as LatchkeyError {
          late.note { $0 = error }
        } catch {
          return
        }
      }
    }
    #expect(await daemon.program.end() == 0)
    await daemon.client.close()
    #expect(ends.contains("in"), "\(ends)")
    await other.close()
    let error = try #require(late.value)
    #expect(error.code == .unavailable && error.outcome == .notStarted, "\(error)")
  }

  @Test("A second SIGTERM stops at once, whatever is in progress")
  func stopsAtOnce() async throws {
    let folder = try Folder()
    let (desk, people) = try await Self.opened(
      in: folder,
      ["--hash-memory-kib", "262144", "--hash-passes", "4", "--drain-seconds", "3600"])
    let daemon = desk.daemon
    let ends = await Self.busy(desk, people) {
      daemon.program.send(SIGTERM)
      _ = await daemon.program.line(holding: "stopping")
      daemon.program.send(SIGTERM)
      _ = await daemon.program.end()
      await daemon.client.close()
    }
    #expect(await daemon.program.end() == 1)
    #expect(!ends.contains("in"), "Nobody was let in by a hash that was cut off: \(ends)")
    #expect(daemon.program.lines.contains { $0.contains("stopped at once") })
    let again = try await Daemon.started(in: folder)
    _ = try await again.client.sessions.verifySession(session: desk.boss)
    #expect(await again.stop() == 0)
  }

  @Test("After SIGKILL everything that was acknowledged is there, and nothing twice")
  func killed() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let target = try await desk.add("bo", password: "Old-Harbor-Light-1")
    let session = try await Desk.signIn(desk.client, target, "Old-Harbor-Light-1")
    let link = try await desk.link(for: target)

    let acknowledged = Noted<[String]>([])
    await withTaskGroup { group in
      for lane in 0..<8 {
        group.addTask {
          for index in 0..<200 {
            let address = "agent-\(lane)-\(index)@example.org"
            let isLost =
              await Desk.refusal { () throws(LatchkeyError) in
                try await desk.client.agents.createAgent(
                  displayName: "Agent", email: address, roleIDs: [], sendInvitation: false,
                  as: desk.boss)
              } != nil
            if isLost { return }
            let count = acknowledged.note {
              $0.append(address)
              return $0.count
            }
            // In the middle of the work of the others.
            if count == 40 { desk.daemon.program.send(SIGKILL) }
          }
        }
      }
      // Whoever is left after the kill waits for nothing.
      _ = await desk.daemon.program.end()
      await desk.client.close()
    }
    #expect(acknowledged.value.count >= 40)

    let again = try await Daemon.started(in: folder)
    var present: [String] = []
    var after: Int64?
    repeat {
      let page = try await again.client.agents.listAgents(
        limit: 200, afterID: after, as: desk.boss)
      present += page.agents.flatMap(\.emails)
      after = page.nextAfterID
    } while after != nil
    #expect(Set(present).count == present.count)
    #expect(Set(present).isSuperset(of: acknowledged.value))
    let chain = try await again.client.audit.verifyChain(as: desk.boss)
    #expect(chain.isIntact && chain.entries > 40)
    // One entry for each agent: the change and its entry were one transaction.
    let restored = Desk(daemon: again, boss: desk.boss)
    #expect(try await restored.auditCount(of: "agent.create") == present.count - 1)

    _ = try await again.client.sessions.verifySession(session: session)
    let inspected = try await again.client.recovery.inspectLink(
      token: Secret(link), population: .agent)
    #expect(inspected.kind == .passwordReset)
    _ = try await again.client.recovery.completePasswordReset(
      token: Secret(link), population: .agent, newPassword: Secret("Quiet-Amber-Fox-3"))
    _ = try await Desk.signIn(again.client, target, "Quiet-Amber-Fox-3")
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await again.client.sessions.verifySession(session: session)
      } == "SESSION_INVALID")
    #expect(await again.stop() == 0)
  }
}

extension Desk {
  /// How many audit entries there are of an action that contains a word.
  func auditCount(of action: String) async throws -> Int {
    var count = 0
    var before: Int64?
    repeat {
      let page = try await self.client.audit.listEvents(
        limit: 200, beforeSequence: before, as: self.boss)
      count += page.events.count { $0.action.hasPrefix(action) && $0.outcome == .done }
      before = page.nextBeforeSequence
    } while before != nil
    return count
  }
}
