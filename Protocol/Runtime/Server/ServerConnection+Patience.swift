import LatchkeySocket
import LatchkeyWire

// A connection whose calls come to nothing is left unread for a moment, and one whose answers wait until
// they are taken. What it goes on sending waits in the kernel's buffer of its own socket, and costs neither
// us nor anybody else. What was read already waits here: one read brings thousands of small requests, and
// each may have an answer of a mebibyte.

extension ServerConnection {
  /// A call of this connection came to nothing: it was refused before a handler saw it, or cancelled.
  func noteVainCall() {
    // The moment of the read that brought it.
    self.patience.use(at: self.lastActivity)
    self.holdWhenImpatient(self.lastActivity)
  }

  /// Stops reading when patience is used up.
  func holdWhenImpatient(_ now: UInt64) {
    guard let end = self.patience.end(at: now), self.heldUntil == 0 else { return }
    self.heldUntil = end
    self.home.counters.add(.held)
    self.wake(by: end)
    if let registration = self.registration { self.updateInterest(registration) }
  }

  /// Keeps what was read and not looked at, for the moment when reading goes on.
  func keepUnread(of bytes: Span<UInt8>) {
    guard self.unread > 0 else { return }
    self.heldBytes = [UInt8](copying: bytes.extracting(last: self.unread))
    self.heldSince = self.lastActivity
    // At once: while the socket is full nothing is flushed, and a further read would come first.
    if let registration = self.registration { self.updateInterest(registration) }
  }

  /// Stops reading when too many answers wait.
  @inline(__always)
  func pauseWhenFull() {
    // Eight times what may be left at the end of a turn: with less, a client that asks for some mebibytes at a
    // time waits for their half to be taken, and loses a fifth of its bandwidth.
    if self.output.value.bytesWaiting > 8 * self.home.shared.configuration.outputBytesMax {
      self.isReadingPaused = true
    }
  }

  /// Whether the socket is not read because of what it brought.
  var hasUnread: Bool { (self.heldUntil > 0 || self.unread > 0) && self.phase == .serving }

  /// Reads on once enough patience is back, answers are taken, and the request that waits for a handler has
  /// its place or is refused.
  func checkUnread(_ now: UInt64) {
    guard self.hasUnread else { return }
    guard now >= self.heldUntil else { return self.wake(by: self.heldUntil) }
    self.heldUntil = 0
    self.goOnWaiting(now)
    // Whoever ends the pause comes back.
    guard !self.isReadingPaused else { return }
    var bytes: [UInt8] = []
    swap(&bytes, &self.heldBytes)
    let count = self.unread
    self.unread = 0
    if count > 0 {
      self.take(bytes.span.extracting(last: count), readAt: self.heldSince)
    }
    if self.unread > 0 {
      // Stopped in the middle once more.
      swap(&bytes, &self.heldBytes)
    } else {
      // They may have held secrets.
      Wiping.wipe(&bytes)
    }
    if let registration = self.registration { self.updateInterest(registration) }
  }

  /// What this connection leaves to the next one of its user: calls that nobody will ever ask about were
  /// made in vain, too.
  func owedAtTheEnd(_ now: UInt64) -> UInt64 {
    self.patience.use(self.calls.count, at: now)
    return self.patience.owed(at: now)
  }
}
