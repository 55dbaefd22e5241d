import LatchkeySocket
import Testing

@Suite("Timers of a loop")
struct TimerTests {
  /// Appends its label when it fires.
  private final class Recorder: TimerHandler {
    let label: Int
    let log: Log

    init(_ label: Int, _ log: Log) {
      self.label = label
      self.log = log
    }

    func timerFired(_ timer: TimerID) {
      let label = self.label
      self.log.labels.update { $0.append(label) }
    }
  }

  private final class Log: Sendable {
    let labels = Shared<[Int]>([])
  }

  /// Lets the loop take turns until so many labels are there.
  private func wait(for count: Int, in log: Log) async {
    while log.labels.value.count < count { await Task.yield() }
  }

  @Test(
    "They fire in the order of their moments, not before, and equal ones first come, first served")
  func order() async throws {
    let loop = try EventLoop()
    let log = Log()
    let early = await Task(executorPreference: loop) {
      let start = MonotonicInstant.now
      let early = Shared<[Int]>([])
      for (label, milliseconds) in [(2, 20), (0, 1), (3, 20), (1, 5), (4, 30)] {
        let moment = start.advanced(byMilliseconds: UInt64(milliseconds))
        loop.schedule(at: moment) {
          if MonotonicInstant.now < moment { early.update { $0.append(label) } }
          log.labels.update { $0.append(label) }
        }
      }
      await self.wait(for: 5, in: log)
      return early.value
    }.value
    #expect(log.labels.value == [0, 1, 2, 3, 4])
    #expect(early == [])
    loop.shutdown()
  }

  @Test("An idle loop wakes for a timer, from whatever it waits for")
  func wakesAnIdleLoop() async throws {
    let loop = try EventLoop()
    await withCheckedContinuation { continuation in
      loop.execute {
        loop.schedule(at: .now.advanced(byMilliseconds: 3)) { continuation.resume() }
      }
    }
    loop.shutdown()
  }

  @Test("Thousands scheduled and cancelled at random fire like a sorted list", arguments: 1...8)
  func randomHistories(seed: UInt64) async throws {
    let loop = try EventLoop()
    let log = Log()
    let (expected, seen) = await Task(executorPreference: loop) {
      var random = SplitMix(state: seed)
      // All moments are past, so that one turn fires them all.
      var alive: [(timer: TimerID, moment: UInt64, label: Int)] = []
      for label in 0..<3_000 {
        let moment = UInt64.random(in: 0...200, using: &random)
        let timer = loop.schedule(
          at: MonotonicInstant(nanoseconds: moment), Recorder(label, log))
        alive.append((timer, moment, label))
        if Int.random(in: 0..<3, using: &random) == 0 {
          let gone = alive.remove(at: Int.random(in: 0..<alive.count, using: &random))
          loop.cancel(gone.timer)
          loop.cancel(gone.timer)
        }
      }
      await self.wait(for: alive.count, in: log)
      await Task.yield()
      let expected = alive.sorted { ($0.moment, $0.label) < ($1.moment, $1.label) }
      return (expected.map(\.label), log.labels.value)
    }.value
    #expect(seen == expected, "Seed \(seed).")
    loop.shutdown()
  }

  @Test("Cancelling one that has fired spares the one that took its place")
  func staleCancel() async throws {
    let loop = try EventLoop()
    let log = Log()
    await Task(executorPreference: loop) {
      let past = MonotonicInstant(nanoseconds: 1)
      let first = loop.schedule(at: past, Recorder(1, log))
      await self.wait(for: 1, in: log)
      loop.schedule(at: past, Recorder(2, log))
      loop.cancel(first)
      await self.wait(for: 2, in: log)
    }.value
    #expect(log.labels.value == [1, 2])
    loop.shutdown()
  }

  @Test("A timer may schedule another and cancel a third of the same moment")
  func reentrancy() async throws {
    let loop = try EventLoop()
    let log = Log()
    await Task(executorPreference: loop) {
      let past = MonotonicInstant(nanoseconds: 1)
      var victim: TimerID?
      loop.schedule(at: past) {
        if let victim { loop.cancel(victim) }
        loop.schedule(at: past, Recorder(3, log))
      }
      victim = loop.schedule(at: past, Recorder(2, log))
      await self.wait(for: 1, in: log)
      await Task.yield()
    }.value
    #expect(log.labels.value == [3])
    loop.shutdown()
  }

  @Test("The end of the loop drops pending timers and what they hold")
  func shutdownDropsTimers() async throws {
    final class Witness: Sendable {
      let count: Shared<Int>
      init(_ count: Shared<Int>) { self.count = count }
      deinit { self.count.update { $0 += 1 } }
    }
    let loop = try EventLoop()
    let dropped = Shared(0)
    let fired = Shared(false)
    await Task(executorPreference: loop) {
      for _ in 0..<10 {
        let witness = Witness(dropped)
        loop.schedule(at: .now.advanced(byMilliseconds: 3_600_000)) {
          fired.update { $0 = true }
          _ = witness
        }
      }
    }.value
    #expect(dropped.value == 0)
    loop.shutdown()
    #expect(dropped.value == 10)
    #expect(!fired.value)
  }

  @Test(
    "Moments add up and stop at the end of time",
    arguments: [
      (0, 0, 0), (1, 2, 3), (.max - 1, 1, .max), (.max, 1, .max), (5, .max, .max),
    ] as [(UInt64, UInt64, UInt64)])
  func arithmetic(start: UInt64, step: UInt64, sum: UInt64) {
    let moment = MonotonicInstant(nanoseconds: start)
    #expect(moment.advanced(byNanoseconds: step).nanoseconds == sum)
    #expect(moment.nanoseconds(since: MonotonicInstant(nanoseconds: sum)) == 0)
    #expect(MonotonicInstant(nanoseconds: sum).nanoseconds(since: moment) == sum - start)
    #expect(moment.advanced(byMilliseconds: .max).nanoseconds == .max)
  }
}

/// A small generator whose every run is told by its seed.
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
