import LatchkeyBase
import LatchkeyWire

/// One call in progress on a connection. Belongs to the loop's thread, but for its context.
final class ServerCall {
  let stream: UInt32
  let context: CallContext
  /// When the caller stops waiting, in nanoseconds; `max` once that no longer matters.
  var deadline: UInt64
  /// Place in the connection's list.
  var index: Int
  var task: Task<Void, Never>?
  /// What the handler is given, until it is: nobody else may hold it, or it cannot be wiped.
  var incoming: IncomingCall?
  var hasReturned = false
  /// Messages beside request and answer.
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
    stream: UInt32, context: CallContext, startedAt: UInt64, deadline: UInt64, index: Int,
    figuresSlot: Int
  ) {
    self.startedAt = startedAt
    self.figuresSlot = figuresSlot
    self.stream = stream
    self.context = context
    self.deadline = deadline
    self.index = index
  }
}

extension CallFailure {
  /// A stream without an end of its own, on a server that goes away.
  static let reconnect = CallFailure(
    code: .unavailable, reason: .reconnect,
    message: "This server is going away; go on with the stream on a new connection.",
    outcome: .rolledBack)

  /// The reader of a stream gives no credit.
  static let slowConsumer = CallFailure(
    code: .resourceExhausted, reason: .slowReader,
    message: "The messages of this stream were not read for too long.", outcome: .rolledBack)

  /// A handler returned while a message of it was sent in part.
  static let truncated = CallFailure(
    code: .internal, reason: .truncated, message: "The stream ended in the middle of a message.",
    outcome: .rolledBack)

  /// A call that is given up before its commit point.
  static func abandoned(_ code: StatusCode) -> CallFailure {
    switch code {
    case .deadlineExceeded:
      CallFailure(
        code: code, reason: .deadline, message: "The deadline passed before the commit point.",
        outcome: .rolledBack)
    case .unavailable:
      CallFailure(
        code: code, reason: .shutdown, message: "The server is going away.",
        outcome: .rolledBack)
    case .cancelled, .unknown, .invalidArgument, .notFound, .alreadyExists, .permissionDenied,
      .resourceExhausted, .failedPrecondition, .aborted, .outOfRange, .unimplemented, .internal,
      .dataLoss, .unauthenticated:
      CallFailure(
        code: code, reason: .cancelled, message: "The call was cancelled before its commit point.",
        outcome: .rolledBack)
    }
  }
}
