import LatchkeyDomain
import Synchronization

/// Lets one attempt after the other at each key, in the order in which they came.
///
/// Attempts are counted before the password is hashed. Without turns, many right ones at once would
/// count as so many wrong ones until the first is through, and the last be refused. The count in the
/// store alone decides about limits (I14); a turn only sees to it that it is looked at when the attempt
/// before is settled. In memory: after a restart nothing is under way.
final class TurnQueue: Sendable {
  /// Attempts that wait for one key at most; a flood is refused at once.
  static let waitersMax = 64

  /// The attempts that wait behind the one whose turn it is, the first first.
  private struct Line {
    var waiters: [Waiter] = []
  }

  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<Bool, Never>
    /// Ends the wait when it was long enough.
    let timer: Task<Void, Never>

    fileprivate func resume(_ hasTurn: Bool) {
      self.timer.cancel()
      self.continuation.resume(returning: hasTurn)
    }
  }

  private struct State {
    var lines: [ThrottleKey: Line] = [:]
    var nextID: UInt64 = 0
  }

  private let state = Mutex(State())

  /// Waits for a turn at a key.
  ///
  /// - Parameters:
  ///   - key: What the attempts have in common.
  ///   - patience: How long to wait at most.
  /// - Returns: The turn, which ends when the last holder lets go of it; nil when too many wait, when
  ///   the wait was too long, or when the call was given up.
  func take(_ key: ThrottleKey, patience: Duration) async -> Turn? {
    let id = self.state.withLock { state -> UInt64? in
      guard state.lines[key] != nil else {
        state.lines[key] = Line()
        return nil
      }
      state.nextID += 1
      return state.nextID
    }
    guard let id else { return Turn(self, key) }
    let hasTurn = await withTaskCancellationHandler {
      await withCheckedContinuation { self.wait(id, at: key, patience, $0) }
    } onCancel: {
      self.giveUp(id, at: key)
    }
    return hasTurn ? Turn(self, key) : nil
  }

  /// Attempts that wait, at all keys together.
  var waiting: Int { self.state.withLock { $0.lines.values.reduce(0) { $0 + $1.waiters.count } } }

  private func wait(
    _ id: UInt64, at key: ThrottleKey, _ patience: Duration,
    _ continuation: CheckedContinuation<Bool, Never>
  ) {
    let answer = self.state.withLock { state -> Bool? in
      guard !Task.isCancelled else { return false }
      guard let line = state.lines[key] else {
        // The turn ended meanwhile, and nobody was in line.
        state.lines[key] = Line()
        return true
      }
      guard line.waiters.count < Self.waitersMax else { return false }
      let timer = Task { [weak self] in
        try? await Task.sleep(for: patience)
        self?.giveUp(id, at: key)
      }
      state.lines[key]?.waiters.append(Waiter(id: id, continuation: continuation, timer: timer))
      return nil
    }
    if let answer { continuation.resume(returning: answer) }
  }

  private func giveUp(_ id: UInt64, at key: ThrottleKey) {
    let waiter = self.state.withLock { state -> Waiter? in
      guard let place = state.lines[key]?.waiters.firstIndex(where: { $0.id == id }) else {
        return nil
      }
      return state.lines[key]?.waiters.remove(at: place)
    }
    waiter?.resume(false)
  }

  fileprivate func end(_ key: ThrottleKey) {
    let next = self.state.withLock { state -> Waiter? in
      guard let line = state.lines[key], !line.waiters.isEmpty else {
        state.lines[key] = nil
        return nil
      }
      return state.lines[key]?.waiters.removeFirst()
    }
    next?.resume(true)
  }
}

/// A turn at a key. It ends when nobody holds it any more, so that no way out of a call can forget
/// to end it.
final class Turn: Sendable {
  private let queue: TurnQueue
  private let key: ThrottleKey

  fileprivate init(_ queue: TurnQueue, _ key: ThrottleKey) {
    self.queue = queue
    self.key = key
  }

  deinit {
    self.queue.end(self.key)
  }
}
