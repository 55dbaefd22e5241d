import Dispatch
import LatchkeyApplication
import LatchkeyStore

/// Holds the writer inside a transaction, so that a test decides what waits behind it.
final class Gate: Sendable {
  private let entered = DispatchSemaphore(value: 0)
  private let opened = DispatchSemaphore(value: 0)

  /// For a closure of a transaction: says that it is in here, and stays until ``open()``.
  func stay() {
    self.entered.signal()
    self.opened.wait()
  }

  /// Returns when the closure is in ``stay()``.
  func whenEntered() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        self.entered.wait()
        continuation.resume()
      }
    }
  }

  func open() {
    self.opened.signal()
  }
}

extension SQLiteStore {
  /// Returns when exactly so many transactions wait.
  func whenWaiting(_ count: Int) async {
    while self.activity.waiting != count { await Task.yield() }
  }
}

/// A thread for a read that stays: the threads that tests share must not be held up.
final class OwnThread: TaskExecutor {
  private let queue = DispatchQueue(label: "latchkey.tests.reader")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    self.queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
