import Glibc
import LatchkeySocket
import Measure
import Synchronization

/// Four who sign in again and again, which keeps all cores hashing, and who verifies sessions beside
/// them.
enum Company: String {
  /// Somebody who calls as soon as the last answer is there.
  case eager = "beside"
  /// Somebody who calls once a millisecond.
  case paced = "beside-paced"
  /// Nobody.
  case none = "hashing"

  private static let hashers = 4

  /// Runs until the time of whoever verifies is up; prints what came out of both.
  func run(
    _ desk: PreparedDesk, _ sibling: PreparedDesk, on executor: any TaskExecutor, seconds: Double
  ) async throws {
    let isOver = Flag()
    try await withThrowingTaskGroup(of: [MonotonicInstant].self) { group in
      for index in 0..<Self.hashers {
        group.addTask(executorPreference: desk.executor) {
          var moments: [MonotonicInstant] = []
          while !isOver.isSet {
            try await desk.signIn(index)
            moments.append(.now)
          }
          return moments
        }
      }
      try await self.verify(sibling, on: executor, seconds: seconds)
      isOver.set()
      Self.report(try await group.reduce(into: []) { $0 += $1 }.sorted())
    }
  }

  private func verify(
    _ desk: PreparedDesk, on executor: any TaskExecutor, seconds: Double
  ) async throws {
    try await Task(executorPreference: executor) {
      let sampler = Sampler(seconds: seconds)
      var moment = MonotonicInstant.now
      var next = moment
      while !sampler.isDone {
        if self != .eager {
          // From the plan, not from now: one late call does not make the whole rhythm slower.
          next = next.advanced(byMilliseconds: self == .paced ? 1 : 10)
          Self.wait(until: next)
          moment = .now
        }
        if self != .none { try await desk.verify() }
        moment = sampler.record(since: moment)
      }
    }.value
  }

  /// Stops this thread, a sibling's own, until a moment: a timer elsewhere would wake further threads,
  /// and what they cost would be taken for the price of a call.
  private static func wait(until moment: MonotonicInstant) {
    var time = timespec(
      tv_sec: Int(moment.nanoseconds / 1_000_000_000),
      tv_nsec: Int(moment.nanoseconds % 1_000_000_000))
    unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
  }

  /// Prints hashes a second, from the first after the warm-up to the last: whole hashes over the time
  /// that they took.
  private static func report(_ moments: [MonotonicInstant]) {
    guard let start = moments.first else { return }
    let counted = moments.filter { $0.nanoseconds(since: start) >= 500_000_000 }
    guard let first = counted.first, let last = counted.last, last > first else { return }
    let rate = Double(counted.count - 1) / Double(last.nanoseconds(since: first)) * 1e9
    print("{\"phase\": \"hashes\", \"hashesPerSecond\": \(rate)}")
    fflush(nil)
  }
}

/// Something that happens once, and is seen from any thread.
private final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { self.value.load(ordering: .relaxed) }

  func set() { self.value.store(true, ordering: .relaxed) }
}
