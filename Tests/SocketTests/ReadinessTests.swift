import Glibc
import LatchkeySocket
import Synchronization
import Testing

@Suite("Descriptors watched by a loop")
struct ReadinessTests {
  /// Notes what it is told and acts as the test says.
  private final class Watcher: ReadinessHandler, EndOfTurnHandler {
    let loop: EventLoop
    let connection: UnixConnection
    var registration: Registration?
    var log: [String] = []
    var onReadable: (Watcher) -> Void = { _ in }
    var onWritable: (Watcher) -> Void = { _ in }
    var onHungUp: (Watcher) -> Void = { $0.leave() }

    init(_ loop: EventLoop, _ connection: consuming UnixConnection) {
      self.loop = loop
      self.connection = connection
    }

    func join(_ interest: ReadinessInterest = .read) throws {
      self.registration = try self.loop.register(
        self.connection.descriptor, interest: interest, handler: self)
    }

    func leave() {
      guard let registration = self.registration else { return }
      self.registration = nil
      self.loop.deregister(registration)
    }

    func readable() {
      self.log.append("readable")
      self.onReadable(self)
    }

    func writable() {
      self.log.append("writable")
      self.onWritable(self)
    }

    func hungUp() {
      self.log.append("hung up")
      self.onHungUp(self)
    }

    func endOfTurn() {
      self.log.append("end of turn")
    }

    /// Takes turns until something holds.
    func wait(_ condition: (Watcher) -> Bool) async {
      while !condition(self) { await Task.yield() }
    }
  }

  @Test("A handler is told again as long as bytes are left, and not after it has left")
  func levelTriggered() async throws {
    let loop = try EventLoop()
    let log = try await Task(executorPreference: loop) { () -> [String] in
      let pair = try UnixConnection.socketPair()
      let far = pair.second
      let watcher = Watcher(loop, pair.first)
      try watcher.join()
      watcher.onReadable = { watcher in
        _ = try? watcher.connection.receive(1)
        if watcher.log.count == 3 { watcher.leave() }
      }
      _ = try far.send([1, 2, 3, 4])
      await watcher.wait { $0.registration == nil }
      _ = try far.send([5])
      for _ in 0..<100 { await Task.yield() }
      return watcher.log
    }.value
    #expect(log == ["readable", "readable", "readable"])
    loop.shutdown()
  }

  @Test("Room to write is told once asked for, and once each time it comes back")
  func writability() async throws {
    let loop = try EventLoop()
    let log = try await Task(executorPreference: loop) { () -> [String] in
      let pair = try UnixConnection.socketPair()
      let far = pair.second
      let watcher = Watcher(loop, pair.first)
      try watcher.join()
      let block = [UInt8](repeating: 1, count: 65_536)
      while case .bytes = try watcher.connection.send(block) {}
      guard let registration = watcher.registration else { return [] }
      watcher.onWritable = { $0.loop.setInterest(.read, of: registration) }
      loop.setInterest([.read, .write], of: registration)
      for _ in 0..<100 { await Task.yield() }
      watcher.log.append("still full")
      while case .bytes = try far.receive(65_536).1 {}
      await watcher.wait { $0.log.contains("writable") }
      for _ in 0..<100 { await Task.yield() }
      watcher.leave()
      return watcher.log
    }.value
    #expect(log == ["still full", "writable"])
    loop.shutdown()
  }

  @Test(
    "A handler that reads sees the end of the file; one that does not is told of the hang-up once")
  func hangUp() async throws {
    let loop = try EventLoop()
    let (reading, paused) = try await Task(executorPreference: loop) {
      func log(_ interest: ReadinessInterest) async throws -> [String] {
        let pair = try UnixConnection.socketPair()
        let watcher = Watcher(loop, pair.first)
        let far = Mutex<UnixConnection?>(pair.second)
        try watcher.join(interest)
        watcher.onReadable = { watcher in
          if (try? watcher.connection.receive(8).1) == .endOfFile { watcher.leave() }
        }
        watcher.onHungUp = { _ in }
        far.withLock { $0 = nil }
        await watcher.wait { !$0.log.isEmpty }
        for _ in 0..<100 { await Task.yield() }
        watcher.leave()
        return watcher.log
      }
      return (try await log(.read), try await log([]))
    }.value
    #expect(reading == ["readable"])
    #expect(paused == ["hung up"])
    loop.shutdown()
  }

