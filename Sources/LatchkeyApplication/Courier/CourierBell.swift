internal import Synchronization

/// Wakes the courier: after a commit that queued mail, when a delivery ended, when mail falls due.
///
/// One may wait. A ring without a waiter is remembered, so that none is lost between looking
/// into the outbox and falling asleep.
package final class CourierBell: Sendable {
  private struct State {
    var isRung = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  package func ring() {
    // Resumed outside the lock: the awakened task may come back here.
    let waiter = self.state.withLock { state in
      let waiter = state.waiter.take()
      if waiter == nil { state.isRung = true }
      return waiter
    }
    waiter?.resume()
  }

  /// Returns at the next ring, or after this time.
  package func wait(atMost duration: Duration) async {
    let timer = Task {
      // A timer that is not needed any more must not ring: that would wake the next wait.
      do { try await Task.sleep(for: duration) } catch { return }
      self.ring()
    }
    await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
      let isRung = self.state.withLock { state in
        if state.isRung {
          state.isRung = false
          return true
        }
        precondition(state.waiter == nil, "One courier waits at its bell.")
        state.waiter = waiter
        return false
      }
      if isRung { waiter.resume() }
    }
    timer.cancel()
  }
}
