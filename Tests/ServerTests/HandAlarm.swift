import LatchkeyBase
import LatchkeyServer
import LatchkeySocket
import Synchronization
import Testing

/// An alarm whose clock is moved by hand.
final class HandAlarm: Alarm {
  private struct State {
    var now: UInt64 = 1_000_000_000
    var calls: [(moment: MonotonicInstant, body: @Sendable () -> Void)] = []
  }

  private let state = Mutex(State())

  var now: MonotonicInstant { MonotonicInstant(nanoseconds: self.state.withLock { $0.now }) }

  /// How many are to be woken.
  var waiting: Int { self.state.withLock { $0.calls.count } }

  /// Waits until somebody is to be woken.
  func untilWaiting() async {
    await eventually { self.waiting > 0 }
  }

  func wake(at moment: MonotonicInstant, _ body: @escaping @Sendable () -> Void) {
    self.state.withLock { $0.calls.append((moment, body)) }
  }

  /// Lets time pass, and wakes who is due.
  func advance(milliseconds: UInt64) {
    let due = self.state.withLock { state in
      state.now += milliseconds * 1_000_000
      let now = MonotonicInstant(nanoseconds: state.now)
      let due = state.calls.filter { $0.moment <= now }
      state.calls.removeAll { $0.moment <= now }
      return due
    }
    for call in due { call.body() }
  }
}

/// Lets others run until something is so. Gives up after a minute, which only a fault takes.
func eventually(_ condition: () -> Bool) async {
  let end = ContinuousClock.now + .seconds(600)
  while !condition() {
    guard ContinuousClock.now < end else {
      Issue.record("It did not come about.")
      return
    }
    await Task.yield()
  }
}
