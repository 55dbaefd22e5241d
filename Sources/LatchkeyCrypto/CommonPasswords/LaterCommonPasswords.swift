public import LatchkeyApplication
internal import Synchronization

/// A ``CommonPasswordList`` that is made when it is first waited for, or sooner by ``make()``.
///
/// Making it takes as long as all the rest of a start. Whoever needs it meanwhile waits in ``ready()``,
/// and holds no thread.
public final class LaterCommonPasswords: CommonPasswords {
  private enum State {
    /// May become `making`.
    case absent
    /// Those who wait are resumed by whoever makes it. May become `made`.
    case making([CheckedContinuation<Void, Never>])
    case made(CommonPasswordList)
  }

  private let state = Mutex(State.absent)
  private let makeList: @Sendable () -> CommonPasswordList

  /// Makes nothing yet.
  public convenience init() {
    self.init { CommonPasswordList() }
  }

  /// The same with a list that a test makes.
  package init(_ makeList: @escaping @Sendable () -> CommonPasswordList) {
    self.makeList = makeList
  }

  /// Makes the list on the calling thread, unless it is there or somebody makes it.
  public func make() {
    let isOurs = self.state.withLock { state in
      guard case .absent = state else { return false }
      state = .making([])
      return true
    }
    if isOurs { self.finish() }
  }

  /// Returns when the list is there.
  public func ready() async {
    if self.state.withLock({ if case .made = $0 { true } else { false } }) { return }
    await withCheckedContinuation { waiter in
      enum Turn { case go, wait, make }
      let turn = self.state.withLock { state -> Turn in
        switch state {
        case .made: return .go
        case .making(let waiters):
          state = .making(waiters + [waiter])
          return .wait
        case .absent:
          state = .making([waiter])
          return .make
        }
      }
      switch turn {
      case .go: waiter.resume()
      case .wait: break
      case .make: Task.detached { self.finish() }
      }
    }
  }

  /// Whether a password, UTF-8 in small letters, is on the list. Holds the calling thread while the list is
  /// not there.
  public func contains(_ password: [UInt8]) -> Bool {
    let list = self.state.withLock { state -> CommonPasswordList? in
      if case .made(let list) = state { list } else { nil }
    }
    return (list ?? self.makeList()).contains(password)
  }

  private func finish() {
    let list = self.makeList()
    let waiters = self.state.withLock { state -> [CheckedContinuation<Void, Never>] in
      defer { state = .made(list) }
      return if case .making(let waiters) = state { waiters } else { [] }
    }
    for waiter in waiters { waiter.resume() }
  }
}
