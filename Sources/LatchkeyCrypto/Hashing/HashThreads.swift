internal import CSodium
internal import Glibc

/// Threads that do nothing but hash.
///
/// They are not the threads that answer calls, and they run at a lower priority: two hashing
/// threads on two cores raise the 99th percentile of a cheap call from 0.18 to 3.3 ms at equal
/// priority.
enum HashThreads {
  /// The system gave no thread.
  struct Unavailable: Error {
    let errorNumber: Int32
  }

  /// Starts threads that serve a queue until it is closed.
  ///
  /// - Parameters:
  ///   - count: Threads.
  ///   - queue: Whose jobs they do.
  ///   - niceness: What is added to the threads' nice value, 0 to 19.
  /// - Throws: ``Unavailable``; those that were started end when the queue is closed.
  static func start(_ count: Int, on queue: HashQueue, niceness: Int32) throws(Unavailable) {
    // Signals stay with the threads that expect them: a new thread inherits the mask.
    var all = sigset_t()
    var former = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &former)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &former, nil) }
    for _ in 0..<count { try self.startOne(on: queue, niceness: niceness) }
  }

  /// What a thread is given when it starts.
  private final class Assignment: Sendable {
    let queue: HashQueue
    let niceness: Int32

    init(queue: HashQueue, niceness: Int32) {
      self.queue = queue
      self.niceness = niceness
    }
  }

  private static func startOne(on queue: HashQueue, niceness: Int32) throws(Unavailable) {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // Argon2's memory is not on the stack; 512 KiB leave room for sanitizers.
    unsafe pthread_attr_setstacksize(&attributes, 512 * 1_024)
    let assignment = unsafe Unmanaged.passRetained(Assignment(queue: queue, niceness: niceness))
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let assignment = unsafe Unmanaged<Assignment>.fromOpaque(argument).takeRetainedValue()
        // On Linux the nice value belongs to the thread, and 0 names the calling one. A refusal
        // costs latency elsewhere, nothing else.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, assignment.niceness)
        assignment.queue.serve()
        return nil
      }, assignment.toOpaque())
    guard status == 0 else {
      unsafe assignment.release()
      throw Unavailable(errorNumber: status)
    }
  }
}
