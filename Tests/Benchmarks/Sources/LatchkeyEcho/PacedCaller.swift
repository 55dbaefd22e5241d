import Glibc
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Measure

/// A caller with a rhythm of its own, who leaves a server alone in between.
struct PacedCaller {
  let path: String
  let microseconds: Double
  let seconds: Double

  /// Calls until the time is up; prints the lines that every program here prints.
  func run(on loop: EventLoop) async throws {
    let client = RPCClient(path: self.path, loop: loop)
    let sampler = ConfinedSampler(sampler: Sampler(seconds: self.seconds))
    try await Task(executorPreference: loop) {
      let payload = [UInt8](repeating: 7, count: 64)
      let distance = UInt64(self.microseconds * 1_000)
      var next = MonotonicInstant.now.nanoseconds
      while !sampler.sampler.isDone {
        // From the plan, not from now: one late call does not make the whole rhythm slower.
        next += distance
        Self.wait(until: next)
        let moment = MonotonicInstant.now
        _ = try await client.call(.number(Echo.Method.echo.rawValue), body: payload)
        _ = sampler.sampler.record(since: moment)
      }
    }.value
    await client.close()
  }

  /// Stops the loop's thread, which has nothing else to do, until a moment: a timer elsewhere would wake
  /// further threads.
  private static func wait(until nanoseconds: UInt64) {
    var time = timespec(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
  }
}
