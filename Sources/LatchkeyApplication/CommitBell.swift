internal import Synchronization

/// Wakes whoever watches what commits bring. Any number may wait.
///
/// Rings are counted: whoever takes the count before looking into the store, and waits for a later one,
/// misses nothing.
package final class CommitBell: Sendable {
  private struct State {
    var rings: UInt64 = 0
    var nextKey: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    /// Cancelled before they came to wait.
    var cancelled: Set<UInt64> = []
  }

  private let state = Mutex(State())

  package init() {}

  /// How often it rang.
  package var rings: UInt64 { self.state.withLock { $0.rings } }

  package func ring() {
    // Resumed outside the lock: the awakened tasks may come back here.
    let waiters = self.state.withLock { state in
      state.rings += 1
      guard !state.waiters.isEmpty else { return [UInt64: CheckedContinuation<Void, Never>]() }
      let waiters = state.waiters
      state.waiters = [:]
      return waiters
    }
    for waiter in waiters.values { waiter.resume() }
  }

  /// Returns when the bell has rung more often than so many times, or the task is cancelled.
  package func wait(after rings: UInt64) async {
    let key = self.state.withLock { state in
      state.nextKey += 1
      return state.nextKey
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
        let mayGo = self.state.withLock { state in
          if state.cancelled.remove(key) != nil || state.rings > rings { return true }
          state.waiters[key] = waiter
          return false
        }
        if mayGo { waiter.resume() }
      }
    } onCancel: {
      let waiter = self.state.withLock { state in
        let waiter = state.waiters.removeValue(forKey: key)
        if waiter == nil { state.cancelled.insert(key) }
        return waiter
      }
      waiter?.resume()
    }
    // A cancellation that came after the ring has left its key.
    self.state.withLock { _ = $0.cancelled.remove(key) }
  }
}

/// A store that rings a bell after each commit.
struct RingingStore: Store {
  let store: any Store
  let bell: CommitBell

  var standingsRevision: UInt64 { self.store.standingsRevision }

  func read<Value: Sendable>(
    _ body: @Sendable (any StoreReading) throws -> Value
  ) async throws -> Value {
    try await self.store.read(body)
  }

  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWriting) throws -> Value
  ) async throws -> Value {
    // Also behind a failure: its commit may have come about.
    defer { self.bell.ring() }
    return try await self.store.write(body)
  }
}
