public import LatchkeyBase

// What is due.

/// Something that is due on a server's connection, for its driver to do.
public enum ServerWork: Sendable {
  /// Give a call up, unless it is past its commit point.
  case abandon(stream: UInt32, Abandonment)
  /// The request that waited has its slot: call the method.
  case request(
    stream: UInt32, RequestEnvelope, isSensitive: Bool, isOpenEnded: Bool, arrivedAt: UInt64)
  /// The request that waited has none: answer it with this. No slot is in use for it.
  indirect case refuse(stream: UInt32, CallFailure)
  /// Hand in again what was read and not taken.
  case readOn
  /// Nothing happened for too long: send this, then our end.
  indirect case leaveIdle(GoAway)
  /// Send what waits, then our end.
  case part(RuntimeReason)
  /// Close.
  case end(RuntimeReason)
}

/// What follows from the wish to drain.
public enum OnDrain: Hashable, Sendable {
  /// Nothing: the connection parts already.
  case nothing
  /// The peer has not introduced itself, and nothing of it was started: say so on stream 0, and part.
  case refuse
  /// Send this. Calls without an end of their own are due at once.
  indirect case goAway(GoAway)
}

extension ServerConnectionMachine {
  /// The next thing that is due. Ask until there is none; every answer but nil was noted as done.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back.
  /// - Returns: What to do; nil when nothing is due before ``nextDeadline``.
  public mutating func work(at now: UInt64) -> ServerWork? {
    if self.phase != .serving, let stream = self.withdrawWaiting() {
      return .refuse(stream: stream, .tooManyStreams(self.rules.limits))
    }
    if let due = self.calls.takeDue(at: now) {
      return .abandon(stream: due.stream, due.reason)
    }
    switch self.phase {
    case .serving:
      if let work = self.readingWork(now) ?? self.departureWork(now) { return work }
    case .lingering(let reason, let until) where now >= until:
      self.end()
      return .end(reason)
    case .parting, .lingering, .ended:
      break
    }
    if self.phase != .ended, let throughput = self.throughput, now >= throughput.end {
      self.end()
      return .end(.slowReader)
    }
    if self.phase == .serving, self.calls.isEmpty, now >= self.idleUntil {
      let goAway = self.frames.beginDraining(
        code: .unavailable, reason: .idle, graceMilliseconds: 0)
      self.part(.idle)
      return .leaveIdle(goAway)
    }
    self.nextDeadline = self.earliestDeadline
    return nil
  }

  /// Reads on once enough tokens are back, answers are taken, and the request that waits has its slot or none.
  private mutating func readingWork(_ now: UInt64) -> ServerWork? {
    if case .held(let until) = self.reading {
      guard now >= until else { return nil }
      self.reading = .open
      if let request = self.waiting.take(), let envelope = request.takeEnvelope() {
        guard !self.frames.isOverfull else {
          self.reject(request.stream)
          return .refuse(stream: request.stream, .tooManyStreams(self.rules.limits))
        }
        self.lastSeen = now
        return .request(
          stream: request.stream, envelope, isSensitive: request.isSensitive,
          isOpenEnded: request.isOpenEnded, arrivedAt: request.arrivedAt)
      }
    }
    guard self.hasUnread, self.reading == .open, !self.isPaused else { return nil }
    self.hasUnread = false
    return .readOn
  }

  private mutating func departureWork(_ now: UInt64) -> ServerWork? {
    if self.isHelloOverdue(at: now) {
      self.end()
      return .end(.helloTimeout)
    }
    if case .draining(let graceUntil) = self.departure, now >= graceUntil {
      self.departure = .overdue(until: graceUntil + self.rules.lingerMilliseconds * 1_000_000)
      // Those past their commit point owe the truth, and get some time for it.
      self.calls.abandonAll(.shutdown)
      if let stream = self.withdrawWaiting() {
        self.reading = .open
        return .refuse(stream: stream, .tooManyStreams(self.rules.limits))
      }
      if let due = self.calls.takeDue(at: now) {
        return .abandon(stream: due.stream, due.reason)
      }
    }
    if case .overdue(let until) = self.departure, now >= until || self.frames.openStreams == 0 {
      self.part(.drained)
      return .part(.drained)
    }
    return nil
  }

  /// Takes the request that waits back: no handler will run for it.
  private mutating func withdrawWaiting() -> UInt32? {
    guard let request = self.waiting.take() else { return nil }
    self.reject(request.stream)
    return request.stream
  }

  /// The server goes away: the client is told, and calls have a time to end.
  ///
  /// - Parameters:
  ///   - graceMilliseconds: That time.
  ///   - now: Nanoseconds of a clock that never goes back.
  /// - Returns: What to send.
  public mutating func drain(graceMilliseconds: UInt64, at now: UInt64) -> OnDrain {
    guard self.phase == .serving else { return .nothing }
    guard self.frames.isGreeted else { return .refuse }
    let (span, isLong) = graceMilliseconds.multipliedReportingOverflow(by: 1_000_000)
    let (sum, isBeyond) = now.addingReportingOverflow(span)
    // With slack: a later time is computed from this one.
    let until = min(
      isLong || isBeyond ? .max : sum, .max - self.rules.lingerMilliseconds * 1_000_000)
    self.departure = .draining(graceUntil: until)
    self.calls.abandonAll(.reconnect, onlyEndless: true)
    // Endless calls are due at once.
    self.wake(by: now)
    return .goAway(
      self.frames.beginDraining(
        code: .unavailable, reason: .draining,
        graceMilliseconds: UInt32(clamping: graceMilliseconds)))
  }

  /// Takes no more bytes; what waits is sent, then our end. Closing earlier could take the last frames back. Calls
  /// are due at once.
  ///
  /// - Parameter reason: For the log.
  public mutating func part(_ reason: RuntimeReason) {
    guard self.phase == .serving else { return }
    self.phase = .parting(reason)
    self.frames.close()
    self.calls.abandonAll(.connectionLost)
    self.wake(by: self.lastSeen)
  }

  /// Ends at once: nothing more is sent. Calls are due at once, and the request that waits is dropped.
  public mutating func end() {
    guard self.phase != .ended else { return }
    self.phase = .ended
    self.frames.close()
    self.throughput = nil
    self.waiting = nil
    self.nextDeadline = self.calls.isEmpty ? .max : self.lastSeen
    self.calls.abandonAll(.connectionLost)
  }

  /// What the connection owes at its end, for the next one of its user: calls that its client will not ask about any more
  /// cost a token each, too.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back.
  /// - Returns: Nanoseconds until the bucket would be full.
  public mutating func debt(at now: UInt64) -> UInt64 {
    self.bucket.take(self.calls.count, at: now)
    return self.bucket.debt(at: now)
  }
}
