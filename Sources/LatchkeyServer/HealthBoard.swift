import Synchronization

/// Whether something about the service's health has changed, and who waits for that.
final class HealthBoard: Sendable {
  private struct State {
    var change = 0
    var isStoreWell = true
    var nextKey = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  /// Counts the changes so far. Read before the health is looked at, so that no change is missed.
  var change: Int { self.state.withLock { $0.change } }

  /// The store answered, or did not.
  func report(isStoreWell: Bool) {
    let waiters = self.state.withLock { state in
      guard state.isStoreWell != isStoreWell else {
        return [CheckedContinuation<Void, Never>]()
      }
      state.isStoreWell = isStoreWell
      return Self.takeAll(&state)
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Something else has changed.
  func ring() {
    let waiters = self.state.withLock { Self.takeAll(&$0) }
    for waiter in waiters { waiter.resume() }
  }

  private static func takeAll(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
    state.change += 1
    let waiters = Array(state.waiters.values)
    state.waiters = [:]
    return waiters
  }

  /// Waits until there were more changes than so many.
  ///
  /// - Throws: `CancellationError` when the call was given up.
  func next(after change: Int) async throws {
    let key = self.state.withLock { state in
      state.nextKey += 1
      return state.nextKey
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = self.state.withLock { state in
          // Asked under the lock: a cancellation that comes later finds the waiter.
          if state.change > change || Task.isCancelled { return true }
          state.waiters[key] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let waiter = self.state.withLock { $0.waiters.removeValue(forKey: key) }
      waiter?.resume()
    }
    try Task.checkCancellation()
  }
}
