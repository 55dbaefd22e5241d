internal import Synchronization

/// Notifies tasks that watch the store of each commit. Any number may wait.
///
/// Commits are counted: a task that takes the count before it reads the store, and waits for a higher
/// one, misses nothing.
package final class CommitNotifier: Sendable {
  private struct State {
    var commits: UInt64 = 0
    var nextKey: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    /// Cancelled before they came to wait.
    var cancelledKeys: Set<UInt64> = []
  }

  private let state = Mutex(State())

  /// A notifier without commits.
  package init() {}

  /// Commits so far.
  package var commits: UInt64 { self.state.withLock { $0.commits } }

  /// Says that a transaction was committed.
  package func notify() {
    // Resumed outside the lock: the awakened tasks may come back here.
    let waiters = self.state.withLock { state in
      state.commits += 1
      guard !state.waiters.isEmpty else { return [UInt64: CheckedContinuation<Void, Never>]() }
      let waiters = state.waiters
      state.waiters = [:]
      return waiters
    }
    for waiter in waiters.values { waiter.resume() }
  }

  /// Returns when there were more commits than so many, or the task is cancelled.
  package func wait(after commits: UInt64) async {
    let key = self.state.withLock { state in
      state.nextKey += 1
      return state.nextKey
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
        let mayGo = self.state.withLock { state in
          if state.cancelledKeys.remove(key) != nil || state.commits > commits { return true }
          state.waiters[key] = waiter
          return false
        }
        if mayGo { waiter.resume() }
      }
    } onCancel: {
      let waiter = self.state.withLock { state in
        let waiter = state.waiters.removeValue(forKey: key)
        if waiter == nil { state.cancelledKeys.insert(key) }
        return waiter
      }
      waiter?.resume()
    }
    // A cancellation that came after the commit has left its key.
    self.state.withLock { _ = $0.cancelledKeys.remove(key) }
  }
}
