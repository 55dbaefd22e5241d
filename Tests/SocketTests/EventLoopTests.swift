import LatchkeySocket
import Testing

@Suite("An event loop as an executor")
struct EventLoopExecutorTests {
  @Test("Tasks that prefer the loop run on its thread, before and after they wait")
  func jobsRunOnTheLoop() async throws {
    let loop = try EventLoop()
    #expect(!loop.isCurrent)
    let places = await Task(executorPreference: loop) {
      var places = [loop.isCurrent]
      await Task.yield()
      places.append(loop.isCurrent)
      _ = await Task.detached { 1 }.value
      places.append(loop.isCurrent)
      return places
    }.value
    #expect(places == [true, true, true])
    loop.shutdown()
  }

  @Test("A task started at once on the loop's thread runs to its end without a hop")
  func immediateTask() async throws {
    let loop = try EventLoop()
    let order = await Task(executorPreference: loop) {
      let order = Shared<[String]>([])
      Task.immediate(executorPreference: loop) {
        order.update { $0.append("immediate") }
        await Self.nothing()
        order.update { $0.append("after a call that does not wait") }
        await Task.yield()
        order.update { $0.append(loop.isCurrent ? "after a wait, on the loop" : "elsewhere") }
      }
      order.update { $0.append("starter") }
      while order.value.count < 4 { await Task.yield() }
      return order.value
    }.value
    #expect(
      order == [
        "immediate", "after a call that does not wait", "starter", "after a wait, on the loop",
      ])
    loop.shutdown()
  }

  static func nothing() async {}

  @Test("Closures run in the order they came, from outside and from the loop itself")
  func closuresKeepTheirOrder() async throws {
    let loop = try EventLoop()
    let seen = Shared<[Int]>([])
    await withCheckedContinuation { continuation in
      for number in 0..<100 {
        loop.execute { seen.update { $0.append(number) } }
      }
      loop.execute {
        for number in 100..<200 {
          loop.execute { seen.update { $0.append(number) } }
        }
        loop.execute { continuation.resume() }
      }
    }
    #expect(seen.value == Array(0..<200))
    loop.shutdown()
  }

  @Test("64 tasks hop between loops and always arrive", arguments: [2, 3])
  func hopping(count: Int) async throws {
    let group = try EventLoopGroup(count: count)
    let arrivals = await withTaskGroup(of: Int.self) { tasks in
      for _ in 0..<64 {
        tasks.addTask {
          var arrivals = 0
          for _ in 0..<200 {
            let loop = group.next()
            arrivals += await Task(executorPreference: loop) { loop.isCurrent ? 1 : 0 }.value
          }
          return arrivals
        }
      }
      return await tasks.reduce(0, +)
    }
    #expect(arrivals == 64 * 200)
    group.shutdown()
  }

  @Test("Loops are given out in turn")
  func roundRobin() throws {
    let group = try EventLoopGroup(count: 3)
    let given = (0..<6).map { _ in ObjectIdentifier(group.next()) }
    #expect(Set(given.prefix(3)).count == 3)
    #expect(given.prefix(3) == given.suffix(3))
    group.shutdown()
  }

  @Test("Work that begets work does not keep a timer from firing")
  func jobsLeaveRoom() async throws {
    let loop = try EventLoop()
    let fired = Shared(false)
    await Task(executorPreference: loop) {
      loop.schedule(at: .now) { fired.update { $0 = true } }
      while !fired.value { await Task.yield() }
    }.value
    #expect(fired.value)
    loop.shutdown()
  }

  @Test("What is queued at the end still runs, what comes later is refused")
  func shutdownRunsTheQueue() throws {
    let loop = try EventLoop()
    let ran = Shared(0)
    for _ in 0..<1_000 {
      loop.execute {
        ran.update { $0 += 1 }
        loop.execute { ran.update { $0 += 1 } }
      }
    }
    loop.shutdown()
    #expect(ran.value == 2_000)
    #expect(loop.execute {} == false)
    #expect(!loop.isCurrent)
    loop.shutdown()
  }

  @Test("A task whose loop has ended comes to its end elsewhere")
  func lateTask() async throws {
    let loop = try EventLoop()
    let (stream, feed) = AsyncStream.makeStream(of: Int.self)
    let task = Task(executorPreference: loop) {
      for await number in stream { return (number, loop.isCurrent) }
      return (0, true)
    }
    loop.shutdown()
    feed.yield(5)
    let (number, isCurrent) = await task.value
    #expect(number == 5)
    #expect(!isCurrent)
  }

  @Test("Loops come and go without a descriptor or a thread left behind")
  func loopsComeBack() async throws {
    await #expect(processExitsWith: .success) {
      try EventLoop().shutdown()
      let descriptors = openDescriptorCount(of: "anon_inode:")
      let threads = names(in: "/proc/self/task").count
      for _ in 0..<200 {
        let group = try EventLoopGroup(count: 2)
        group.next().execute {}
        group.shutdown()
      }
      #expect(openDescriptorCount(of: "anon_inode:") == descriptors)
      #expect(names(in: "/proc/self/task").count == threads)
    }
  }
}
