internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread that waits for descriptors and timers, and runs the tasks that prefer it.
///
/// A turn goes: events, due timers, jobs, end-of-turn handlers, then wait unless there is more to run. Jobs that
/// the loop's own thread enqueues meet no lock and no system call; jobs from elsewhere meet one lock, and a system call
/// only when the loop sleeps.
///
/// The thread lives until ``shutdown()``, and keeps the loop alive as long.
public final class EventLoop: TaskExecutor, Sendable {
  /// The thread's name, as debuggers show its first 15 bytes.
  public let name: String
  let poller: Poller
  /// Touched by the loop's thread only, which ``confined`` checks: no lock could make that cheaper or safer.
  nonisolated(unsafe) private let turn: Turn
  private let inbox = Mutex(Inbox())
  /// The thread's identity while it runs, 0 before and after.
  private let threadIdentity = Atomic<UInt>(0)
  private let joinable = Mutex<pthread_t?>(nil)

  /// Starts a loop.
  ///
  /// - Parameter name: Of the thread.
  /// - Throws: ``SocketError`` in phase `poll` when descriptors or threads run out.
  public init(name: String = "latchkey-loop") throws(SocketError) {
    self.name = name
    self.poller = try Poller()
    unsafe self.turn = Turn()
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

  /// Runs a task's next part on the loop's thread. The concurrency runtime calls this.
  ///
  /// After ``shutdown()`` the job goes to the global pool, so that a task that still waits for something can end.
  ///
  /// - Parameter job: What to run.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if self.isCurrent {
      unsafe self.turn.ready.append(.job(job))
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
      unsafe self.turn.ready.append(.closure(body))
      return true
    }
    return self.post(.closure(body))
  }

  /// Ends the loop: what is queued still runs, timers and registrations are dropped, the thread is joined.
  ///
  /// A second call does nothing. Never call it on the loop's own thread, which would wait for itself.
  public func shutdown() {
    precondition(!self.isCurrent, "A loop cannot wait for its own end.")
    guard let thread = self.joinable.withLock({ $0.take() }) else { return }
    let mustWake = self.inbox.withLock { inbox in
      inbox.isStopping = true
      return inbox.unpark()
    }
    if mustWake { self.poller.wake() }
    pthread_join(thread, nil)
  }
}

// MARK: - The loop's thread

extension EventLoop {
  /// Jobs that beget jobs leave room for events after so many rounds.
  private static let roundsMax = 16

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

  private func run() {
    self.threadIdentity.store(UInt(pthread_self()), ordering: .relaxed)
    unsafe pthread_setname_np(pthread_self(), String(self.name.utf8.prefix(15)) ?? "latchkey-loop")
    let turn = unsafe self.turn
    let executor = unsafe self.asUnownedTaskExecutor()
    var timeout: Int32 = 0
    while true {
      let count = self.poller.wait(timeoutMilliseconds: timeout)
      let isStopping = self.collect(into: turn)
      self.dispatch(count, turn)
      self.fireTimers(turn)
      unsafe self.runJobs(turn, on: executor)
      self.endTurn(turn)
      if turn.hasWork {
        timeout = 0
      } else if isStopping {
        break
      } else {
        timeout = self.park() ? turn.waitMilliseconds : 0
      }
    }
    unsafe self.finish(turn, on: executor)
  }

  /// Takes over what others posted.
  private func collect(into turn: Turn) -> Bool {
    self.inbox.withLock { inbox in
      inbox.isParked = false
      if !inbox.work.isEmpty {
        if turn.ready.isEmpty {
          swap(&inbox.work, &turn.ready)
        } else {
          turn.ready.append(contentsOf: inbox.work)
          inbox.work.removeAll(keepingCapacity: true)
        }
      }
      return inbox.isStopping
    }
  }

  /// Allows others to wake the loop by the poller, unless they have posted something already.
  private func park() -> Bool {
    self.inbox.withLock { inbox in
      guard inbox.work.isEmpty, !inbox.isStopping else { return false }
      inbox.isParked = true
      return true
    }
  }

  private func dispatch(_ count: Int, _ turn: Turn) {
    for index in 0..<count {
      guard let event = self.poller.event(at: index),
        let entry = turn.handlers.entry(of: event.registration)
      else { continue }
      if event.isReadable, entry.interest.contains(.read) {
        entry.handler.readable()
      }
      if event.isWritable, let entry = turn.handlers.entry(of: event.registration),
        entry.interest.contains(.write)
      {
        entry.handler.writable()
      }
      if event.isHungUp, turn.handlers.entry(of: event.registration) != nil {
        entry.handler.hungUp()
      }
    }
  }

  private func fireTimers(_ turn: Turn) {
    guard !turn.timers.isEmpty else { return }
    let now = MonotonicInstant.now
    while let (timer, handler) = turn.timers.removeFirst(dueAt: now) {
      handler.timerFired(timer)
    }
  }

  private func runJobs(_ turn: Turn, on executor: UnownedTaskExecutor) {
    var rounds = 0
    while !turn.ready.isEmpty, rounds < Self.roundsMax {
      swap(&turn.ready, &turn.running)
      for index in 0..<turn.running.count {
        switch turn.running[index] {
        case .job(let job): unsafe job.runSynchronously(on: executor)
        case .closure(let body): body()
        }
      }
      turn.running.removeAll(keepingCapacity: true)
      rounds += 1
    }
  }

  private func endTurn(_ turn: Turn) {
    guard !turn.endings.isEmpty else { return }
    swap(&turn.endings, &turn.endingsRunning)
    for index in 0..<turn.endingsRunning.count {
      turn.endingsRunning[index].endOfTurn()
    }
    turn.endingsRunning.removeAll(keepingCapacity: true)
  }

  /// Lets go of everything, and runs what that sets free.
  private func finish(_ turn: Turn, on executor: UnownedTaskExecutor) {
    while true {
      // Released one by one out of the table: a deinit may come back to the loop.
      var handlers = HandlerTable()
      var timers = TimerHeap()
      swap(&handlers, &turn.handlers)
      swap(&timers, &turn.timers)
      handlers = HandlerTable()
      timers = TimerHeap()
      unsafe self.runJobs(turn, on: executor)
      self.endTurn(turn)
      if turn.hasWork { continue }
      let ended = self.inbox.withLock { inbox in
        guard inbox.work.isEmpty else { return false }
        inbox.isEnded = true
        return true
      }
      if ended { break }
      _ = self.collect(into: turn)
    }
    self.threadIdentity.store(0, ordering: .relaxed)
  }

  /// Leaves work for the loop from another thread; false when the loop has ended.
  private func post(_ work: Work) -> Bool {
    let (accepted, mustWake) = self.inbox.withLock { inbox in
      guard !inbox.isEnded else { return (false, false) }
      inbox.work.append(work)
      return (true, inbox.unpark())
    }
    if mustWake { self.poller.wake() }
    return accepted
  }
}
