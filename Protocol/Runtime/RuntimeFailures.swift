import LatchkeyBase
import LatchkeyWire

/// Failures that the runtime makes up itself, at either end.
extension CallFailure {
  /// CREDIT beyond the most that a sender may hold.
  static let tooMuchCredit = CallFailure(
    code: .internal, reason: .flow,
    message: "The credit of a stream is at most \(StreamCredit.max) bytes.", outcome: .unknown)

  /// A message for a stream that is over, or a direction that was ended.
  static let streamOver = CallFailure(
    code: .failedPrecondition, reason: .streamOver,
    message: "This stream takes no more messages.", outcome: .notStarted)

  /// Two tasks read from one stream.
  static let secondReader = CallFailure(
    code: .failedPrecondition, reason: .secondReader,
    message: "Another task reads from this stream already.", outcome: .notStarted)

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

  /// A call that the connection's machine has given up.
  static func abandoned(_ reason: Abandonment) -> CallFailure {
    switch reason {
    case .deadline: .abandoned(StatusCode.deadlineExceeded)
    case .connectionLost: .abandoned(StatusCode.cancelled)
    case .shutdown: .abandoned(StatusCode.unavailable)
    case .reconnect: .reconnect
    case .slowConsumer: .slowConsumer
    }
  }

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

  /// The caller's task was cancelled.
  static let cancelledHere = CallFailure(
    code: .cancelled, reason: .cancelled, message: "The caller cancelled the call.",
    outcome: .notStarted)

  /// The client was closed, or its loop has ended.
  static let closedHere = CallFailure(
    code: .unavailable, reason: .closed, message: "This client is closed.", outcome: .notStarted)
}
