/// A whole request that waits until a handler of its connection returns. The one owner of its envelope.
///
/// A cancelled call is answered at once, its handler returns when it hears of it. A client that counts what it
/// has open, as it must, may fill the slots of such handlers in one write. So the first request without a slot
/// waits for one, and everything behind it stays unread.
final class WaitingRequest {
  let stream: UInt32
  private var envelope: RequestEnvelope?
  let isSensitive: Bool
  let isOpenEnded: Bool
  /// When its last byte was read, in nanoseconds.
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

  /// Hands the envelope over. A second owner would keep its secrets from being wiped.
  func takeEnvelope() -> RequestEnvelope? { self.envelope.take() }

  deinit {
    // Never given to a handler, which would have wiped it.
    guard var envelope = self.envelope.take() else { return }
    Wiping.wipe(&envelope.body)
    if var actor = envelope.actor.take() { Wiping.wipe(&actor) }
  }
}
