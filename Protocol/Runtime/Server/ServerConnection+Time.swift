import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

// One timer a connection, set to the earliest moment that matters. It is not moved when a moment
// disappears, so that a call costs no timer: it then fires once for nothing.

extension ServerConnection: TimerHandler {
  /// Makes sure that the timer fires at a moment at the latest.
  func wake(by moment: UInt64) {
    guard moment < self.wakeAt, self.phase != .ended else { return }
    if let timer = self.timer { self.home.loop.cancel(timer) }
    self.wakeAt = moment
    self.timer = self.home.loop.schedule(at: MonotonicInstant(nanoseconds: moment), self)
  }

  func timerFired(_ timer: TimerID) {
    self.timer = nil
    self.wakeAt = .max
    let now = MonotonicInstant.now.nanoseconds
    self.expireCalls(now)
    self.checkUnread(now)
    self.checkHello(now)
    self.checkGrace(now)
    self.checkBlocked(now)
    self.checkConsumers(now)
    self.checkLinger(now)
    self.checkIdle(now)
    guard self.phase != .ended else { return }
    for call in self.calls { self.wake(by: call.deadline) }
  }

  private func expireCalls(_ now: UInt64) {
    // A copy: a cancelled handler may return at once and leave the list.
    for call in self.calls where call.deadline <= now {
      self.giveUp(call, .abandoned(.deadlineExceeded), counting: .expired)
    }
  }

  private func checkHello(_ now: UInt64) {
    guard self.phase == .serving, !self.machine.value.isGreeted else { return }
    let limit = self.startedAt + self.configuration.helloMillisecondsMax * 1_000_000
    guard now >= limit else { return self.wake(by: limit) }
    self.home.counters.add(.faults)
    self.end(.helloTimeout)
  }

  private func checkGrace(_ now: UInt64) {
    guard self.phase == .serving, self.graceUntil > 0 else { return }
    guard now >= self.graceUntil else { return self.wake(by: self.graceUntil) }
    let limit = self.graceUntil + self.configuration.lingerMillisecondsMax * 1_000_000
    self.refuseWaiting()
    // Those past their commit point owe the truth, and get a moment for it.
    for call in self.calls { self.giveUp(call, .abandoned(.unavailable)) }
    if now >= limit || self.machine.value.openStreams == 0 {
      return self.part(.drained)
    }
    self.wake(by: limit)
  }

  private func checkBlocked(_ now: UInt64) {
    guard let limit = self.pace?.end, self.phase != .ended else { return }
    guard now >= limit else { return self.wake(by: limit) }
    self.home.counters.add(.slowReaders)
    self.end(.slowReader)
  }

  private func checkLinger(_ now: UInt64) {
    guard self.phase == .lingering else { return }
    guard now >= self.lingerUntil else { return self.wake(by: self.lingerUntil) }
    self.end(self.partingReason)
  }

  private func checkIdle(_ now: UInt64) {
    guard self.phase == .serving, self.calls.isEmpty else { return }
    let limit = self.lastActivity + self.configuration.idleMillisecondsMax * 1_000_000
    guard now >= limit else { return self.wake(by: limit) }
    self.home.counters.add(.idled)
    let goAway = self.machine.value.beginDraining(
      code: .unavailable, reason: .idle, graceMilliseconds: 0)
    self.write { $0.goAway(goAway) }
    self.part(.idle)
  }
}
