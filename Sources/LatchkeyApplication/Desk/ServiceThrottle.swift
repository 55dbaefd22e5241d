import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema
import Synchronization

/// Counts one kind of anonymous work per sibling service, in memory: check 4 of the fixed order.
///
/// It bounds what a flood through one service costs everybody else (failure 24). Not stored: a
/// restart forgets at most one window. Each kind of work has a count of its own, so that cheap work
/// cannot use up what dear work needs.
final class ServiceThrottle: Sendable {
  private let throttles = Mutex<[String: Throttle]>([:])

  /// Counts one, or refuses it.
  func reserve(_ call: Call, under rule: ThrottleRule, at now: Timestamp) throws {
    let (isAllowed, retryAfter) = self.count(call, under: rule, at: now)
    guard isAllowed else { throw Refusal(.tooManyRequests, retryAfter: retryAfter) }
  }

  /// Counts one, and says whether it is within the limit.
  func allows(_ call: Call, under rule: ThrottleRule, at now: Timestamp) -> Bool {
    self.count(call, under: rule, at: now).isAllowed
  }

  private func count(
    _ call: Call, under rule: ThrottleRule, at now: Timestamp
  ) -> (isAllowed: Bool, retryAfter: Lifetime) {
    self.throttles.withLock { throttles in
      throttles[call.principal.name, default: Throttle(attempts: 0, windowStart: now)]
        .reserve(under: rule, at: now)
    }
  }
}
