/// What a client's connection must do about the bytes it was given.
///
/// Large and rare cases are indirect: one of these is moved for every frame.
public enum ClientAction: Sendable {
  /// Every byte was taken.
  case needsBytes
  /// A frame without an effect: late, part of a chain, or unknown and not critical.
  case dropped
  /// The server introduced itself; its limits are in force.
  indirect case greeted(Hello)
  /// A call was answered.
  case response(stream: UInt32, ResponseEnvelope, isSensitive: Bool)
  /// A call failed: by the server, or because its answer cannot be read.
  indirect case failure(stream: UInt32, CallFailure)
  /// A message of an open stream, the end of all of them, or both. The terminal frame follows.
  case message(stream: UInt32, ReceivedMessage?, isLast: Bool)
  /// The server allows so many more bytes of messages on an open stream.
  case credit(stream: UInt32, UInt32)
  /// Allow the server so many more bytes of messages: an unfinished message waits for its rest.
  case sendCredit(stream: UInt32, UInt32)
  /// The server broke the rules of a stream, which is over here: send a CANCEL.
  indirect case breach(stream: UInt32, CallFailure)
  /// Send these eight bytes back in a PONG.
  case pong(UInt64)
  /// Our own PING was answered.
  case ponged(UInt64)
  /// Calls above a stream were not started; new calls need a new connection.
  indirect case goAway(GoAway)
  /// The server says why it ends the connection.
  indirect case connectionFailed(CallFailure)
}
