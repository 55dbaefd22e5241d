import LatchkeySocket
import LatchkeyWire

/// One call of a client, from its start to its result, over as many tries as it takes.
///
/// Belongs to the loop's thread once it was submitted.
@safe
final class PendingCall: @unchecked Sendable {
  typealias Continuation = UnsafeContinuation<Result<Reply, CallFailure>, Never>

  /// Where the call is.
  enum State {
    /// Waits for a stream or a connection. May become `sent` or `finished`.
    case waiting
    /// Was written on a stream. May become `waiting` again, or `finished`.
    case sent
    /// The caller has its result. Terminal.
    case finished
  }

  var envelope: RequestEnvelope
  let isSensitive: Bool
  let waitForReady: Bool
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
  private var continuation: Continuation?

  init(
    envelope: RequestEnvelope, isSensitive: Bool, waitForReady: Bool, deadline: UInt64
  ) {
    self.envelope = envelope
    self.byteCount = envelope.encodedBytesBound
    self.isSensitive = isSensitive
    self.waitForReady = waitForReady
    self.deadline = deadline
  }

  /// Who is resumed with the result; set once, before the call is submitted.
  func promise(_ continuation: Continuation) {
    unsafe self.continuation = continuation
  }

  /// Bytes that the call holds while it waits, about; the same from beginning to end.
  let byteCount: Int

  /// Whether another try cannot do harm.
  var isRepeatable: Bool { !self.mayHaveStarted || self.envelope.idempotencyKey != nil }

  /// Gives the caller its result. The second time it does nothing: an answer, a deadline and a
  /// cancellation may meet.
  func finish(_ result: Result<Reply, CallFailure>) {
    guard self.state != .finished else { return }
    self.state = .finished
    if self.isSensitive { Wiping.wipe(&self.envelope.body) }
    let continuation = unsafe self.continuation
    unsafe self.continuation = nil
    unsafe continuation?.resume(returning: result)
  }

  /// Fails, with the outcome that is true over all tries.
  func fail(_ failure: CallFailure) {
    var failure = failure
    if self.mayHaveStarted, failure.outcome == .notStarted { failure.outcome = .unknown }
    self.finish(.failure(failure))
  }
}
