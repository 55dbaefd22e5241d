public import LatchkeyApplication
import LatchkeySocket
import Synchronization

/// How the service is, who waits for that to change, and who looks whether a failing store works again.
///
/// The store's writer reports failures of the store here, and so does the service for its
/// callers, so that watchers hear of them without polling. While it fails it is tried again at pauses
/// that ``StoreHealth`` knows.
public final class HealthBoard: Sendable {
  private struct State {
    var store = StoreHealth()
    var isDraining = false
    /// Tries out what failed; nil until the service has said how.
    var probe: (@Sendable (StoreTrouble) async throws -> Void)?
    /// The earliest time at which the alarm goes off.
    var alarmAt: MonotonicInstant?
    var change = 0
    var nextKey = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())
  private let alarm: any Alarm
  private let told: @Sendable (StoreTrouble?) -> Void

  /// A board that knows nothing bad.
  ///
  /// - Parameters:
  ///   - alarm: Wakes for tries.
  ///   - told: Hears what is wrong with the store when that changes; nil when all is well. Must return at
  ///     once.
  public init(alarm: any Alarm, told: @escaping @Sendable (StoreTrouble?) -> Void = { _ in }) {
    self.alarm = alarm
    self.told = told
  }

  /// Says who tries out what failed, from now on.
  func probing(_ probe: @escaping @Sendable (StoreTrouble) async throws -> Void) {
    self.state.withLock { $0.probe = probe }
    self.setAlarm()
  }

  /// Counts the changes so far. Read before the health is looked at, so that no change is missed.
  var change: Int { self.state.withLock { $0.change } }

  /// What is wrong with the store, as far as it was reported.
  var trouble: StoreTrouble? { self.state.withLock { $0.store.trouble } }

  /// Whether the store is known to fail.
  package var isFailing: Bool { self.trouble != nil }

  /// Whether the service is going away.
  var isDraining: Bool { self.state.withLock { $0.isDraining } }

  /// Takes a report that the store works, or that it does not. From any thread; returns at once.
  public func report(_ report: StoreReport) {
    let now = self.alarm.now
    self.update { $0.store.take(report, at: now) }
  }

  /// The service is going away: the store is tried no more.
  func beginDraining() {
    self.update { state in
      defer { state.isDraining = true }
      return !state.isDraining
    }
  }

  /// Changes what is known, and wakes the waiters when it is another story now.
  private func update(_ body: (inout State) -> Bool) {
    let (waiters, trouble) = self.state.withLock { state in
      let before = state.store.trouble
      guard body(&state) else { return ([CheckedContinuation<Void, Never>](), StoreTrouble??.none) }
      state.change += 1
      let waiters = Array(state.waiters.values)
      state.waiters = [:]
      let after = state.store.trouble
      return (waiters, before == after ? .none : .some(after))
    }
    for waiter in waiters { waiter.resume() }
    if let trouble { self.told(trouble) }
    self.setAlarm()
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

// MARK: - Trying

extension HealthBoard {
  /// Has the alarm go off for the next try, unless it does already.
  private func setAlarm() {
    let moment = self.state.withLock { state -> MonotonicInstant? in
      guard let due = state.store.probe?.due, state.probe != nil, !state.isDraining,
        state.alarmAt.map({ due < $0 }) ?? true
      else { return nil }
      state.alarmAt = due
      return due
    }
    guard let moment else { return }
    self.alarm.wake(at: moment) { [weak self] in self?.alarmWentOff(at: moment) }
  }

  private func alarmWentOff(at moment: MonotonicInstant) {
    let now = self.alarm.now
    let due = self.state.withLock {
      state -> (trouble: StoreTrouble, probe: @Sendable (StoreTrouble) async throws -> Void)? in
      if state.alarmAt == moment { state.alarmAt = nil }
      guard !state.isDraining, let probe = state.probe,
        let trouble = state.store.beginProbe(at: now)
      else { return nil }
      return (trouble, probe)
    }
    guard let due else { return self.setAlarm() }
    Task {
      let report: StoreReport
      do {
        try await due.probe(due.trouble)
        report = .works(due.trouble)
      } catch {
        report = .failed(due.trouble)
      }
      let now = self.alarm.now
      self.update { $0.store.endProbe(report, at: now) }
    }
  }
}
