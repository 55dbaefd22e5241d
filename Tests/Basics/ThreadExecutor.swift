internal import Foundation

/// Runs the jobs of a task one after the other on a thread that does nothing else.
final class ThreadExecutor: TaskExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var isStopped = false
  }

  // Guarded by the lock of the condition.
  private nonisolated(unsafe) var state = State()
  private let condition = NSCondition()

  init() {
    let thread = Thread { self.serve() }
    thread.stackSize = 8 * 1_024 * 1_024
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    self.condition.withLock {
      unsafe self.state.jobs.append(job)
      self.condition.signal()
    }
  }

  /// Ends the thread once nothing waits.
  func stop() {
    self.condition.withLock {
      unsafe self.state.isStopped = true
      self.condition.signal()
    }
  }

  private func serve() {
    while let job = self.next() {
      unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
    }
  }

  private func next() -> UnownedJob? {
    self.condition.withLock {
      while unsafe self.state.jobs.isEmpty && !self.state.isStopped { self.condition.wait() }
      return unsafe self.state.jobs.isEmpty ? nil : self.state.jobs.removeFirst()
    }
  }
}
