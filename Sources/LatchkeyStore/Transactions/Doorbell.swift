internal import Glibc

/// Wakes a thread that waits for work. A ring before the wait is not lost.
@safe
final class Doorbell: Sendable {
  // Initialised once, destroyed when nothing can ring or wait any more.
  private nonisolated(unsafe) let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() {
    let status = unsafe sem_init(self.semaphore, 0, 0)
    precondition(status == 0, "A semaphore of this process can be made.")
  }

  deinit {
    unsafe sem_destroy(self.semaphore)
    unsafe self.semaphore.deallocate()
  }

  func ring() {
    unsafe sem_post(self.semaphore)
  }

  func wait() {
    while unsafe sem_wait(self.semaphore) != 0 && errno == EINTR {}
  }
}

/// A thread of ours, which runs one closure and is gone.
enum WorkThread {
  /// Starts it; false when the system has no thread left.
  ///
  /// It takes no signals: those are for the daemon's own threads.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    guard unsafe pthread_attr_init(&attributes) == 0 else { return false }
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    // Closures of use cases run here, so it is as roomy as a thread of Swift's own pool.
    unsafe pthread_attr_setstacksize(&attributes, 1 << 20)
    let work = unsafe Unmanaged.passRetained(Work(body: body))
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, &attributes,
      { context in
        guard let context = unsafe context else { return nil }
        let work = unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        work.body()
        return nil
      }, work.toOpaque())
    if status != 0 { unsafe work.release() }
    return status == 0
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }
}
