/// Why the runtime at either end ended a call or a connection by itself, for programs. The raw value is
/// on the wire or in a log and never changes its meaning.
///
/// Reasons of the service behind it are ``Reason``. When each one is given, with which status code and
/// outcome, stands in `STATUS.md`.
public enum RuntimeReason: String, CaseIterable, Sendable {
  // On a stream, from the server
  /// An envelope is outside the strict profile, a field has a wrong type or length, or a mandatory
  /// one is absent.
  case malformed = "MALFORMED"
  /// A REQUEST has a negative key that this end does not know, so it must not be ignored.
  case criticalField = "CRITICAL_FIELD"
  /// The connection's handler has no method of that number or name.
  case unknownMethod = "UNKNOWN_METHOD"
  /// The service behind the runtime has no method of that number or name.
  case methodUnknown = "METHOD_UNKNOWN"
  /// Messages came, or failed to come, against the kind of the method.
  case cardinality = "CARDINALITY"
  /// A stream was sent more DATA than its credit, MORE without bytes, or credit above the limit.
  case flow = "FLOW"
  /// A message came behind the END of its direction.
  case ended = "ENDED"
  /// A peer did not read at the minimum throughput while messages waited for it.
  case slowReader = "SLOW_READER"
  /// An endless stream ends because the server is going away: open it again elsewhere.
  case reconnect = "RECONNECT"
  /// A stream ended in the middle of a message.
  case truncated = "TRUNCATED"
  /// A REQUEST frame is over the limit.
  case frameTooLarge = "FRAME_TOO_LARGE"
  /// The body of a request or of an answer is over the limit.
  case messageTooLarge = "MESSAGE_TOO_LARGE"
  /// The metadata has too many entries or bytes.
  case metadataTooLarge = "METADATA_TOO_LARGE"
  /// The actor token is over the limit.
  case actorTooLarge = "ACTOR_TOO_LARGE"
  /// The connection has as many calls in progress as it may have.
  case tooManyStreams = "TOO_MANY_STREAMS"
  /// The connection holds too many bytes of unfinished messages.
  case tooManyUnfinished = "TOO_MANY_UNFINISHED"
  /// The server has no call slot, or no descriptor, left.
  case overloaded = "OVERLOADED"
  /// The deadline of the call passed before its commit point.
  case deadline = "DEADLINE"
  /// The caller cancelled the call before its commit point.
  case cancelled = "CANCELLED"
  /// Thrown in the server at a handler that tries to commit a call which was given up. Never sent.
  case abandoned = "ABANDONED"
  /// The server is going away and takes no new calls.
  case draining = "DRAINING"
  /// The call had not committed when the grace period of a shutdown ended.
  case shutdown = "SHUTDOWN"

  // On stream 0
  /// The peers have no protocol version in common.
  case version = "VERSION"
  /// The first frame is not a HELLO, or a second HELLO came.
  case hello = "HELLO"
  /// Bits that must be zero are not.
  case zeroBits = "ZERO_BITS"
  /// Flags that the type of the frame does not have.
  case flags = "FLAGS"
  /// The length of a frame does not fit its type.
  case length = "LENGTH"
  /// A type of frame that must be understood is unknown.
  case type = "TYPE"
  /// A frame that only the other end may send.
  case direction = "DIRECTION"
  /// A stream number that is not allowed here.
  case stream = "STREAM"
  /// The body of a control frame cannot be read.
  case controlBody = "CONTROL_BODY"
  /// The peer went on sending too many control frames after a warning.
  case calm = "CALM"
  /// The server has as many connections, in all or of one user, as it takes.
  case tooManyConnections = "TOO_MANY_CONNECTIONS"
  /// In GOAWAY and in logs: nothing happened on the connection for too long.
  case idle = "IDLE"

  // In the client, without a frame
  /// The connection could not be made.
  case connect = "CONNECT"
  /// The connection ended before the answer came.
  case connectionLost = "CONNECTION_LOST"
  /// No HELLO came in time.
  case helloTimeout = "HELLO_TIMEOUT"
  /// No PONG came in time.
  case pingTimeout = "PING_TIMEOUT"
  /// This client is closed.
  case closed = "CLOSED"
  /// The connection is closed after the server's GOAWAY.
  case goingAway = "GOING_AWAY"
  /// Too many calls or bytes wait in this client.
  case clientQueueFull = "CLIENT_QUEUE_FULL"
  /// The client could not get a descriptor from the system.
  case descriptors = "DESCRIPTORS"
  /// DATA came where one answer was due.
  case streaming = "STREAMING"
  /// A message was to be sent on a stream that has ended.
  case streamOver = "STREAM_OVER"
  /// Two tasks read one stream.
  case secondReader = "SECOND_READER"
  /// A stream's answer ended without a word about the outcome.
  case unknown = "UNKNOWN"

  // In the server's log only: why a connection was closed
  /// The peer closed the connection.
  case eof = "EOF"
  /// The socket failed.
  case lost = "LOST"
  /// The last call of a connection that was going away has ended.
  case drained = "DRAINED"
  /// The server stopped.
  case stopped = "STOPPED"
  /// The accept rule refused the peer.
  case refused = "REFUSED"
  /// The first bytes are not those of the protocol.
  case preface = "PREFACE"
  /// The peer reported that we broke the protocol.
  case peerFault = "PEER_FAULT"
  /// The event loop could not watch the socket.
  case register = "REGISTER"
}