  @Test("A handler may deregister another whose event came in the same turn")
  func deregisterWithinATurn() async throws {
    let loop = try EventLoop()
    let logs = try await Task(executorPreference: loop) {
      var watchers: [Watcher] = []
      let farEnds = FarEnds()
      for _ in 0..<8 {
        let pair = try UnixConnection.socketPair()
        farEnds.add(pair.second)
        watchers.append(Watcher(loop, pair.first))
      }
      let all = watchers
      for watcher in all {
        try watcher.join()
        watcher.onReadable = { _ in for other in all { other.leave() } }
      }
      farEnds.sendAll()
      while all.allSatisfy({ $0.log.isEmpty }) { await Task.yield() }
      for _ in 0..<100 { await Task.yield() }
      return all.flatMap(\.log)
    }.value
    #expect(logs == ["readable"])
    loop.shutdown()
  }

  @Test("An event for one who has left does not reach the one who took its place")
  func placeTakenWithinATurn() async throws {
    let loop = try EventLoop()
    let log = try await Task(executorPreference: loop) { () -> [String] in
      let farEnds = FarEnds()
      func watcher() throws -> Watcher {
        let pair = try UnixConnection.socketPair()
        farEnds.add(pair.second)
        return Watcher(loop, pair.first)
      }
      let leavers = [try watcher(), try watcher()]
      let successors = [try watcher(), try watcher()]
      // The first of the two to be told takes both out, and fills both places with others.
      for leaver in leavers {
        try leaver.join()
        leaver.onReadable = { _ in
          for leaver in leavers { leaver.leave() }
          for successor in successors { try? successor.join() }
        }
      }
      farEnds.sendAll(first: 2)
      while leavers.allSatisfy({ $0.log.isEmpty }) { await Task.yield() }
      for _ in 0..<100 { await Task.yield() }
      let log = (leavers + successors).flatMap(\.log)
      for successor in successors { successor.leave() }
      return log
    }.value
    #expect(log == ["readable"])
    loop.shutdown()
  }

  /// Ends kept open; a noncopyable value does not fit into an array.
  private final class FarEnds {
    private final class Box {
      let connection: UnixConnection
      init(_ connection: consuming UnixConnection) { self.connection = connection }
    }

    private var boxes: [Box] = []

    func add(_ connection: consuming UnixConnection) {
      self.boxes.append(Box(connection))
    }

    func sendAll(first count: Int = .max) {
      for box in self.boxes.prefix(count) { _ = try? box.connection.send([1]) }
    }
  }

  @Test("End-of-turn handlers run once, after the turn's jobs, and may ask again")
  func endOfTurn() async throws {
    final class Again: EndOfTurnHandler {
      let loop: EventLoop
      var log: [String] = []
      var left = 3

      init(_ loop: EventLoop) { self.loop = loop }

      func endOfTurn() {
        self.log.append("end")
        self.left -= 1
        if self.left > 0 { self.loop.atEndOfTurn(self) }
      }
    }
    let loop = try EventLoop()
    let log = await Task(executorPreference: loop) {
      let handler = Again(loop)
      loop.atEndOfTurn(handler)
      // Within the turn, because a round of jobs follows another before the turn ends.
      for _ in 0..<3 {
        handler.log.append("job")
        await Task.yield()
      }
      while handler.left > 0 { await Task.yield() }
      return handler.log
    }.value
    #expect(log.prefix(4) == ["job", "job", "job", "end"])
    #expect(log.filter { $0 == "end" }.count == 3)
    loop.shutdown()
  }

  @Test("The end of the loop lets go of its handlers")
  func shutdownDropsHandlers() async throws {
    final class Holder: Sendable {
      let live: Shared<Int>
      init(_ live: Shared<Int>) {
        self.live = live
        live.update { $0 += 1 }
      }
      deinit { self.live.update { $0 -= 1 } }
    }
    let loop = try EventLoop()
    let live = Shared(0)
    try await Task(executorPreference: loop) {
      for _ in 0..<10 {
        let pair = try UnixConnection.socketPair()
        let watcher = Watcher(loop, pair.first)
        let farEnds = FarEnds()
        farEnds.add(pair.second)
        let holder = Holder(live)
        watcher.onReadable = { _ in _ = (holder, farEnds) }
        try watcher.join()
      }
    }.value
    #expect(live.value == 10)
    loop.shutdown()
    #expect(live.value == 0)
  }
}
