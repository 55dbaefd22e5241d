import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import LatchkeyTestBasics
import Testing

/// More than the desk can take, from friends and from others.
@Suite(.serialized, .ownThread)
struct LoadTests {
  @Test("Sign-ins beyond the hash queue are sent away at once, and sessions are verified meanwhile")
  func overload() async throws {
    let folder = try Folder()
    let first = try await Desk.opened(in: folder)
    let password = "Seven-Grey-Herons-2"
    var people: [String] = []
    for index in 0..<32 { people.append(try await first.add("p\(index)", password: password)) }
    let callers = people
    #expect(await first.daemon.stop() == 0)
    let daemon = try await Daemon.started(in: folder, StopTests.narrow + StopTests.slow)
    let verifier = try daemon.another()
    let session = first.boss
    _ = try await verifier.sessions.verifySession(session: session)

    let order = Noted<[String]>([])
    let isOver = Noted(false)
    let verified = await withTaskGroup(of: Int.self) { group in
      group.addTask {
        var count = 0
        while !isOver.value {
          let seen = try? await verifier.sessions.verifySession(session: session)
          if seen?.population == .agent { count += 1 } else { return -1 }
        }
        return count
      }
      group.addTask {
        await withTaskGroup { group in
          for caller in callers {
            group.addTask {
              do throws(LatchkeyError) {
                let answer = try await daemon.client.signIn.signIn(
                  population: .agent, identifier: caller, password: Secret(password))
                order.note { $0.append(answer.session == nil ? "no session" : "in") }
              } catch {
                let isWhole =
                  error.code == .resourceExhausted && error.retryAfter != nil
                  && error.outcome != .committed && error.outcome != .unknown
                order.note { $0.append(isWhole ? error.reasonText : "\(error)") }
              }
            }
          }
        }
        isOver.note { $0 = true }
        return 0
      }
      return await group.reduce(0, +)
    }
    let ends = order.value
    #expect(ends.count == 32)
    #expect(Set(ends) == ["in", "OVERLOADED"], "\(ends)")
    // At once: before those that were taken on were through.
    let firstRefused = try #require(ends.firstIndex(of: "OVERLOADED"))
    let lastIn = try #require(ends.lastIndex(of: "in"))
    #expect(firstRefused < lastIn, "\(ends)")
    #expect(verified > 0, "Sessions were verified while passwords were hashed.")
    // Nothing of it counts as a wrong password, and nothing stays taken.
    for caller in callers.prefix(4) {
      _ = try await Desk.signIn(daemon.client, caller, password)
    }
    await verifier.close()
    #expect(await daemon.stop() == 0)
  }

