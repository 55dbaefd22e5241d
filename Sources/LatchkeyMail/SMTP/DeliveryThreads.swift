internal import Glibc
internal import Synchronization

/// A few threads that wait for mail servers, so that none does that other work needs.
///
/// A thread is started when a job comes and none is idle, and ends when it was idle for some time: a
/// desk that sends nothing has none. What a thread keeps between its jobs, its connection, is its
/// own.
final class DeliveryThreads<Belongings>: Sendable {
  /// Work on what the thread keeps. Must not throw away what it is lent for good.
  typealias Job = @Sendable (inout Belongings) -> Void

  private enum Decision {
    case queued
    case start
    case refused
  }

  private struct State {
    var waiting: [Job] = []
    var idle = 0
    var count = 0
  }

  private let most: Int
  private let waitingMost: Int
  private let idleSeconds: Int
  private let make: @Sendable () -> Belongings
  private let state = Mutex(State())
  private let arrivals = Semaphore()

  /// - Parameters:
  ///   - most: Threads at once.
  ///   - waitingMost: Jobs that may wait for one.
  ///   - idleSeconds: How long a thread waits for another job.
  ///   - make: Makes what a thread keeps.
  init(
    most: Int, waitingMost: Int = 64, idleSeconds: Int = 5,
    make: @escaping @Sendable () -> Belongings
  ) {
    self.most = most
    self.waitingMost = waitingMost
    self.idleSeconds = idleSeconds
    self.make = make
  }

  /// Threads that there are.
  var count: Int { self.state.withLock { $0.count } }

  /// Has a job done by one of the threads. False when too many wait, or no thread can be had.
  func run(_ job: @escaping Job) -> Bool {
    let decision = self.state.withLock { state -> Decision in
      guard state.waiting.count < self.waitingMost else { return .refused }
      state.waiting.append(job)
      guard state.idle < state.waiting.count, state.count < self.most else { return .queued }
      state.count += 1
      return .start
    }
    switch decision {
    case .refused: return false
    case .queued: self.arrivals.post()
    case .start:
      self.arrivals.post()
      guard !self.startOne() else { return true }
      return self.state.withLock { state in
        state.count -= 1
        // Another thread does it, late; without one nobody would.
        if state.count == 0, !state.waiting.isEmpty {
          state.waiting.removeLast()
          return false
        }
        return true
      }
    }
    return true
  }

  private func serve() {
    var belongings = self.make()
    while true {
      self.state.withLock { $0.idle += 1 }
      let isCalled = self.arrivals.wait(seconds: self.idleSeconds)
      let (job, isEnd) = self.state.withLock { state -> (Job?, Bool) in
        state.idle -= 1
        if !state.waiting.isEmpty { return (state.waiting.removeFirst(), false) }
        if !isCalled { state.count -= 1 }
        return (nil, !isCalled)
      }
      job?(&belongings)
      if isEnd { return }
    }
  }

  private func startOne() -> Bool {
    // Signals stay with the threads that expect them: a new thread inherits the mask.
    var all = sigset_t()
    var former = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &former)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &former, nil) }
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // TLS libraries are not frugal with the stack.
    unsafe pthread_attr_setstacksize(&attributes, 1_024 * 1_024)
    let work = unsafe Unmanaged.passRetained(Work { self.serve() })
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    if status != 0 { unsafe work.release() }
    return status == 0
  }
}

/// What a thread is given when it starts.
private final class Work: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}

/// A semaphore of the system.
@safe
final class Semaphore: Sendable {
  // The pointer never changes, and the system's semaphores may be used from any thread.
  private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    unsafe self.semaphore = .allocate(capacity: 1)
    unsafe sem_init(self.semaphore, 0, 0)
  }

  deinit {
    unsafe sem_destroy(self.semaphore)
    unsafe self.semaphore.deallocate()
  }

  func post() {
    unsafe sem_post(self.semaphore)
  }

  /// Waits; false when nobody posted in time.
  func wait(seconds: Int) -> Bool {
    var end = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &end)
    end.tv_sec += seconds
    while true {
      if unsafe sem_timedwait(self.semaphore, &end) == 0 { return true }
      if errno != EINTR { return false }
    }
  }
}
