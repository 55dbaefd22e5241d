internal import Synchronization

/// A lock for each key: one holder at a time, the others wait in the order in which they came.
///
/// In memory, and without an entry for a key that has no holder. Waits are bounded in number and time, and
/// end when their task is cancelled.
package final class KeyedLock<Key: Hashable & Sendable>: Sendable {
  /// One holder's lock on a key. It is released when the last reference goes, so that no way out of a call
  /// can forget to release it.
  package final class Hold: Sendable {
    private let lock: KeyedLock<Key>
    private let key: Key

    fileprivate init(_ lock: KeyedLock<Key>, _ key: Key) {
      self.lock = lock
      self.key = key
    }

    deinit {
      self.lock.release(self.key)
    }
  }

  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<Bool, Never>
    /// Ends the wait when it was long enough.
    let timer: Task<Void, Never>

    fileprivate func resume(_ isHolder: Bool) {
      self.timer.cancel()
      self.continuation.resume(returning: isHolder)
    }
  }

  private struct State {
    /// The waiters of each key that has a holder, the first of them first.
    var waiters: [Key: [Waiter]] = [:]
    var lastID: UInt64 = 0
  }

  /// Waiters for one key at most; more are refused at once.
  private let waitersMax: Int
  private let state = Mutex(State())

  /// A lock that nothing holds.
  ///
  /// - Parameter waitersMax: Waiters for one key at most.
  package init(waitersMax: Int) {
    self.waitersMax = waitersMax
  }

  /// Tasks that wait, for all keys together.
  package var waiting: Int { self.state.withLock { $0.waiters.values.reduce(0) { $0 + $1.count } } }

  /// Waits for the lock of a key.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - timeout: How long to wait at most.
  /// - Returns: The lock, held; nil when too many wait, when the wait was too long, or when the task was
  ///   cancelled.
  package func acquire(_ key: Key, timeout: Duration) async -> Hold? {
    let id = self.state.withLock { state -> UInt64? in
      guard state.waiters[key] != nil else {
        state.waiters[key] = []
        return nil
      }
      state.lastID += 1
      return state.lastID
    }
    guard let id else { return Hold(self, key) }
    let isHolder = await withTaskCancellationHandler {
      await withCheckedContinuation { self.wait(id, for: key, timeout, $0) }
    } onCancel: {
      self.giveUp(id, for: key)
    }
    return isHolder ? Hold(self, key) : nil
  }

  private func wait(
    _ id: UInt64, for key: Key, _ timeout: Duration,
    _ continuation: CheckedContinuation<Bool, Never>
  ) {
    let answer = self.state.withLock { state -> Bool? in
      guard !Task.isCancelled else { return false }
      guard let line = state.waiters[key] else {
        // Released since, and without waiters.
        state.waiters[key] = []
        return true
      }
      guard line.count < self.waitersMax else { return false }
      let timer = Task { [weak self] in
        try? await Task.sleep(for: timeout)
        self?.giveUp(id, for: key)
      }
      state.waiters[key]?.append(Waiter(id: id, continuation: continuation, timer: timer))
      return nil
    }
    if let answer { continuation.resume(returning: answer) }
  }

  private func giveUp(_ id: UInt64, for key: Key) {
    let waiter = self.state.withLock { state -> Waiter? in
      guard let place = state.waiters[key]?.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiters[key]?.remove(at: place)
    }
    waiter?.resume(false)
  }

  private func release(_ key: Key) {
    let next = self.state.withLock { state -> Waiter? in
      guard let line = state.waiters[key], !line.isEmpty else {
        state.waiters[key] = nil
        return nil
      }
      return state.waiters[key]?.removeFirst()
    }
    next?.resume(true)
  }
}
