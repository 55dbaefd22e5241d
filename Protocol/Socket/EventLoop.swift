internal import Glibc
internal import Synchronization

/// One thread that waits for descriptors and timers, and runs the tasks that prefer it.
///
/// A turn goes: events, due timers, jobs, end-of-turn handlers, then wait unless there is more to
/// run. Jobs that the loop's own thread enqueues meet no lock and no system call; jobs from
/// elsewhere meet one lock, and a system call only when the loop sleeps.
///
/// The thread lives until ``shutdown()``, and keeps the loop alive as long.
public final class EventLoop: TaskExecutor, Sendable {
  /// The longest look for work, in microseconds: a loop that waits longer than that is better off asleep.
  public static let spinMicrosecondsMax = 1_000

  /// The thread's name, as debuggers show its first 15 bytes.
  public let name: String
  let poller: Poller
  /// Touched by the loop's thread only, which ``confined`` checks: no lock could make that cheaper
  /// or safer.
  nonisolated(unsafe) private let turn: Turn
  let inbox = Mutex(Inbox())
  /// One of ``Mail``, so that a turn without mail takes no lock.
  let mail = Atomic<UInt8>(Mail.none)
  /// The thread's identity while it runs, 0 before and after.
  let threadIdentity = Atomic<UInt>(0)
  private let joinable = Mutex<pthread_t?>(nil)

  /// Starts a loop.
  ///
  /// - Parameters:
  ///   - name: Of the thread.
  ///   - spinMicroseconds: How long the loop may look for work before it sleeps, 0 to
  ///     ``spinMicrosecondsMax``. It answers sooner for it, and takes a whole core as long as looking finds
  ///     something; when it does not, the loop stops looking until calls come as fast again.
  /// - Throws: ``SocketError`` in phase `poll` when descriptors or threads run out.
  public init(
    name: String = "latchkey-loop", spinMicroseconds: Int = 0
  ) throws(SocketError) {
    precondition(
      (0...Self.spinMicrosecondsMax).contains(spinMicroseconds),
      "A loop looks for a millisecond at most.")
    self.name = name
    self.poller = try Poller()
    unsafe self.turn = Turn(spin: SpinPolicy(microseconds: spinMicroseconds))
    try self.start()
  }

  /// True on the loop's own thread.
  public var isCurrent: Bool {
    UInt(pthread_self()) == self.threadIdentity.load(ordering: .relaxed)
  }

  /// The state that belongs to the loop's thread.
  var confined: Turn {
    precondition(self.isCurrent, "This belongs to the loop's thread: use execute(_:).")
    return unsafe self.turn
  }

  /// Jobs and closures that wait for a later turn than this one, those that other threads have left
  /// among them. On the loop's thread.
  public var jobsWaiting: Int {
    self.confined.ready.value.count + self.inbox.withLock { $0.work.count }
  }

  /// Runs a task's next part on the loop's thread. The concurrency runtime calls this.
  ///
  /// After ``shutdown()`` the job goes to the global pool, so that a task that still waits for
  /// something can end.
  ///
  /// - Parameter job: What to run.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if self.isCurrent {
      unsafe self.turn.ready.value.append(.job(job))
    } else if !self.post(.job(job)) {
      globalConcurrentExecutor.enqueue(job)
    }
  }

  /// Runs a closure on the loop's thread, after what is queued there already.
  ///
  /// - Parameter body: What to run. It must not wait for anything.
  /// - Returns: False when the loop has ended, and the closure will never run.
  @discardableResult
  public func execute(_ body: @escaping @Sendable () -> Void) -> Bool {
    if self.isCurrent {
      unsafe self.turn.ready.value.append(.closure(body))
      return true
    }
    return self.post(.closure(body))
  }

  /// Ends the loop: what is queued still runs, timers and registrations are dropped, the thread is
  /// joined.
  ///
  /// A second call does nothing. Never call it on the loop's own thread, which would wait for
  /// itself.
  public func shutdown() {
    precondition(!self.isCurrent, "A loop cannot wait for its own end.")
    guard let thread = self.joinable.withLock({ $0.take() }) else { return }
    self.inbox.withLock { $0.isStopping = true }
    self.announceMail()
    pthread_join(thread, nil)
  }
}

extension EventLoop {
  private func start() throws(SocketError) {
    // A signal that wants a handler shall find the main thread, not the middle of a turn.
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

    var thread = pthread_t()
    let retained = unsafe Unmanaged.passRetained(self)
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, retained.toOpaque())
    guard status == 0 else {
      unsafe retained.release()
      throw SocketError(errno: status, phase: .poll)
    }
    self.joinable.withLock { $0 = thread }
  }

  /// Leaves work for the loop from another thread; false when the loop has ended.
  private func post(_ work: Work) -> Bool {
    let isAccepted = self.inbox.withLock { inbox in
      guard !inbox.isEnded else { return false }
      inbox.work.append(work)
      return true
    }
    if isAccepted { self.announceMail() }
    return isAccepted
  }

  /// Has the loop look into its inbox. Behind the change of the inbox, so that a loop that sees this sees
  /// that.
  private func announceMail() {
    let before = self.mail.exchange(Mail.posted, ordering: .acquiringAndReleasing)
    if before == Mail.parked { self.poller.wake() }
  }
}
