import LatchkeyBase
import LatchkeySocket
import LatchkeyWire

/// One call of a client, from its start to its result, over as many tries as it takes.
///
/// Belongs to the loop's thread once it was submitted.
@safe
final class PendingCall: @unchecked Sendable {
  typealias Continuation = UnsafeContinuation<Void, Never>
  typealias EndContinuation = UnsafeContinuation<Result<Reply, CallFailure>, Never>

  /// Where the call is.
  enum State {
    /// Waits for a stream or a connection. May become `sent` or `finished`.
    case waiting
    /// Was written on a stream. May become `waiting` again, or `finished`.
    case sent
    /// The caller has its result. Terminal.
    case finished
  }

  let head: RequestHead
  /// Length of the body.
  let bodyBytes: Int
  /// Wiped at the end of the call, if it is sensitive.
  private(set) var body: [UInt8]
  let isSensitive: Bool
  let waitForReady: Bool
  /// When the caller began, in nanoseconds.
  let startedAt: UInt64
  /// When the caller stops waiting, in nanoseconds.
  let deadline: UInt64
  var state = State.waiting
  var stream: UInt32 = 0
  /// Where in the connection's bytes its first frame begins.
  var position: UInt64 = 0
  var attempts = 0
  /// Whether the loop's thread has begun with it; a cancellation may come first.
  var wasBegun = false
  var wasCancelledEarly = false
  /// Set when a try may have reached a handler: later failures cannot say `notStarted` any more.
  var mayHaveStarted = false
  /// Until when the call waits for a server that is gone, in nanoseconds: it may have been begun, and may
  /// be repeated. 0 for any other call.
  var patientUntil: UInt64 = 0
  /// Messages in addition to request and answer; nil for a unary call.
  let pipe: MessagePipe?
  /// Whether messages follow the request.
  let sendsMessages: Bool
  /// Whether the answer is a stream of messages.
  let receivesMessages: Bool
  private var continuation: Continuation?
  /// Who waits for the end of a stream.
  private var endContinuation: EndContinuation?
  /// The end, once it has come.
  private var result: Result<Reply, CallFailure>?

  init(
    head: RequestHead, body: consuming [UInt8], isSensitive: Bool, waitForReady: Bool,
    startedAt: UInt64,
    deadline: UInt64, pipe: MessagePipe? = nil, sendsMessages: Bool = false,
    receivesMessages: Bool = false
  ) {
    self.pipe = pipe
    self.sendsMessages = sendsMessages
    self.receivesMessages = receivesMessages
    self.head = head
    self.byteCount = head.encodedBytesBound(bodyBytes: body.count)
    self.bodyBytes = body.count
    self.body = body
    self.isSensitive = isSensitive
    self.waitForReady = waitForReady
    self.startedAt = startedAt
    self.deadline = deadline
  }

  /// Who is resumed once there is a result; set once, before the call is submitted.
  func promise(_ continuation: Continuation) {
    unsafe self.continuation = continuation
  }

  /// The result, for the one who was resumed: handed over here, since what a continuation hands over is
  /// copied several times by code that knows nothing of its type.
  func takeResult() -> Result<Reply, CallFailure> {
    self.result.take() ?? .failure(.closedHere)
  }

  /// Who is resumed with the end of a stream, which may have come. On the loop's thread.
  func awaitEnd(_ continuation: EndContinuation) {
    if let result = self.result {
      unsafe continuation.resume(returning: result)
    } else if unsafe self.endContinuation != nil {
      unsafe continuation.resume(returning: .failure(.secondReader))
    } else {
      unsafe self.endContinuation = continuation
    }
  }

  /// Bytes that the call holds while it waits, about; the same from beginning to end.
  let byteCount: Int

  /// Whether another try cannot do harm.
  var isRepeatable: Bool {
    // What was sent of a stream is not kept, and what was received cannot be taken back.
    if let pipe = self.pipe { return !self.mayHaveStarted && !pipe.hasMoved }
    return !self.mayHaveStarted || self.head.idempotencyKey != nil
  }

  /// Why the request may not be sent, or nil.
  func refusal(limits: WireLimits, messageBytesMax: Int) -> CallFailure? {
    self.head.refusal(
      bodyBytes: self.bodyBytes, limits: limits, messageBytesMax: messageBytesMax)
  }

  /// Whether the call waits for a server that is not there.
  func isPatient(at now: UInt64) -> Bool { self.waitForReady || now < self.patientUntil }

  /// Gives the caller its result. The second time it does nothing: an answer, a deadline and a
  /// cancellation may meet.
  ///
  /// - Parameters:
  ///   - result: The end of the call.
  ///   - dropsMessages: Whether a stream's messages that were not taken are forgotten.
  func finish(_ result: Result<Reply, CallFailure>, dropsMessages: Bool = false) {
    guard self.state != .finished else { return }
    self.state = .finished
    self.result = result
    if let pipe = self.pipe {
      switch result {
      case .success: pipe.end(nil)
      case .failure(let failure): pipe.end(failure, dropsMessages: dropsMessages)
      }
    }
    if self.isSensitive { Wiping.wipe(&self.body) }
    if let continuation = unsafe self.continuation {
      unsafe self.continuation = nil
      unsafe continuation.resume()
    } else if let continuation = unsafe self.endContinuation {
      unsafe self.endContinuation = nil
      unsafe continuation.resume(returning: result)
    }
  }

  /// Fails, with the outcome that is true over all tries.
  ///
  /// - Parameters:
  ///   - failure: Why.
  ///   - dropsMessages: Whether a stream's messages that were not taken are forgotten: its reader
  ///     does not want them any more, or the time is over.
  func fail(_ failure: CallFailure, dropsMessages: Bool = false) {
    var failure = failure
    if self.mayHaveStarted, failure.outcome == .notStarted { failure.outcome = .unknown }
    self.finish(.failure(failure), dropsMessages: dropsMessages)
  }
}
