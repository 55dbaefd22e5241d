import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

extension ServerConnection: EndOfTurnHandler {
  /// Writes small frames, to be sent at the end of the loop's turn.
  func write(_ body: (inout FrameWriter) -> Void) {
    self.output.value.write(self.home.buffers, body)
    self.planFlush()
  }

  /// Asks for one flush at the end of the turn.
  func planFlush() {
    guard !self.isFlushPlanned, !self.isBlocked else { return }
    self.isFlushPlanned = true
    self.home.loop.atEndOfTurn(self)
  }

  func endOfTurn() {
    self.isFlushPlanned = false
    self.flush()
  }

  /// Sends what the socket takes.
  func flush() {
    guard self.phase != .ended, let registration = self.registration else { return }
    let sentBefore = self.output.value.totalSent
    let state: OutputQueue.State
    do throws(SocketError) {
      state = try self.output.value.flush(to: self.socket, buffers: self.home.buffers)
    } catch {
      return self.end(.lost)
    }
    switch state {
    case .drained:
      self.isBlocked = false
      self.pace = nil
    case .blocked:
      self.isBlocked = true
      self.noteWaiting(since: sentBefore)
    case .interrupted:
      self.isBlocked = false
      self.noteWaiting(since: sentBefore)
      self.planFlush()
    }
    self.updateInterest(registration)
    if state == .drained { self.afterDrain() }
  }

  /// Something still waits after a flush.
  ///
  /// - Parameter sentBefore: Bytes that the kernel had taken before it.
  private func noteWaiting(since sentBefore: UInt64) {
    let now = MonotonicInstant.now.nanoseconds
    let pace: LeastRate
    if var running = self.pace {
      running.take(self.output.value.totalSent - sentBefore, at: now)
      pace = running
    } else {
      pace = LeastRate(
        bytes: self.configuration.blockedBytesMin,
        milliseconds: self.configuration.blockedMillisecondsMax, at: now)
    }
    // Put back whole: were it changed in place, every flush would pay for a check of exclusive access.
    self.pace = pace
    self.wake(by: pace.end)
  }

  /// Reads unless too many answers wait; asks for room when the socket was full.
  func updateInterest(_ registration: Registration) {
    let waiting = self.output.value.bytesWaiting
    // Half as hysteresis: the interest changes once for many answers.
    if waiting > self.configuration.outputBytesMax {
      self.isReadingPaused = true
    } else if waiting <= self.configuration.outputBytesMax / 2, self.isReadingPaused {
      self.isReadingPaused = false
      if self.unread > 0 { self.wake(by: self.lastActivity) }
    }
    // The end of the file stays readable for ever: it is looked at once.
    var interest: ReadinessInterest =
      self.isReadingPaused || self.hasUnread || self.peerHasEnded ? [] : .read
    if self.isBlocked { interest.insert(.write) }
    self.home.loop.setInterest(interest, of: registration)
  }

  private func afterDrain() {
    switch self.phase {
    case .serving:
      self.partWhenIdle()
    case .parting where self.peerHasEnded:
      self.end(self.partingReason)
    case .parting:
      self.phase = .lingering
      self.socket.shutdownWrite()
      self.lingerUntil =
        MonotonicInstant.now.nanoseconds + self.configuration.lingerMillisecondsMax * 1_000_000
      self.wake(by: self.lingerUntil)
    case .lingering, .ended:
      break
    }
  }

  /// Parts when the connection is being sent away and nothing is open, running or unsent.
  func partWhenIdle() {
    guard self.isLeaving, self.phase == .serving, self.machine.value.isIdle,
      self.output.value.isEmpty
    else {
      return
    }
    self.part(.drained)
  }

  private var isLeaving: Bool {
    switch self.machine.value.state {
    case .draining: true
    case .awaitingPreface, .awaitingHello, .serving, .closed: self.clientIsLeaving
    }
  }

  /// Sends the peer away; open calls have so long.
  func drain(graceMilliseconds: UInt64) {
    guard self.phase == .serving else { return }
    guard self.machine.value.isGreeted else { return self.refuseDraining() }
    self.graceUntil = MonotonicInstant.now.advanced(byMilliseconds: graceMilliseconds).nanoseconds
    self.wake(by: self.graceUntil)
    let goAway = self.machine.value.beginDraining(
      code: .unavailable, reason: .draining,
      graceMilliseconds: UInt32(clamping: graceMilliseconds))
    self.write { $0.goAway(goAway) }
    self.endEndless()
  }

  /// Sends a peer away that has not introduced itself: nothing of it was started.
  func refuseDraining() {
    self.write {
      $0.error(
        CallFailure(
          code: .unavailable, reason: .draining, message: "This server is going away.",
          outcome: .notStarted), stream: 0)
    }
    self.part(.drained)
  }
}
