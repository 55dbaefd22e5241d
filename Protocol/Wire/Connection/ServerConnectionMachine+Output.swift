public import LatchkeyBase

// What waits to be sent.

/// What follows when everything that could be sent was.
public enum OnDrained: Hashable, Sendable {
  /// Nothing.
  case nothing
  /// Shut our side of the socket: the last byte is in the kernel's hands.
  case shutDownWriting
  /// Call ``ServerConnectionMachine/end()``, and close.
  case end(RuntimeReason)
}

extension ServerConnectionMachine {
  /// How much waits has changed: reading stops when it is more than the limit, and goes on at half of it.
  ///
  /// - Parameter bytes: That wait.
  public mutating func outputWaits(_ bytes: Int) {
    if bytes > self.rules.outputBytesMax {
      self.isPaused = true
    } else if self.isPaused, bytes <= self.rules.outputBytesMax / 2 {
      // Half as hysteresis: the interest changes once for many answers.
      self.isPaused = false
      if self.hasUnread { self.wake(by: self.lastActivity) }
    }
  }

  /// A request of a read was answered: stops taking requests when far too many answers wait.
  ///
  /// - Parameter bytes: That wait.
  @inline(__always)
  public mutating func answersWait(_ bytes: Int) {
    // Eight times what may be left at the end of a turn: with less, a client that asks for some mebibytes at a
    // time waits for their half to be taken, and loses a fifth of its bandwidth.
    if bytes > 8 * self.rules.outputBytesMax { self.isPaused = true }
  }

  /// Something still waits after a write.
  ///
  /// - Parameters:
  ///   - sent: Bytes that the kernel took.
  ///   - now: Nanoseconds of a clock that never goes back.
  public mutating func stillWaits(sent: UInt64, at now: UInt64) {
    if self.throughput == nil {
      self.throughput = MinimumThroughput(
        bytes: self.rules.blockedBytes, milliseconds: self.rules.blockedMilliseconds, at: now)
    } else {
      self.throughput?.take(sent, at: now)
    }
    self.wake(by: self.throughput?.end ?? .max)
  }

  /// Nothing waits for the socket any more.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back; looked at when the connection parts.
  /// - Returns: What follows.
  public mutating func drained(at now: @autoclosure () -> UInt64) -> OnDrained {
    self.throughput = nil
    switch self.phase {
    case .parting(let reason) where self.peerHasEnded:
      return .end(reason)
    case .parting(let reason):
      let until = now() + self.rules.lingerMilliseconds * 1_000_000
      self.phase = .lingering(reason, until: until)
      self.wake(by: until)
      return .shutDownWriting
    case .serving, .lingering, .ended:
      return .nothing
    }
  }

  /// Whether the connection is being sent away and nothing is open or running. When nothing is unsent either:
  /// ``part(_:)``.
  public mutating func isDone() -> Bool {
    guard self.frames.isDraining || self.departure != .none else { return false }
    return self.phase == .serving && self.frames.isIdle
  }
}
