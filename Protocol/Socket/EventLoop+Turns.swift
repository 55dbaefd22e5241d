internal import CLinux
internal import Glibc
internal import Synchronization

// One turn after another, on the loop's own thread.

extension EventLoop {
  /// Jobs that beget jobs leave room for events after so many rounds.
  private static let roundsMax = 16

  /// The thread's whole life.
  func run() {
    self.threadIdentity.store(UInt(pthread_self()), ordering: .relaxed)
    unsafe pthread_setname_np(pthread_self(), String(self.name.utf8.prefix(15)) ?? "latchkey-loop")
    let turn = self.confined
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
}
