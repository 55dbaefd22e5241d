import LatchkeySocket
import Testing

@Suite("How long a loop looks for work before it sleeps")
struct SpinPolicyTests {
  @Test("Off is off, whatever happens")
  func off() {
    var spin = SpinPolicy(microseconds: 0)
    #expect(!spin.isOn && spin.nanoseconds == 0)
    spin.found()
    spin.slept(0)
    #expect(spin.nanoseconds == 0)
  }

  @Test(
    "Looks in vain end the looking, one that finds something begins it anew",
    arguments: [(0, 50_000), (7, 50_000), (8, 0), (100, 0)] as [(Int, UInt64)])
  func misses(count: Int, nanoseconds: UInt64) {
    var spin = SpinPolicy(microseconds: 50)
    for _ in 0..<count { spin.missed() }
    #expect(spin.nanoseconds == nanoseconds)
    spin.found()
    #expect(spin.nanoseconds == 50_000)
  }

  @Test(
    "Sleep shorter than a look begins the looking anew",
    arguments: [(49_999, 50_000), (50_000, 50_000), (50_001, 0), (.max, 0)] as [(UInt64, UInt64)])
  func sleeps(slept: UInt64, nanoseconds: UInt64) {
    var spin = SpinPolicy(microseconds: 50)
    for _ in 0..<SpinPolicy.missesMax { spin.missed() }
    spin.slept(slept)
    #expect(spin.nanoseconds == nanoseconds)
  }

  @Test(
    "A loop that looks does what is posted, fires timers and ends as any other",
    arguments: [0, 50, 1_000])
  func loop(microseconds: Int) async throws {
    let loop = try EventLoop(spinMicroseconds: microseconds)
    for _ in 0..<100 {
      await withCheckedContinuation { continuation in loop.execute { continuation.resume() } }
    }
    await withCheckedContinuation { continuation in
      loop.execute {
        loop.schedule(at: .now.advanced(byMilliseconds: 5)) { continuation.resume() }
      }
    }
    loop.shutdown()
    #expect(!loop.execute {})
  }
}
