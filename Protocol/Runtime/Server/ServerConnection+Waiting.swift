import LatchkeySocket
import LatchkeyWire

// A cancelled call is answered at once, its handler returns when it hears of it. A client that counts what it has
// open, as it must, may fill the places of such handlers in one write. So the request for which there is no place
// waits for one of them, with everything behind it; only handlers that do not listen make it wait in vain.

/// A whole request for which its connection has no place yet.
final class WaitingRequest {
  let stream: UInt32
  /// Taken out by whoever goes on with it: a second owner would keep its secrets from being wiped.
  var envelope: RequestEnvelope?
  let isSensitive: Bool
  let isOpenEnded: Bool
  let arrivedAt: UInt64

  init(
    _ stream: UInt32, _ envelope: consuming RequestEnvelope, isSensitive: Bool, isOpenEnded: Bool,
    arrivedAt: UInt64
  ) {
    self.stream = stream
    self.envelope = envelope
    self.isSensitive = isSensitive
    self.isOpenEnded = isOpenEnded
    self.arrivedAt = arrivedAt
  }

  deinit {
    // Never given to a handler: nobody else wipes it.
    guard var envelope = self.envelope.take() else { return }
    Wiping.wipe(&envelope.body)
    if var actor = envelope.actor.take() { Wiping.wipe(&actor) }
  }
}

extension ServerConnection {
  /// Lets a request wait for a handler to return, and reads nothing meanwhile.
  func wait(_ request: WaitingRequest) {
    self.waiting = request
    self.heldUntil = self.lastSeen + self.configuration.slotMillisecondsMax * 1_000_000
    self.wake(by: self.heldUntil)
    if let registration = self.registration { self.updateInterest(registration) }
  }

  /// A handler has returned: the request has its place, in the loop's next turn.
  func wakeWaiting() {
    self.heldUntil = self.lastActivity
    self.wake(by: self.heldUntil)
  }

  /// Gives the request that waits to its handler, or refuses it when the time is over.
  func goOnWaiting(_ now: UInt64) {
    guard self.waiting != nil else { return }
    guard !self.machine.value.isOverfull else { return self.refuseWaiting() }
    guard let request = self.waiting.take(), let envelope = request.envelope.take() else { return }
    self.lastSeen = now
    self.dispatch(
      request.stream, consume envelope, isSensitive: request.isSensitive,
      isOpenEnded: request.isOpenEnded, arrivedAt: request.arrivedAt)
    self.pauseWhenFull()
  }

  /// Refuses the request that waits.
  func refuseWaiting() {
    guard let request = self.waiting.take() else { return }
    self.turnAway(request.stream, .tooManyStreams(self.configuration.limits))
  }
}
