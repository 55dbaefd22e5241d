public import LatchkeyBase

// What the peer sends.

extension ServerConnectionMachine {
  /// Bytes were read, or bytes that had to wait are handed in again.
  ///
  /// - Parameter now: Nanoseconds of a clock that never goes back.
  public mutating func beginRead(at now: UInt64) {
    self.lastActivity = now
    self.lastSeen = now
    self.hasUnread = false
  }

  /// Takes lent bytes from `offset` on, up to the next thing to do.
  ///
  /// - Parameters:
  ///   - input: The bytes of one read; the same at every call until `needsBytes` or `pause`. After `pause` the
  ///     driver keeps what is behind `offset`, and hands it in again at ``ServerWork/readOn``.
  ///   - offset: Where to go on; moved past what was taken.
  ///   - now: The time given to ``beginRead(at:)``.
  ///   - readAt: When the bytes were read, if they have waited since.
  /// - Returns: What the driver must do.
  /// - Throws: ``ConnectionFault`` when the connection cannot go on: say so, and ``part(_:)``.
  public mutating func next(
    in input: Span<UInt8>, at offset: inout Int, now: UInt64, readAt: UInt64? = nil
  ) throws(ConnectionFault) -> ServerAction {
    guard self.phase == .serving else {
      offset = input.count
      return .needsBytes
    }
    guard self.reading == .open, !self.isPaused else {
      self.hasUnread = input.count > offset
      return .pause
    }
    let action = try self.frames.next(in: input, at: &offset, now: now)
    switch action {
    case .request where !self.frames.isOverfull: break
    case .request(let stream, let envelope, let isSensitive, let isOpenEnded):
      let until = self.lastSeen + self.rules.slotMilliseconds * 1_000_000
      self.waiting = WaitingRequest(
        stream, envelope, isSensitive: isSensitive, isOpenEnded: isOpenEnded,
        arrivedAt: readAt ?? now)
      self.reading = .held(until: until)
      self.wake(by: until)
      return .dropped
    case .refuse: self.noteVainCall()
    case .cancel(let stream, _): if self.calls.contains(stream) { self.noteVainCall() }
    case .credit(let stream, let bytes): self.calls.credited(stream, bytes, at: now)
    case .clientLeaves: if self.departure == .none { self.departure = .client }
    case .needsBytes, .pause, .dropped, .greet, .message, .sendCredit, .breach, .pong, .ponged,
      .sendGoAway, .clientFailed:
      break
    }
    return action
  }

  /// The peer sends nothing more. It may still read: what is answered already goes out.
  ///
  /// - Parameter outputIsEmpty: Whether nothing waits to be sent.
  /// - Returns: What follows.
  public mutating func peerEnded(outputIsEmpty: Bool) -> OnPeerEnded {
    self.peerHasEnded = true
    switch self.phase {
    case .serving: return self.calls.isEmpty && !outputIsEmpty ? .part(.eof) : .end(.eof)
    case .parting(let reason): return outputIsEmpty ? .end(reason) : .nothing
    case .lingering(let reason, _): return .end(reason)
    case .ended: return .nothing
    }
  }
}

/// What follows from the end of the peer's bytes.
public enum OnPeerEnded: Hashable, Sendable {
  /// Send what waits; the connection parts already, or is over.
  case nothing
  /// Call ``ServerConnectionMachine/part(_:)``.
  case part(RuntimeReason)
  /// Call ``ServerConnectionMachine/end()``, and close.
  case end(RuntimeReason)
}
