internal import Glibc
internal import Synchronization

/// One evaluation that waits for a thread.
struct HashJob: Sendable {
  let id: UInt64
  /// Does the work and returns what tells whoever waits. That is called exactly once, outside
  /// every lock, when the thread is free again.
  let work: @Sendable () -> (@Sendable () -> Void)
  /// Tells whoever waits that nothing was begun.
  let abandon: @Sendable () -> Void
}

/// The jobs that wait for a hashing thread, first come, first served.
@safe
final class HashQueue: Sendable {
  /// What happened to a job that was offered.
  enum Admission: Hashable {
    case queued
    /// The queue is full; so long a wait is likely to help.
    case full(waitMilliseconds: Int64)
    /// The task that offered it was cancelled already.
    case cancelled
  }

  private struct State {
    var waiting: [HashJob] = []
    var running = 0
    var isClosed = false
    /// A moving average of how long one job takes, in microseconds. Starts at 30 ms.
    var averageMicroseconds: Int64 = 30_000
  }

  private let threads: Int
  private let length: Int
  private let state = Mutex(State())
  // Where idle threads sleep. Posted once for each job and, when closing, once for each thread; a
  // thread that finds nothing to do sleeps again. The pointer never changes, and the system's
  // semaphores may be used from any thread.
  private nonisolated(unsafe) let arrivals: UnsafeMutablePointer<sem_t>

  init(threads: Int, length: Int) {
    self.threads = threads
    self.length = length
    unsafe self.arrivals = .allocate(capacity: 1)
    unsafe sem_init(self.arrivals, 0, 0)
  }

  deinit {
    unsafe sem_destroy(self.arrivals)
    unsafe self.arrivals.deallocate()
  }

  /// Jobs that wait for a thread.
  var depth: Int { self.state.withLock { max($0.waiting.count - (self.threads - $0.running), 0) } }

  func admit(_ job: HashJob) -> Admission {
    let admission = self.state.withLock { state -> Admission in
      // Asked under the lock: a cancellation that comes later finds the job in the queue.
      if Task.isCancelled { return .cancelled }
      // A job for which a thread is idle does not count as waiting.
      guard state.waiting.count + state.running < self.length + self.threads else {
        let turns = Int64(state.waiting.count / self.threads + 1)
        return .full(waitMilliseconds: max(turns * state.averageMicroseconds / 1_000, 50))
      }
      state.waiting.append(job)
      return .queued
    }
    if admission == .queued { unsafe sem_post(self.arrivals) }
    return admission
  }

  /// Takes a job back that waits still, and gives its place free.
  func remove(_ id: UInt64) -> HashJob? {
    self.state.withLock { state in
      state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
    }
  }

  /// Does jobs until the queue is closed and empty. For the hashing threads.
  func serve() {
    enum Turn {
      case job(HashJob)
      case nothing
      case end
    }
    while true {
      // Interrupted by a signal: asked again, which is harmless.
      _ = unsafe sem_wait(self.arrivals)
      let turn = self.state.withLock { state -> Turn in
        guard !state.waiting.isEmpty else { return state.isClosed ? .end : .nothing }
        state.running += 1
        return .job(state.waiting.removeFirst())
      }
      switch turn {
      case .job(let job):
        let start = Self.microseconds()
        let answer = job.work()
        self.finished(after: Self.microseconds() - start)
        answer()
      case .nothing: continue
      case .end: return
      }
    }
  }

  /// Lets the threads end once the queue is empty.
  func close() {
    self.state.withLock { $0.isClosed = true }
    for _ in 0..<self.threads { unsafe sem_post(self.arrivals) }
  }

  private func finished(after microseconds: Int64) {
    self.state.withLock { state in
      state.running -= 1
      state.averageMicroseconds += (microseconds - state.averageMicroseconds) / 8
    }
  }

  private static func microseconds() -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}
