import LatchkeySocket
import Synchronization

/// A wait on a loop's timer that the cancellation of the task ends.
final class Pause: Sendable {
  private struct State {
    var isOver = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let loop: EventLoop
  private let state = Mutex(State())

  init(_ loop: EventLoop) {
    self.loop = loop
  }

  func wait(milliseconds: UInt64) async {
    self.loop.execute {
      self.loop.schedule(at: .now.advanced(byMilliseconds: milliseconds)) { self.end() }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = self.state.withLock { state in
          if !state.isOver { state.waiter = continuation }
          return state.isOver
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      self.end()
    }
  }

  private func end() {
    let waiter = self.state.withLock { state in
      state.isOver = true
      return state.waiter.take()
    }
    waiter?.resume()
  }
}
