/// What a server's connection must do about the bytes it was given.
public enum ServerAction: Sendable {
  /// Every byte was taken.
  case needsBytes
  /// A frame without an effect: late, unknown and not critical, or of a refused stream.
  case dropped
  /// The client introduced itself: answer with our HELLO.
  case greet(Hello)
  /// A stream was opened with a whole request: call the method.
  case request(stream: UInt32, RequestEnvelope, isSensitive: Bool)
  /// A stream was refused: answer it with an ERROR. No slot is in use for it.
  case refuse(stream: UInt32, CallFailure)
  /// The client no longer wants the answer of an open stream.
  case cancel(stream: UInt32, CancelReason)
  /// Send these eight bytes back in a PONG.
  case pong(UInt64)
  /// Our own PING was answered.
  case ponged(UInt64)
  /// Tell the client to go away, and let what is open finish.
  case sendGoAway(GoAway)
  /// The client opens no more streams and will close when its last one is answered.
  case clientLeaves(GoAway)
  /// The client reports that the connection cannot go on.
  case clientFailed(CallFailure)
}
