import Synchronization

/// Elements between a task that reads them and one that takes what is there, whole batches at a
/// time. Bounded: the reader waits while it is full, and so does the client behind it.
final class ImportQueue<Element: Sendable>: Sendable {
  private struct State {
    var elements: [Element] = []
    var isOver = false
    /// Who waits for room, or for something to take. One task on each side.
    var reader: CheckedContinuation<Void, Never>?
    var taker: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())
  private let capacity: Int

  /// A queue for so many elements, at least one.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Adds an element; waits while the queue is full. After the end nothing is added.
  func add(_ element: Element) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = self.state.withLock { state in
          guard state.elements.count >= self.capacity, !state.isOver else { return true }
          state.reader = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      self.finish()
    }
    let taker = self.state.withLock { state in
      if !state.isOver { state.elements.append(element) }
      return state.taker.take()
    }
    taker?.resume()
  }

  /// Says that nothing is added any more.
  func finish() {
    let waiting = self.state.withLock { state in
      state.isOver = true
      return [state.reader.take(), state.taker.take()]
    }
    for continuation in waiting { continuation?.resume() }
  }

  /// Everything that is there; waits for something. Empty after the end.
  func take() async -> [Element] {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = self.state.withLock { state in
          guard state.elements.isEmpty, !state.isOver else { return true }
          state.taker = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      self.finish()
    }
    let (elements, reader) = self.state.withLock { state in
      let elements = state.elements
      state.elements = []
      return (elements, state.reader.take())
    }
    reader?.resume()
    return elements
  }
}
