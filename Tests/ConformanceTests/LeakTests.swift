import Foundation
import LatchkeyConformance
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("What is over has left nothing, in the server's process and in the client's")
struct LeakTests {
  /// What a process held before and after.
  private struct Growth {
    var heap: Int
    var files: Int

    /// Reads the line of `lkp-echo churn`.
    init(_ text: String) throws {
      let match = try #require(
        text.firstMatch(of: /heap (\d+) (\d+) files (\d+) (\d+)/), "\(text)")
      let numbers = [match.1, match.2, match.3, match.4].compactMap { Int($0) }
      self.heap = numbers[1] - numbers[0]
      self.files = numbers[3] - numbers[2]
    }
  }

  /// Pages of memory that a process has, in bytes.
  private func residentBytes(of id: pid_t) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(id)/statm", encoding: .ascii)
    return try #require(Int(text.split(separator: " ")[1])) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// What the server holds once nobody but the watcher is connected.
  private func rest(_ watcher: RPCClient) async throws -> Resources {
    let end = MonotonicInstant.now.advanced(byMilliseconds: 600_000)
    var now = try await watcher.resources()
    while now.connections > 1 || now.running > 1, MonotonicInstant.now < end {
      now = try await watcher.resources()
    }
    return now
  }

  @Test("W4.36 ten thousand streams leave heap and memory of both sides as they were")
  func streams() async throws {
    try await Served.run(.echo) { path, process in
      let loop = try EventLoop(name: "watcher")
      defer { loop.shutdown() }
      let watcher = RPCClient(path: path, loop: loop)
      func churn(_ count: Int) async throws -> Growth {
        let client = try Spawned.echo("churn", path, "streams", "\(count)")
        let text = await client.text()
        #expect(await client.end() == 0, "\(text)")
        return try Growth(text)
      }
      _ = try await churn(1_000)
      let before = try await self.rest(watcher)
      let residentBefore = try self.residentBytes(of: process.id)
      let client = try await churn(10_000)
      let after = try await self.rest(watcher)
      let residentAfter = try self.residentBytes(of: process.id)
      #expect(client.heap <= 65_536 && client.files <= 1, "\(client)")
      #expect(after.heapBytes <= before.heapBytes + 65_536, "\(before) \(after)")
      #expect(after.descriptors <= before.descriptors)
      #expect(after.running == 1)
      #expect(residentAfter <= residentBefore + (1 << 20), "\(residentBefore) \(residentAfter)")
      print(
        "10 000 streams: client's heap \(client.heap), server's",
        Int(after.heapBytes) - Int(before.heapBytes), "resident", residentAfter - residentBefore)
    }
  }

  /// Connects, calls, and closes as soon as some of it is there to be lost.
  private func reset(_ path: String, _ said: [UInt8]) async throws {
    let connection = try UnixConnection.connect(path: path)
    guard case .bytes(said.count) = try connection.write(said.span) else { return }
    var buffer = [UInt8](repeating: 0, count: 12)
    let end = MonotonicInstant.now.advanced(byMilliseconds: 600_000)
    while MonotonicInstant.now < end {
      var span = buffer.mutableSpan
      // Of the HELLO: what is behind it stays unread, and the kernel tells the server so.
      if case .bytes = try connection.read(into: &span) { return }
      await Task.yield()
    }
  }

  @Test("W4.11 ten thousand connections that are reset leave nothing in the server")
  func resetsOfClients() async throws {
    try await Served.run(.echo) { path, process in
      let loop = try EventLoop(name: "watcher")
      defer { loop.shutdown() }
      let watcher = RPCClient(path: path, loop: loop)
      var writer = FrameWriter(appendingTo: Preface.bytes)
      writer.hello(Hello(limits: WireLimits(), schemaHash: nil, agent: "reset", instance: nil))
      // One that is answered, and a stream that waits for messages for ever.
      let job = try CBOREncoder().encode(Job(sizes: [1_000]))
      writer.request(
        RequestEnvelope(method: .number(2), body: job), stream: 1, isSensitive: false)
      writer.request(
        RequestEnvelope(method: .number(5), body: []), stream: 3, isSensitive: false,
        isOpenEnded: true)
      let said = writer.bytes
      func churn(_ count: Int) async throws {
        for number in 0..<count {
          try await self.reset(path, said)
          // The queue of the listener is short.
          if number % 64 == 63 { _ = try await watcher.resources() }
        }
      }
      try await churn(1_000)
      let before = try await self.rest(watcher)
      let residentBefore = try self.residentBytes(of: process.id)
      try await churn(10_000)
      let after = try await self.rest(watcher)
      #expect(after.connections == 1 && after.running == 1, "\(after)")
      #expect(after.descriptors <= before.descriptors + 1, "\(before) \(after)")
      #expect(after.heapBytes <= before.heapBytes + 65_536, "\(before) \(after)")
      let residentAfter = try self.residentBytes(of: process.id)
      #expect(residentAfter <= residentBefore + (1 << 20), "\(residentBefore) \(residentAfter)")
    }
  }

  @Test("W4.11 ten thousand connections that a server resets leave nothing in the client")
  func resetsOfServers() async throws {
    let path = "/tmp/lkrs-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    var listener = try UnixListener(path: path)
    let client = try Spawned.echo("churn", path, "calls", "10000")
    let isOver = Flag()
    let reading = Task {
      defer { isOver.raise() }
      return await client.text()
    }
    while !isOver.isRaised {
      // Reads the preface, and closes with the rest unread.
      if case .connection(let connection)? = try? listener.accept() {
        var buffer = [UInt8](repeating: 0, count: 8)
        var outcome: TransferOutcome? = .wouldBlock
        while outcome == .wouldBlock, !isOver.isRaised {
          var span = buffer.mutableSpan
          outcome = try? connection.read(into: &span)
        }
      }
      await Task.yield()
    }
    let text = await reading.value
    #expect(await client.end() == 0, "\(text)")
    let growth = try Growth(text)
    // The last connection may still be on its way out.
    #expect(growth.heap <= 65_536 && growth.files <= 1, "\(growth)")
  }

  @Test("W4.18 a client that is killed in calls of each kind frees their places at once")
  func killedClient() async throws {
    try await Served.run(.echo) { path in
      let loop = try EventLoop(name: "watcher")
      defer { loop.shutdown() }
      let watcher = RPCClient(path: path, loop: loop)
      let victim = try Spawned.echo("wait", path)
      #expect(await victim.text(to: "waiting").contains("waiting"))
      let end = MonotonicInstant.now.advanced(byMilliseconds: 600_000)
      while try await watcher.resources().running < 6, MonotonicInstant.now < end {}
      let during = try await watcher.resources()
      #expect(during.running == 6, "One call of each kind, and the watcher's.")
      let start = MonotonicInstant.now
      kill(victim.id, SIGKILL)
      let after = try await self.rest(watcher)
      #expect(after.running == 1 && after.connections == 1, "\(after)")
      // Their pauses, and their deadlines, are ten minutes: only the end of the client has ended them.
      let milliseconds = MonotonicInstant.now.nanoseconds(since: start) / 1_000_000
      #expect(milliseconds < 30_000, "\(milliseconds)")
    }
  }

  @Test("rpc_soak: a thousand large calls on one connection, none of which fails")
  func soak() async throws {
    try await Served.run(.echo) { path in
      let client = try Spawned.echo("soak", path, "1000", "1000")
      let text = await client.text()
      #expect(await client.end() == 0, "\(text)")
      #expect(text.contains("rpc_soak: 1000 calls, 0 failures"), "\(text)")
      print(text)
    }
  }

  @Test("W4.43 bytes that come with descriptors are all read, and no descriptor is kept")
  func descriptors() async throws {
    try await Served.run(.echo) { path in
      let loop = try EventLoop(name: "watcher")
      defer { loop.shutdown() }
      let watcher = RPCClient(path: path, loop: loop)
      let before = try await watcher.resources()
      let sender = try Spawned(["python3", Spawned.file("Peer/descriptors.py"), path])
      let text = await sender.text()
      #expect(text.contains("100 answers"), "\(text)")
      #expect(await sender.end() == 0, "\(text)")
      let after = try await self.rest(watcher)
      #expect(after.descriptors <= before.descriptors)
    }
  }
}
