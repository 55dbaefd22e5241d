import LatchkeyWire

/// One task that waits for one result of the loop's thread.
///
/// Belongs to the loop's thread once it was promised.
@safe
final class Waiter<Value: Sendable>: @unchecked Sendable {
  typealias Continuation = UnsafeContinuation<Result<Value, CallFailure>, Never>

  private var continuation: Continuation?
  /// The loop's thread has heard of the wish. A cancellation may come first, and then the task may be
  /// promising itself just then: nothing of it may be touched.
  var wasHeard = false
  /// The task was cancelled before its wish was heard.
  var wasCancelledEarly = false

  init() {}

  /// Who is resumed; set once, before the loop's thread hears of it.
  func promise(_ continuation: Continuation) {
    unsafe self.continuation = continuation
  }

  /// Resumes the task; the second time it does nothing.
  func resume(_ result: Result<Value, CallFailure>) {
    let continuation = unsafe self.continuation
    unsafe self.continuation = nil
    unsafe continuation?.resume(returning: result)
  }
}
