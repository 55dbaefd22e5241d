import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Synchronization

/// Limits trials of mail servers: few at a time and not many in a row, for each holds a connection to a
/// place that a caller names.
final class MailTrialLimit: Sendable {
  /// Trials under way at most.
  static let atOnceMax = 2
  /// Trials of the whole desk.
  static let rule = ThrottleRule(limit: 20, window: .minutes(10))

  private struct State {
    var underWay = 0
    var throttle: Throttle?
  }

  private let state = Mutex(State())

  /// Begins a trial, or says how long to wait.
  func begin(at now: Timestamp) throws(Failure) {
    let refusal = self.state.withLock { state -> Refusal? in
      guard state.underWay < Self.atOnceMax else {
        return Refusal(.overloaded, retryAfter: .seconds(5))
      }
      var throttle = state.throttle ?? Throttle(attempts: 0, windowStart: now)
      let (isAllowed, retryAfter) = throttle.reserve(under: Self.rule, at: now)
      state.throttle = throttle
      guard isAllowed else { return Refusal(.tooManyRequests, retryAfter: retryAfter) }
      state.underWay += 1
      return nil
    }
    if let refusal { throw .refusal(refusal) }
  }

  /// Ends a trial.
  func end() {
    self.state.withLock { $0.underWay -= 1 }
  }
}
