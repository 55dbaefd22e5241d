import Foundation
import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A server without descriptors says so and recovers")
struct DescriptorTests {
  @Test("W4.19 out of descriptors is a typed refusal, and over when one is free again")
  func starved() async throws {
    // In a process of its own: the limit is the process's.
    await #expect(processExitsWith: .success) {
      try await TestBed.run { bed in
        // One connection first, so that everything that opens files has opened them.
        let first = try await RawPeer.greeted(path: bed.path)
        var limit = rlimit(rlim_cur: 256, rlim_max: 256)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        var fillers: [FileHandle] = []
        while let filler = FileHandle(forReadingAtPath: "/dev/null") { fillers.append(filler) }
        // One for the client's end: the server's end has to come out of the reserve.
        fillers.removeLast()
        let refused = try RawPeer(path: bed.path)
        let frame = await refused.frame()
        try #require(frame?.failure?.reason == "OVERLOADED")
        try #require(frame?.failure?.outcome == .notStarted)
        try first.send(RawPeer.request(1))
        try #require(await first.frame()?.type == 4)
        fillers = []
        let next = try await RawPeer.greeted(path: bed.path)
        try next.send(RawPeer.request(1))
        try #require(await next.frame()?.type == 4)
      }
    }
  }

  @Test(
    "W4.19 accepting without a descriptor rests: it neither spins nor ends, and goes on by itself")
  func starvedAccept() async throws {
    await #expect(processExitsWith: .success) {
      try await TestBed.run { bed in
        let first = try await RawPeer.greeted(path: bed.path)
        // The server is held up until somebody waits in its queue and no descriptor can be had: the limit is
        // below all numbers in use, so that even the reserve is of no use.
        let curtain = ScriptedServer.Curtain()
        bed.serverLoops.loops[0].execute { while !curtain.hasFallen {} }
        let second = try RawPeer(path: bed.path)
        var limit = rlimit(rlim_cur: 3, rlim_max: 1_024)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let begin = MonotonicInstant.now
        curtain.fall()
        try #require(await eventually { bed.events.acceptFailures > 0 })
        for index in 0..<1_000 as Range<UInt32> {
          try first.send(RawPeer.request(2 * index + 1))
          try #require(await first.frame()?.type == 4)
        }
        // Tried again ten times a second, whatever the loop has to do meanwhile.
        let most = MonotonicInstant.now.nanoseconds(since: begin) / 100_000_000 + 1
        try #require(bed.events.acceptFailures <= Int(most))
        limit = rlimit(rlim_cur: 1_024, rlim_max: 1_024)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        try second.send(Preface.bytes + RawPeer.hello + RawPeer.request(1))
        try #require(await second.frame()?.type == 1)
        try #require(await second.frame()?.type == 4)
      }
    }
  }

  @Test("W4.19 a client out of descriptors fails typed, and goes on when one is free")
  func starvedClient() async throws {
    await #expect(processExitsWith: .success) {
      try await TestBed.run { bed in
        // Kept: the end of its connection would give descriptors back at some moment.
        let first = bed.client()
        _ = try await first.call(.number(1), body: [])
        var limit = rlimit(rlim_cur: 256, rlim_max: 256)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        var fillers: [FileHandle] = []
        while let filler = FileHandle(forReadingAtPath: "/dev/null") { fillers.append(filler) }
        let client = bed.client()
        let failure = await failureOf { () async throws(CallFailure) in
          try await client.call(.number(1), body: [])
        }
        try #require(failure?.code == .unavailable)
        try #require(failure?.outcome == .notStarted)
        try #require(failure?.message.contains("error \(EMFILE)") == true)
        fillers = []
        let reply = try await client.call(.number(1), body: [7])
        try #require(reply.body == [7])
        withExtendedLifetime(first) {}
      }
    }
  }
}
