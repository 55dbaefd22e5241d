internal import Synchronization

/// A counted limit, awaited in the order of arrival without holding a thread.
final class Slots: Sendable {
  private struct State {
    var free: Int
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(count: Int) {
    self.state = Mutex(State(free: count))
  }

  /// Takes a slot as soon as one is free.
  func take() async {
    await withCheckedContinuation { waiter in
      let isFree = self.state.withLock { state in
        guard state.free > 0 else {
          state.waiters.append(waiter)
          return false
        }
        state.free -= 1
        return true
      }
      if isFree { waiter.resume() }
    }
  }

  /// Hands the slot to the next in line.
  func giveBack() {
    let next = self.state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.waiters.isEmpty else { return state.waiters.removeFirst() }
      state.free += 1
      return nil
    }
    next?.resume()
  }
}