  @Test("Sign-ins of one person at once, while the cost of hashes was raised, are all right")
  func raisedCost() async throws {
    let folder = try Folder()
    let first = try await Desk.opened(in: folder)
    #expect(await first.daemon.stop() == 0)
    let daemon = try await Daemon.started(in: folder, ["--hash-passes", "3"])
    let ends = await withTaskGroup(of: String.self) { group in
      for _ in 0..<4 {
        group.addTask {
          await Desk.refusal { () throws(LatchkeyError) in
            try await daemon.client.signIn.signIn(
              population: .agent, identifier: Desk.bossAddress,
              password: Secret(Desk.bossPassword))
          } ?? "in"
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(ends == ["in", "in", "in", "in"])
    #expect(await daemon.stop() == 0)
  }

  @Test("Peers that write rubbish, stop half-way or say nothing disturb nobody else")
  func rubbish() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let path = folder.path(Daemon.names.socket)
    let seed = UInt64.random(in: 0...UInt64.max)
    var chance = SplitMix(state: seed)
    // They hang for as long as the test runs.
    var hanging: [RawConnection] = []
    hanging.append(try RawConnection(to: path))
    let half = try RawConnection(to: path)
    half.send(Array(RawConnection.preface.prefix(5)))
    hanging.append(half)
    let greeted = try RawConnection(to: path)
    let hello: [UInt8] = [0xA1, 0x01, 0x82, 0x01, 0x01]
    greeted.send(RawConnection.preface + RawConnection.frame(1, stream: 0, hello))
    #expect(greeted.read(atLeast: 12).count >= 12)
    greeted.send(Array(RawConnection.frame(2, stream: 1, [0xA2, 0x01], flags: 1).prefix(13)))
    hanging.append(greeted)

    for round in 0..<60 {
      let peer = try RawConnection(to: path)
      let noise = (0..<Int.random(in: 1...4_096, using: &chance)).map { _ in
        UInt8.random(in: 0...255, using: &chance)
      }
      switch round % 4 {
      case 0: peer.send(noise)
      case 1: peer.send(RawConnection.preface + noise)
      case 2:
        peer.send(
          RawConnection.preface + RawConnection.frame(1, stream: 0, hello) + noise)
      default:
        var body = [UInt8](repeating: 0, count: 0)
        body += noise
        peer.send(
          RawConnection.preface + RawConnection.frame(1, stream: 0, hello)
            + RawConnection.frame(2, stream: 1, body, flags: 1))
      }
      // In between, the well-behaved one is served.
      let seen = try await desk.client.sessions.verifySession(session: desk.boss)
      #expect(seen.population == .agent, "seed \(seed), round \(round)")
    }
    #expect(hanging.count == 3)
    #expect(desk.daemon.program.lines.allSatisfy { !$0.contains("atal") })
    #expect(await desk.daemon.stop() == 0)
  }

  @Test("Connections beyond those of one user are refused with a reason, and room is found again")
  func connections() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let path = folder.path(Daemon.names.socket)
    var held: [RawConnection] = []
    var refusals = 0
    let hello: [UInt8] = [0xA1, 0x01, 0x82, 0x01, 0x01]
    // The client of the fixture has one already: 31 more is what one user may have.
    for index in 0..<40 {
      let peer = try RawConnection(to: path)
      peer.send(RawConnection.preface + RawConnection.frame(1, stream: 0, hello))
      let answer = peer.read(atLeast: 12)
      try #require(answer.count >= 12, "Connection \(index) was closed without a word.")
      if answer[8] == 1 {
        held.append(peer)
        continue
      }
      #expect(answer[8] == 5, "ERROR")
      #expect(
        String(decoding: answer, as: UTF8.self).contains("TOO_MANY_CONNECTIONS"), "\(index)")
      refusals += 1
    }
    #expect(held.count == 31)
    #expect(refusals == 9)
    // A new client hears the same, as an error that can be switched on.
    let late = try desk.daemon.another()
    do throws(LatchkeyError) {
      _ = try await late.server.ping()
      Issue.record("It was let in.")
    } catch {
      #expect(error.code == .resourceExhausted)
      #expect(error.reasonText == "TOO_MANY_CONNECTIONS")
      #expect(error.outcome == .notStarted)
    }
    await late.close()
    _ = try await desk.client.sessions.verifySession(session: desk.boss)
    held.removeAll()
    let again = try LatchkeyClient(socket: path, waitsForService: true)
    _ = try await again.sessions.verifySession(session: desk.boss)
    await again.close()
    #expect(await desk.daemon.stop() == 0)
  }

  @Test("1000 connections one after another leave no descriptor behind")
  func manyConnects() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let path = folder.path(Daemon.names.socket)
    func descriptors() throws -> Int {
      try FileManager.default.contentsOfDirectory(
        atPath: "/proc/\(desk.daemon.program.id)/fd"
      ).count
    }
    _ = try await desk.client.server.ping()
    let before = try descriptors()
    for _ in 0..<1_000 {
      let peer = try RawConnection(to: path)
      peer.send(Array(RawConnection.preface.prefix(3)))
    }
    _ = try await desk.client.sessions.verifySession(session: desk.boss)
    // Those at the end of the queue are closed one turn after another.
    var turns = 0
    while try descriptors() > before && turns < 10_000 {
      _ = try await desk.client.server.ping()
      turns += 1
    }
    #expect(try descriptors() <= before)
    #expect(await desk.daemon.stop() == 0)
  }
}

/// A small generator that starts from a number which a failure can name.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    self.state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = self.state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
