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
    var count = 0
    while true {
      self.collect(into: turn)
      self.dispatch(count, turn)
      self.fireTimers(turn)
      unsafe self.runJobs(turn, on: executor)
      self.endTurn(turn)
      if turn.hasWork {
        count = self.poller.wait(timeoutMilliseconds: 0)
      } else if turn.isStopping {
        break
      } else {
        count = self.waitForWork(turn)
      }
    }
    unsafe self.finish(turn, on: executor)
  }

  /// Takes over what other threads posted, if anything.
  private func collect(into turn: Turn) {
    if self.mail.exchange(Mail.none, ordering: .acquiringAndReleasing) == Mail.posted {
      self.emptyInbox(into: turn)
    }
  }

  private func emptyInbox(into turn: Turn) {
    self.inbox.withLock { inbox in
      turn.isStopping = inbox.isStopping
      guard !inbox.work.isEmpty else { return }
      if turn.ready.value.isEmpty {
        swap(&inbox.work, &turn.ready.value)
      } else {
        turn.ready.value.append(contentsOf: inbox.work)
        inbox.work.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Allows others to wake the loop by the poller, unless they have posted something already.
  private func park() -> Bool {
    self.mail.compareExchange(
      expected: Mail.none, desired: Mail.parked, ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// Sleeps until there is something to do; looks for it first, where that is wanted.
  ///
  /// - Returns: How many events came.
  private func waitForWork(_ turn: Turn) -> Int {
    guard turn.spin.isOn else {
      return self.poller.wait(timeoutMilliseconds: self.park() ? turn.waitMilliseconds : 0)
    }
    let begin = MonotonicInstant.now
    if turn.spin.nanoseconds > 0 {
      let end = begin.advanced(byNanoseconds: turn.spin.nanoseconds)
      let until = min(end, turn.timers.value.firstMoment ?? end)
      repeat {
        let count = self.poller.wait(timeoutMilliseconds: 0)
        if count > 0 || self.mail.load(ordering: .relaxed) == Mail.posted {
          turn.spin.found()
          return count
        }
        // The thread that is to bring the work may be waiting for this very core.
        sched_yield()
      } while MonotonicInstant.now < until
      turn.spin.missed()
    }
    let count = self.poller.wait(timeoutMilliseconds: self.park() ? turn.waitMilliseconds : 0)
    if turn.spin.nanoseconds == 0 {
      turn.spin.slept(MonotonicInstant.now.nanoseconds(since: begin))
    }
    return count
  }

  private func dispatch(_ count: Int, _ turn: Turn) {
    for index in 0..<count {
      guard let event = self.poller.event(at: index),
        let entry = turn.handlers.value.entry(of: event.registration)
      else { continue }
      if event.isReadable, entry.interest.contains(.read) {
        entry.handler.readable()
      }
      if event.isWritable, let entry = turn.handlers.value.entry(of: event.registration),
        entry.interest.contains(.write)
      {
        entry.handler.writable()
      }
      if event.isHungUp, turn.handlers.value.entry(of: event.registration) != nil {
        entry.handler.hungUp()
      }
    }
  }

  private func fireTimers(_ turn: Turn) {
    guard !turn.timers.value.isEmpty else { return }
    let now = MonotonicInstant.now
    while let (timer, handler) = turn.timers.value.removeFirst(dueAt: now) {
      handler.timerFired(timer)
    }
  }

  private func runJobs(_ turn: Turn, on executor: UnownedTaskExecutor) {
    var rounds = 0
    while !turn.ready.value.isEmpty, rounds < Self.roundsMax {
      swap(&turn.ready.value, &turn.running.value)
      for index in 0..<turn.running.value.count {
        switch turn.running.value[index] {
        case .job(let job): unsafe job.runSynchronously(on: executor)
        case .closure(let body): body()
        }
      }
      turn.running.value.removeAll(keepingCapacity: true)
      rounds += 1
    }
  }

  private func endTurn(_ turn: Turn) {
    guard !turn.endings.value.isEmpty else { return }
    swap(&turn.endings.value, &turn.endingsRunning.value)
    for index in 0..<turn.endingsRunning.value.count {
      turn.endingsRunning.value[index].endOfTurn()
    }
    turn.endingsRunning.value.removeAll(keepingCapacity: true)
  }

  /// Lets go of everything, and runs what that sets free.
  private func finish(_ turn: Turn, on executor: UnownedTaskExecutor) {
    while true {
      // Released one by one out of the table: a deinit may come back to the loop.
      var handlers = HandlerTable()
      var timers = TimerHeap()
      swap(&handlers, &turn.handlers.value)
      swap(&timers, &turn.timers.value)
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
      self.emptyInbox(into: turn)
    }
    self.threadIdentity.store(0, ordering: .relaxed)
  }
}
