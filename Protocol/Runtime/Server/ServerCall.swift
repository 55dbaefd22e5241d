import LatchkeyBase
import LatchkeyWire

/// One call in progress on a connection. Belongs to the loop's thread, but for its context.
final class ServerCall {
  let stream: UInt32
  let context: CallContext
  /// Place in the connection's list.
  var index: Int
  var task: Task<Void, Never>?
  /// What the handler is given, until it is: with another owner it could not be wiped.
  var incoming: IncomingCall?
  var hasReturned = false
  /// Messages in addition to request and answer.
  var pipe: MessagePipe?
  /// Whether the answer is a stream of messages.
  var serverStreams = false
  /// Why the call was given up, where it could not be at once; said if it fails.
  var givenUp: CallFailure?
  /// Whether a message was sent in part only.
  var isTruncated = false
  /// Whether the call has no end of its own, and counts as such.
  var isEndless = false
  /// When the request came, in nanoseconds.
  let startedAt: UInt64
  /// Where it is counted.
  let figuresSlot: Int

  init(
    stream: UInt32, context: CallContext, startedAt: UInt64, index: Int, figuresSlot: Int
  ) {
    self.startedAt = startedAt
    self.figuresSlot = figuresSlot
    self.stream = stream
    self.context = context
    self.index = index
  }
}
