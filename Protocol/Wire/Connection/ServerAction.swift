/// What a server's connection must do about the bytes it was given.
///
/// Large and rare cases are indirect: one of these is moved for every frame.
public enum ServerAction: Sendable {
  /// Every byte was taken.
  case needsBytes
  /// No more of the bytes may be taken now: keep the rest until ``ServerWork/readOn``.
  case pause
  /// A frame without an effect: late, unknown and not critical, or of a refused stream.
  case dropped
  /// The client introduced itself: answer with our HELLO.
  indirect case greet(Hello)
  /// A stream was opened with a whole request: call the method. When `isOpenEnded`, messages may
  /// follow.
  case request(stream: UInt32, RequestEnvelope, isSensitive: Bool, isOpenEnded: Bool)
  /// A message of an open stream, the end of all of them, or both.
  case message(stream: UInt32, ReceivedMessage?, isLast: Bool)
  /// The client allows so many more bytes of messages on an open stream.
  case credit(stream: UInt32, UInt32)
  /// Allow the client so many more bytes of messages: an unfinished message waits for its rest.
  case sendCredit(stream: UInt32, UInt32)
  /// The client broke the rules of an open stream: give the call up with this failure.
  indirect case breach(stream: UInt32, CallFailure)
  /// A stream was refused: answer it with an ERROR. No slot is in use for it.
  indirect case refuse(stream: UInt32, CallFailure)
  /// The client no longer wants the answer of an open stream.
  case cancel(stream: UInt32, CancelReason)
  /// Send these eight bytes back in a PONG.
  case pong(UInt64)
  /// Our own PING was answered.
  case ponged(UInt64)
  /// Tell the client to go away, and let what is open finish.
  indirect case sendGoAway(GoAway)
  /// The client opens no more streams and will close when its last one is answered.
  indirect case clientLeaves(GoAway)
  /// The client reports that the connection cannot go on.
  indirect case clientFailed(CallFailure)
}
